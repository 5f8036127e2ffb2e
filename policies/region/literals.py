"""What the policies of the REGION family share: a pattern that no text of the template matches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Final

from policies.finding import Violation
from policies.literals import TextPolicy, Texts
from policies.rules import Rules
from policies.template import Part

REGION: Final = (
    r"(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-(?:gov|iso[a-z]?|de))?"
    r"-(?:central|east|north|northeast|northwest|south|southeast|southwest|west)-[0-9]{1,2}"
)
"""A region of any partition."""

REGION_HINTS: Final = ("st-", "th-", "ral-")
"""One of these stands before the number of every region."""


class LiteralPolicy(TextPolicy):
    """A policy that finds texts which only one deployment can have. Override `allows` if need be.

    Attributes:
        hints: texts without any of these can't match, which is many times as fast to see.
        pattern: what no text may hold.
        expected: what stands in its place.
    """

    hints: ClassVar[tuple[str, ...]] = ("",)
    pattern: ClassVar[re.Pattern[str]]
    expected: ClassVar[str]

    def allows(self, found: str, part: Part, rules: Rules) -> bool:
        """Whether what was found may stand where it does."""
        return False

    def examine_texts(self, texts: Texts, rules: Rules) -> Iterator[Violation]:
        """Judge each text that matches the pattern."""
        hinted = any(hint in texts.joined for hint in self.hints)
        if not hinted or not self.pattern.search(texts.joined):
            return
        for part in texts.parts():
            found = self.pattern.findall(str(part.value))
            if any(not self.allows(each, part, rules) for each in found):
                yield Violation(part.path, part.value, self.expected)
