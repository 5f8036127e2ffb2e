"""SECRET-9."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from policies.finding import Violation
from policies.literals import TextPolicy, Texts
from policies.rules import Rules
from policies.secret.reference import drawn_from
from policies.template import Part

DRAWN: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS::RDS::DBInstance": ("MasterUsername", "MasterUserPassword"),
    "AWS::ElastiCache::ReplicationGroup": ("AuthToken",),
}
"""Where a dynamic reference belongs, by type."""

EXPECTED: Final = "no dynamic reference"

_REFERENCE: Final = re.compile(
    r"\{\{\s*resolve|resolve:s(sm|ecretsmanager)|\{\{?(r(e(s(o(lv?)?)?)?)?)?\Z"
)
"""A dynamic reference, the middle of one, or how a piece of a text ends that begins one."""

_SPLIT: Final = "Fn::Split"


class DynamicReferences(TextPolicy):
    """Dynamic references anywhere in a template."""

    id = "SECRET-9"
    title = "Secrets are drawn into the credentials of database and cache, and nowhere else."
    rationale = (
        "CloudFormation writes the secret itself where the reference stood: whoever may describe "
        "a task, a function, a tag or an output reads it."
    )
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "dynamic-references.html; decision 17 of the design"
    )
    remedy = "Pass secret.secret_arn and read the secret at run time; leave unsafe_unwrap out."

    def examine_texts(self, texts: Texts, rules: Rules) -> Iterator[Violation]:
        """Judge each text, the pieces of those that only a deployment makes, and the metadata."""
        if _may_refer(texts):
            for part in texts.parts():
                if _refers(part) and not _belongs(part, texts):
                    yield Violation(part.path, part.value, EXPECTED)
        if "resolve:s" in texts.metadata:
            yield Violation("Metadata", "…", EXPECTED)


def _may_refer(texts: Texts) -> bool:
    """Whether a closer look is needed."""
    told = texts.joined
    return (
        "{{" in told
        or "resolve:s" in told
        or "{\n" in told
        or told.endswith("{")
        or _SPLIT in texts.functions
    )


def _refers(part: Part) -> bool:
    told = str(part.value)
    # What is split may be put together in another order.
    pieces = _SPLIT in part.path and "{" in told.replace("${", "")
    return pieces or _REFERENCE.search(told) is not None


def _belongs(part: Part, texts: Texts) -> bool:
    return (
        texts.resource is not None
        and part.path in DRAWN.get(texts.resource.type, ())
        and drawn_from(part.value) is not None
    )
