"""What looks like a secret, by its name or by its shape."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(
    r"(^|[^A-Za-z0-9])(passw(or)?d|pwd|secret|token|credentials?|passphrase|"
    r"(api|access|private|auth|signing|encryption)[_-]?key)([^A-Za-z0-9]|$)",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_SHAPE: Final = re.compile(
    r"(?:AKIA|ASIA)[0-9A-Z]{16}"  # access key id
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|[a-z][a-z0-9+.-]*://[^/\s:@${}]+:[^/\s@${}]+@"  # user and password in a URL
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\."  # JSON web token
    r"|gh[pousr]_[0-9A-Za-z]{36}"  # GitHub token
)


def named_as_secret(name: str) -> bool:
    """Whether a name in any of the usual spellings says that a secret is behind it."""
    return _NAME.search(_WORDS.sub("_", name)) is not None


_MARKS: Final = ("AKIA", "ASIA", "PRIVATE KEY", "://", "eyJ", "gh")
"""What every shape holds: to look for them is far cheaper than to search for the shapes."""


def shaped_as_secret(value: str) -> bool:
    """Whether a text holds what only credentials look like."""
    return any(mark in value for mark in _MARKS) and _SHAPE.search(value) is not None
