"""What a policy says of a resource."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from policies.template import ABSENT, Resource


class Outcome(StrEnum):
    """The verdict of one policy on one resource."""

    COMPLIANT = "compliant"
    CORRECTED = "corrected"
    SUPPRESSED = "suppressed"
    VIOLATION = "violation"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Violation:
    """A property that breaks a policy: where it stands, what it is, what it should be."""

    property: str
    value: object
    expected: str


@dataclass(frozen=True)
class NotApplicable:
    """Why a policy does not concern a resource of a type that it judges."""

    reason: str


class Finding(NamedTuple):
    """One row of a judgement: one policy on one resource, or on a whole template.

    Attributes:
        policy: id of the policy, as `KMS-1`.
        outcome: the verdict.
        logical_id: resource in the template; empty for a finding on the whole template.
        resource_type: its CloudFormation type; empty likewise.
        path: its construct path.
        detail: for a violation `Property is VALUE; expected …`, else the reason, else empty.
    """

    policy: str
    outcome: Outcome
    logical_id: str
    resource_type: str
    path: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.policy} {self.path or 'template'}: {self.detail or self.outcome}"


def finding(policy: str, resource: Resource, said: Violation | NotApplicable | None) -> Finding:
    """The row for what a policy said of a resource; `None` stands for compliant."""
    if said is None:
        outcome, detail = Outcome.COMPLIANT, ""
    elif isinstance(said, NotApplicable):
        outcome, detail = Outcome.NOT_APPLICABLE, said.reason
    else:
        outcome, detail = Outcome.VIOLATION, describe(said)
    return Finding(policy, outcome, resource.logical_id, resource.type, resource.path, detail)


def describe(violation: Violation) -> str:
    """One sentence with the property, its value, cut at 120 characters, and what was expected."""
    value = violation.value
    shown = "absent" if value is ABSENT else json.dumps(value, default=str)
    limit = 120
    if len(shown) > limit:
        shown = shown[:limit] + "…"
    return f"{violation.property} is {shown}; expected {violation.expected}."
