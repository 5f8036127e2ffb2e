"""SECRET-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import Violation
from policies.literals import TextPolicy, Texts
from policies.rules import Rules
from policies.secret.suspicion import shaped_as_secret


class Literals(TextPolicy):
    """Texts anywhere in a template."""

    id = "SECRET-8"
    title = "No text of the template holds what only credentials look like."
    rationale = "A template is kept in buckets, pipelines and histories, and read by many."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "security-best-practices.html; client requirement: no plain secret"
    )
    remedy = "Keep it in Secrets Manager, and replace it: whoever saw the template knows it."

    def examine_texts(self, texts: Texts, rules: Rules) -> Iterator[Violation]:
        """Judge each text, and the metadata, without showing what was found."""
        if shaped_as_secret(texts.joined):
            for part in texts.parts():
                if shaped_as_secret(str(part.value)):
                    yield Violation(part.path, "…", "no credential")
        if shaped_as_secret(texts.metadata):
            yield Violation("Metadata", "…", "no credential")
