"""The review as text for a terminal, and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from audit.colour import BOLD, DIM, RED, Paint, painter
from audit.review.review import Review
from audit.writers.markdown import escaped

LONGEST_TEXT = 60_000
"""Of the CDK's own lines in Markdown: GitHub takes a mebibyte for all summaries of a step."""


def terminal(title: str, review: Review, *, colour: bool) -> str:
    """The sections, then the CDK's own lines."""
    return "".join(f"{line}\n" for line in _terminal(title, review, painter(colour=colour)))


def _terminal(title: str, review: Review, paint: Paint) -> Iterator[str]:
    if not review.text:
        yield f"{paint(BOLD, title)}: nothing changed"
        return
    yield paint(BOLD, title)
    for section in review.sections:
        yield ""
        yield f"  {paint(RED if section.alarming else BOLD, section.heading)}"
        yield from (f"    {line}" for line in section.lines)
    yield ""
    yield f"  {paint(BOLD, 'By the CDK')}"
    yield from (f"    {paint(DIM, line)}".rstrip() for line in review.text.splitlines())
    yield ""


def markdown(title: str, review: Review) -> str:
    """The sections, then the CDK's own lines, folded."""
    return "".join(f"{line}\n" for line in _markdown(title, review))


def _markdown(title: str, review: Review) -> Iterator[str]:
    yield f"## {escaped(title)}"
    yield ""
    if not review.text:
        yield "Nothing changed."
        yield ""
        return
    for section in review.sections:
        yield f"### {'⚠️ ' if section.alarming else ''}{section.heading}"
        yield ""
        yield from (f"- {escaped(line)}" for line in section.lines)
        yield ""
    yield "<details><summary>By the CDK</summary>"
    yield ""
    # Indented, not fenced: a fence could be closed by what a template holds.
    yield from (f"    {line}".rstrip() for line in _shortened(review.text).splitlines())
    yield ""
    yield "</details>"
    yield ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}\n…"
