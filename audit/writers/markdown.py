"""Text that is safe within GitHub's Markdown."""

from __future__ import annotations

import re


def escaped(value: str) -> str:
    """The text so that nothing in it is Markdown, HTML or the end of a cell."""
    safe = re.sub(r"([\\`*_{}\[\]()#+!|~-])", r"\\\1", " ".join(value.split()))
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(value: str) -> str:
    """The text as code; what would end the code or the cell is replaced."""
    shown = " ".join(value.split()).replace("`", "'").replace("|", "\\|")
    return f"`{shown}`"
