"""Suppressions: reviewed, on one resource, in time, and needed, or the synthesis fails.

What was reviewed is what guard() is told. Whatever a construct's metadata says of a review is for
the reports alone, and fails the synthesis where guard() was told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import aws_cdk as cdk

from aspects.judge import Breach, Found, Judge, finding_id
from aspects.metadata import LOGICAL_ID, SUPPRESSION, Entry, Metadata

ACKNOWLEDGEMENT: Final = "aws:cdk:acknowledged-rules"

BUILT_IN: Final = "CloudFormation-Validate::"
"""So begin the findings of the CDK's own validation of templates."""

BY_THE_CDK: Final = (
    ("W3010", "Literal AZs in template are the result of accessing stack.availabilityZones"),
    ("F3002", "AWS::EC2::FlowLog DestinationOptions accepts properties in camelCase"),
    ("F3003", "AWS::EC2::FlowLog DestinationOptions accepts properties in camelCase"),
    ("W3045", "accessControl is deprecated, but we are still using it for historical reasons."),
    ("W9003", "LifecycleRule.objectSizeLessThan and LifecycleRule.objectSizeGreaterThan"),
    ("W9009", "action is deprecated, but still in use for historical reasons"),
    ("F3037", "Duplicate domain names in subjectAlternativeNames exist for historical reasons"),
)
"""What constructs of the CDK acknowledge on themselves, and how their reasons begin: stacks that
are asked for their zones (REGION-2 judges that none is named), FlowLog, Bucket, Rule, Certificate.
"""

FIXES: Final = {
    "SUPPRESSION-1": "Mend the finding, or enter it in the register of suppressions.",
    "SUPPRESSION-2": "Name the one resource that has the finding.",
    "SUPPRESSION-3": "Mend the finding, or have its owner review the entry and renew it.",
    "SUPPRESSION-4": "Remove the entry from the register.",
    "SUPPRESSION-5": "Have its owner review the entry once a year.",
    "SUPPRESSION-6": "Leave the record to suppress(), and tell guard() what that returns.",
}

LONGEST: Final = timedelta(days=396)
"""Thirteen months: a review a year, with a month to hold it in."""


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A suppression as it was reviewed.

    Attributes:
        path: of the construct.
        finding: plugin and rule, with the granular part of the finding where it has one.
        reason: why, with evidence that a reviewer can check.
        owner: the role that answers for it.
        expires: last day on which it holds.
    """

    path: str
    finding: str
    reason: str
    owner: str
    expires: date

    def record(self) -> dict[str, str]:
        """What the construct's metadata keeps of it for the reports."""
        return {
            "finding": self.finding,
            "reason": self.reason,
            "owner": self.owner,
            "expires": self.expires.isoformat(),
        }


def suppress(
    resource: cdk.CfnResource, *, finding: str, reason: str, owner: str, expires: date
) -> Reviewed:
    """Accept one finding on one resource; the only way of doing so that the guard accepts.

    Args:
        resource: what has the finding.
        finding: plugin and rule, with the granular part of the finding where it has one, as
            `AwsSolutions::AwsSolutions-IAM5[Resource::*]`.
        reason: why, with evidence that a reviewer can check.
        owner: the role that answers for it.
        expires: last day on which it holds.

    Returns:
        What guard() must be told: it takes nobody's word for a review but its caller's.
    """
    node = resource.node
    reviewed = Reviewed(
        path=node.path, finding=finding, reason=reason, owner=owner, expires=expires
    )
    cdk.Validations.of(resource).acknowledge(cdk.Acknowledgment(id=finding, reason=reason))
    node.add_metadata(SUPPRESSION, reviewed.record())
    return reviewed


@dataclass(frozen=True)
class Acknowledgement:
    """A finding that a construct acknowledges, for itself and all below it.

    Attributes:
        finding: plugin and rule.
        path: of the construct.
        on_resource: whether that is a resource, so that nothing is below it.
        review: what guard() was told of it; `None` for nothing.
    """

    finding: str
    path: str
    on_resource: bool
    review: Reviewed | None

    def covers(self, found: Found) -> bool:
        """Whether it concerns what was found."""
        below = found.path == self.path or found.path.startswith(f"{self.path}/") or not self.path
        return below and found.finding == self.finding


