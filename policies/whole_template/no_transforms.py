"""TEMPLATE-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Finding, Outcome, Violation, describe
from policies.literals import all_texts
from policies.policy import Policy
from policies.rules import Rules
from policies.template import Template

MACROS = ("Fn::Transform", "Fn::ForEach")


class NoTransforms(Policy):
    """Macros, which change a template when it is deployed."""

    id = "TEMPLATE-4"
    title = "What is judged is what is deployed: no transform changes the template on the way."
    rationale = "A macro adds resources and properties after the last policy has looked."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html; "
        "ADR 1: what can't be judged is a violation"
    )
    remedy = "Write with the CDK what the macro would add; leave add_transform out."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """Judge the section Transform, and the functions that are macros wherever they stand."""
        violations = tuple(_violations(template))
        for each in violations:
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(each))
        if not violations:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")


def _violations(template: Template) -> Iterator[Violation]:
    if "Transform" in template.document:
        yield Violation("Transform", template.document["Transform"], "absent")
    for texts in template.index(all_texts):
        where = f"{texts.resource.logical_id}.Properties" if texts.resource else "template"
        for function in sorted(texts.functions):
            if function.startswith(MACROS):
                yield Violation(where, function, "no macro")
