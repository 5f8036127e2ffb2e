"""TEMPLATE-6."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from policies.finding import Finding, Outcome, Violation, describe
from policies.literals import all_texts
from policies.policy import Policy
from policies.rules import Rules
from policies.template import Part, Template, dig

BOOTSTRAP: Final = "BootstrapVersion"
REFERENCE: Final = f"${{{BOOTSTRAP}}}"
BOOTSTRAP_RULE: Final = "CheckBootstrapVersion"
"""By this the CDK's rule sees that the account is bootstrapped; nothing else refers to it."""

BOOTSTRAP_TYPE: Final = "AWS::SSM::Parameter::Value<String>"
BOOTSTRAP_DEFAULT: Final = re.compile(r"/cdk-bootstrap/[A-Za-z0-9_-]+/version")


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
        """Judge the section Parameters, and that nothing refers to the CDK's own parameter."""
        violations = tuple(_violations(template))
        for said in violations:
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(said))
        if not violations:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")


def _violations(template: Template) -> Iterator[Violation]:
    section = template.document.get("Parameters") or {}
    names = sorted(map(str, section)) if isinstance(section, Mapping) else ["?"]
    for name in names:
        if name == BOOTSTRAP:
            yield from _examine_bootstrap(dig(section, name), template)
        else:
            yield Violation("Parameters", name, "no parameter")


def _examine_bootstrap(parameter: object, template: Template) -> Iterator[Violation]:
    kind, default = dig(parameter, "Type"), dig(parameter, "Default")
    if kind != BOOTSTRAP_TYPE:
        yield Violation(f"Parameters.{BOOTSTRAP}.Type", kind, f'"{BOOTSTRAP_TYPE}"')
    if not isinstance(default, str) or not BOOTSTRAP_DEFAULT.fullmatch(default):
        expected = "/cdk-bootstrap/…/version"
        yield Violation(f"Parameters.{BOOTSTRAP}.Default", default, expected)
    for texts in template.index(all_texts):
        if REFERENCE in texts.joined and any(map(_refers, texts.parts())):
            where = f"{texts.resource.logical_id}.Properties" if texts.resource else "template"
            yield Violation(where, REFERENCE, "no reference to the parameter")


def _refers(part: Part) -> bool:
    return REFERENCE in str(part.value) and not part.path.startswith(f"Rules.{BOOTSTRAP_RULE}.")
