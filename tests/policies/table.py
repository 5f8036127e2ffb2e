"""The table that every policy's test fills in.

A row is a name, the resources of a template, and the whole findings expected of the policy as
`(logical id, outcome, detail)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies import Outcome, Policy, Rules, Template

SUFFIX = "dev"
TAGS: Mapping[str, str] = {"Project": "streamtech", "Environment": SUFFIX}
RULES = Rules(suffix=SUFFIX, tags=TAGS)

Row = tuple[str, Outcome, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One row of a policy's table."""

    name: str
    resources: Mapping[str, Any]
    expected: tuple[Row, ...]
    rules: Rules = field(default=RULES)

    def __str__(self) -> str:
        return self.name


def findings(policy: Policy, case: Case) -> tuple[Row, ...]:
    """What the policy says of the case's template, as rows."""
    template = Template({"Resources": case.resources})
    rows = policy.judge(template, case.rules)
    return tuple((row.logical_id, row.outcome, row.detail) for row in rows)


def compliant(logical_id: str) -> Row:
    """The row of a resource in which nothing is wrong."""
    return (logical_id, Outcome.COMPLIANT, "")


def violation(logical_id: str, detail: str) -> Row:
    """The row of a violated property."""
    return (logical_id, Outcome.VIOLATION, detail)


def not_applicable(logical_id: str, detail: str) -> Row:
    """The row of a resource that the policy does not concern."""
    return (logical_id, Outcome.NOT_APPLICABLE, detail)


NOTHING_TO_JUDGE = not_applicable(
    "", "The template has no resource of the types that this policy judges."
)
