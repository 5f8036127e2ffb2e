"""TEMPLATE-6."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policies.finding import Finding, Outcome, Violation, describe
from policies.policy import Policy
from policies.rules import Rules
from policies.template import Template

BOOTSTRAP: Final = "BootstrapVersion"
"""By this the CDK sees that the account is bootstrapped; no resource refers to it."""


class NoParameters(Policy):
    """Parameters, which are given when a template is deployed."""

    id = "TEMPLATE-6"
    title = "Nothing is left to a parameter: what is judged is what is deployed."
    rationale = "A reference to a parameter reads as a name, and may become a wildcard."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "parameters-section-structure.html; ADR 1: what can't be judged is a violation"
    )
    remedy = "Make it a setting of infra/environment.py; leave CfnParameter out."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """Judge the section Parameters."""
        section = template.document.get("Parameters") or {}
        names = sorted(map(str, section)) if isinstance(section, Mapping) else ["?"]
        given = [name for name in names if name != BOOTSTRAP]
        for name in given:
            said = Violation("Parameters", name, "no parameter")
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(said))
        if not given:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")