class SuppressionPlugin(Judge):
    """Judges the acknowledgements themselves; what it finds can't be acknowledged.

    Args:
        judges: the plugins whose findings may be suppressed; they must have judged before.
        metadata: of the constructs, which one of them has read.
        reviewed: the register of what may be suppressed.
        today: the day on which suppressions must not have expired.
    """

    plugin_name = "Suppressions"

    def __init__(
        self,
        judges: Sequence[Judge],
        metadata: Metadata,
        reviewed: Iterable[Reviewed],
        today: date,
    ) -> None:
        super().__init__()
        self._judges = judges
        self._metadata = metadata
        self._reviewed = {(each.path, finding_id(each.finding)): each for each in reviewed}
        self._today = today

    def breaches(self, _context: cdk.IPolicyValidationContext) -> Iterator[Breach]:
        """Judge each acknowledgement of the app, and each record of a review."""
        found = frozenset(each for judge in self._judges for each in judge.found)
        for acknowledgement in acknowledgements(self._metadata.entries, self._reviewed):
            for rule, fault in faults(acknowledgement, found, self._today):
                yield _breach(rule, acknowledgement.path, f"{acknowledgement.finding}: {fault}")
        records = [(each.path, each.record()) for each in self._reviewed.values()]
        for entry in self._metadata.entries:
            if entry.type == SUPPRESSION and (entry.path, entry.data) not in records:
                fault = "records a review that guard() was not told of; expected the register's."
                yield _breach("SUPPRESSION-6", entry.path, fault)


def _breach(rule: str, path: str, description: str) -> Breach:
    return Breach(rule=rule, path=path, description=description, fix=FIXES[rule], severity="fatal")


def acknowledgements(
    metadata: Sequence[Entry], reviewed: Mapping[tuple[str, str], Reviewed]
) -> Iterator[Acknowledgement]:
    """Every acknowledgement in the metadata of an app, but those that the CDK writes itself.

    Args:
        metadata: of every construct.
        reviewed: the register, by path and finding.
    """
    resources = {entry.path for entry in metadata if entry.type == LOGICAL_ID}
    for entry in metadata:
        if entry.type == ACKNOWLEDGEMENT:
            for finding, reason in entry.data.items():
                if not _is_by_the_cdk(finding, reason):
                    review = reviewed.get((entry.path, finding))
                    on_resource = entry.path in resources
                    yield Acknowledgement(finding, entry.path, on_resource, review)


def _is_by_the_cdk(finding: str, reason: str) -> bool:
    return any(
        finding == f"{BUILT_IN}{rule}" and reason.startswith(begin) for rule, begin in BY_THE_CDK
    )


def faults(
    acknowledgement: Acknowledgement, found: Iterable[Found], today: date
) -> Iterator[tuple[str, str]]:
    """What is wrong with an acknowledgement: the rule that it breaks, and how."""
    review = acknowledgement.review
    if review is None:
        yield "SUPPRESSION-1", "acknowledged by nobody; expected an entry of guard()'s register."
    elif review.expires < today:
        fault = f"expired on {review.expires}, before {today}; expected a date to come."
        yield "SUPPRESSION-3", f"{fault} To be reviewed by {review.owner}."
    elif review.expires > today + LONGEST:
        fault = f"expires on {review.expires}; expected {today + LONGEST} at the latest."
        yield "SUPPRESSION-5", f"{fault} To be reviewed by {review.owner}."
    if not acknowledgement.on_resource:
        yield (
            "SUPPRESSION-2",
            "also covers whatever is added to the construct; expected a single resource.",
        )
    # What the CDK's own validation finds, it tells no plugin.
    if not acknowledgement.finding.startswith(BUILT_IN) and not any(
        map(acknowledgement.covers, found)
    ):
        yield "SUPPRESSION-4", "suppresses nothing; expected a finding."
