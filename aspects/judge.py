"""What the guard's validation plugins have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import aws_cdk as cdk
import jsii


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that one construct breaks.

    Attributes:
        rule: id of the rule, without the plugin's name.
        path: path of the construct.
        description: what is wrong, and what was expected.
        fix: what to do.
        logical_id: of the resource, where a template has it.
        template_path: that template.
        location: path of the property within the resource.
        severity: `error`, or `fatal` for what can't be suppressed.
    """

    rule: str
    path: str
    description: str
    fix: str | None = None
    logical_id: str | None = None
    template_path: str | None = None
    location: str = "Properties"
    severity: str = "error"


@dataclass(frozen=True)
class Found:
    """A breach by the id that would acknowledge it, as `Policies::KMS-1`, and where it is."""

    finding: str
    path: str


@jsii.implements(cdk.IPolicyValidationPlugin)
class Judge(ABC):
    """A validation plugin; each breach fails the synthesis. Override `breaches`.

    Attributes:
        plugin_name: the name in the report; an acknowledgement's id begins with it.
        plugin_version: semantic version.
        found: what the last validation found. The CDK applies suppressions afterwards, and tells
            no plugin what they suppressed.
    """

    plugin_name: ClassVar[str]
    plugin_version: ClassVar[str] = "1.0.0"
    rule_ids: list[str] | None = None

    def __init__(self) -> None:
        self.found: frozenset[Found] = frozenset()

    # The CDK sees properties, not attributes.

    @property
    def name(self) -> str:
        """Name of the plugin."""
        return self.plugin_name

    @property
    def version(self) -> str:
        """Version of the plugin."""
        return self.plugin_version

    @abstractmethod
    def breaches(self, context: cdk.IPolicyValidationContext) -> Iterable[Breach]:
        """What breaks a rule."""

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        """Report every breach, those that differ in the resource alone as one violation."""
        breaches = tuple(self.breaches(context))
        self.found = frozenset(
            Found(finding_id(f"{self.plugin_name}::{breach.rule}"), breach.path)
            for breach in breaches
        )
        violations = [_violation(group) for group in _groups(breaches)]
        return cdk.PolicyValidationPluginReport(success=not violations, violations=violations)


def finding_id(finding: str) -> str:
    """The id of a finding as the CDK keeps it: spaces become hyphens."""
    return finding.replace(" ", "-")


def _groups(breaches: Iterable[Breach]) -> Iterator[Sequence[Breach]]:
    groups: dict[Breach, list[Breach]] = {}
    for breach in breaches:
        shared = replace(breach, path="", logical_id=None, template_path=None)
        groups.setdefault(shared, []).append(breach)
    yield from groups.values()


def _violation(group: Sequence[Breach]) -> cdk.PolicyViolation:
    first = group[0]
    return cdk.PolicyViolation(
        rule_name=first.rule,
        description=first.description,
        fix=first.fix,
        severity=first.severity,
        violating_resources=[
            cdk.PolicyViolatingResource(
                construct_path=breach.path,
                locations=[breach.location],
                resource_logical_id=breach.logical_id,
                template_path=breach.template_path,
            )
            for breach in group
        ],
    )
