"""Charts, as SVG that takes its colours from the page's style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from policies import Outcome

WIDTH: Final = 1000
"""Of a bar of full length, in the units of its drawing; the page stretches it."""

HEIGHT: Final = 10
NARROWEST: Final = 6
"""Of a segment: a single violation among thousands has to be seen."""


def bar(counts: Mapping[Outcome, int], longest: int) -> Markup:
    """A bar whose segments are the outcomes; its figures stand beside it in words.

    Args:
        counts: length of each segment.
        longest: the sum that fills the whole width, at least 1.
    """
    widths = {
        outcome: max(NARROWEST, WIDTH * counts[outcome] / longest)
        for outcome in Outcome
        if counts.get(outcome)
    }
    scale = min(1, WIDTH / sum(widths.values())) if widths else 1
    segments = []
    start = 0.0
    for outcome, width in widths.items():
        segments.append(
            Markup('<rect class="{}" x="{:.1f}" width="{:.1f}" height="{}"/>').format(
                slug(outcome), start, width * scale, HEIGHT
            )
        )
        start += width * scale
    return Markup(
        '<svg class="bar" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>"
    ).format(WIDTH, HEIGHT, Markup("").join(segments))


def words(counts: Mapping[Outcome, int]) -> str:
    """The figures of a bar, as "390 compliant, 2 corrected"."""
    return ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome if counts.get(outcome))


def slug(text: str) -> str:
    """The name of the style of an outcome or a verdict."""
    return text.replace(" ", "-")
