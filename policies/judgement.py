"""Judging a template by every policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policies.finding import Finding, Outcome
from policies.policy import Policy
from policies.rules import Rules
from policies.template import Template


def judge(template: Template, rules: Rules, policies: Iterable[Policy]) -> tuple[Finding, ...]:
    """Every row of every policy, in the order of the policies.

    A policy that raises becomes a violation of its own: silence would read as a pass.
    """
    rows: list[Finding] = []
    for policy in policies:
        rows.extend(_judge_safely(policy, template, rules))
    return tuple(rows)


def _judge_safely(policy: Policy, template: Template, rules: Rules) -> Iterator[Finding]:
    try:
        yield from policy.judge(template, rules)
    except Exception as error:  # noqa: BLE001 - whatever a policy raises must become a finding
        detail = (
            f"The policy could not judge the template: {type(error).__name__}: {error}; "
            "expected a verdict. The policy has a defect."
        )
        yield Finding(policy.id, Outcome.VIOLATION, "", "", "", detail)
