"""SECRET-8."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from policies.finding import Finding, NotApplicable, Outcome, Violation, describe
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.secret.suspicion import shaped_as_secret
from policies.template import Resource, Template


class Literals(ResourcePolicy):
    """Texts anywhere in a template."""

    id = "SECRET-8"
    title = "No text of the template holds what only credentials look like."
    rationale = "A template is kept in buckets, pipelines and histories, and read by many."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "security-best-practices.html; client requirement: no plain secret"
    )
    remedy = "Keep it in Secrets Manager, and replace it: whoever saw the template knows it."
    resource_types = ()

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every text of the resource's definition."""
        for path in _suspects(resource.definition):
            yield Violation(path.removeprefix("Properties."), "…", "no credential")

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """The rows of the resources, and one for each text elsewhere in the template."""
        yield from super().judge(template, rules)
        rest = {name: part for name, part in template.document.items() if name != "Resources"}
        for path in _suspects(rest):
            detail = describe(Violation(path, "…", "no credential"))
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", detail)


def _suspects(value: Mapping[str, object]) -> Iterator[str]:
    """Paths of the texts within the value that are shaped as secrets."""
    # Nearly every value is clear, and one search over its JSON shows that.
    if shaped_as_secret(json.dumps(value, default=str)):
        yield from (path for path, text in _texts(value, "") if shaped_as_secret(text))


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name in value:
            yield from _texts(value[name], f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _texts(entry, f"{path}[{index}]")
