"""TEMPLATE-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Finding, Outcome
from policies.policy import Policy
from policies.rules import Rules
from policies.template import Template


class NotEmpty(Policy):
    """That there is something to judge."""

    id = "TEMPLATE-1"
    title = "The template has resources."
    rationale = "Every other policy is silent on an empty template, and silence reads as a pass."
    source = "ADR 1: what can't be judged is a violation"
    remedy = "Synthesise the stack anew; see that the file judged is the one it wrote."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """Judge that there are resources."""
        if template.resources:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")
        else:
            detail = "Resources is {}; expected at least one resource."
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", detail)
