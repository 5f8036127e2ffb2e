"""TEMPLATE-3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.finding import Finding, Outcome, Violation, describe
from policies.policy import Policy
from policies.region.literals import REGION
from policies.rules import Rules
from policies.template import Template

SUFFIX: Final = re.compile(r"(?=.{1,14}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*")
MOST_DAYS: Final = 35


class SoundRules(Policy):
    """The rules themselves."""

    id = "TEMPLATE-3"
    title = "The rules that the template is judged by are sound."
    rationale = "By wrong rules every name or tag would be judged wrongly, or pass unseen."
    source = "ADR 1: what can't be judged is a violation; decision 2 of the design"
    remedy = "Pass guard() the settings of the environment that the stack was made for."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """Judge each of the rules."""
        violations = tuple(_violations(rules))
        for each in violations:
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(each))
        if not violations:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")


def _violations(rules: Rules) -> Iterator[Violation]:
    if not SUFFIX.fullmatch(rules.suffix):
        expected = "1 to 14 lower-case letters, digits and single hyphens, beginning with a letter"
        yield Violation("suffix", rules.suffix, expected)
    if rules.region is not None and not re.fullmatch(REGION, rules.region):
        yield Violation("region", rules.region, "a region of AWS, or none")
    if not 0 <= rules.backup_retention_days <= MOST_DAYS:
        yield Violation(
            "backup_retention_days", rules.backup_retention_days, f"0 to {MOST_DAYS} days"
        )
    for key, value in rules.tags.items():
        if not key or key.lower().startswith("aws:"):
            yield Violation("tags", key, 'keys that are not empty and don\'t begin with "aws:"')
        if not value:
            yield Violation(f"tags.{key}", value, "a value that is not empty")
