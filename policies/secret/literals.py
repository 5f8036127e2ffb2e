"""SECRET-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Finding, Outcome, Violation, describe, finding
from policies.literals import Texts, all_texts
from policies.policy import Policy
from policies.rules import Rules
from policies.secret.suspicion import shaped_as_secret
from policies.template import Template


class Literals(Policy):
    """Texts anywhere in a template."""

    id = "SECRET-8"
    title = "No text of the template holds what only credentials look like."
    rationale = "A template is kept in buckets, pipelines and histories, and read by many."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "security-best-practices.html; client requirement: no plain secret"
    )
    remedy = "Keep it in Secrets Manager, and replace it: whoever saw the template knows it."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """One row a text, or one row for a resource without any; the other sections likewise."""
        for texts in template.index(all_texts):
            violations = tuple(_violations(texts))
            if texts.resource is not None:
                yield from (
                    finding(self.id, texts.resource, said) for said in violations or (None,)
                )
            else:
                for said in violations:
                    yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(said))
        if not template.resources:
            yield Finding(self.id, Outcome.NOT_APPLICABLE, "", "", "", "The template is empty.")


def _violations(texts: Texts) -> Iterator[Violation]:
    if shaped_as_secret(texts.joined):
        for part in texts.parts():
            if shaped_as_secret(str(part.value)):
                yield Violation(part.path, "…", "no credential")
    metadata = None if texts.resource is None else texts.resource.definition.get("Metadata")
    if shaped_as_secret(str(metadata)):
        yield Violation("Metadata", "…", "no credential")
