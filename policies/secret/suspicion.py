"""What looks like a secret, by its name or by its shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_NAME: Final = re.compile(
    # Long enough to be told within a word, as in PGPASSWORD.
    r"(passw(or)?d|secret)([^A-Za-z]|$)"
    r"|(^|[^A-Za-z0-9])(pwd|token|credential|passphrase|"
    r"(api|access|private|auth|signing|encryption)[_-]?key)([^A-Za-z]|$)"
    # Several say so at the end alone: SECRETS_MANAGER_TTL and MAX_TOKENS are settings.
    r"|(passw(or)?d|secret|(^|[^A-Za-z0-9])(credential|passphrase|"
    r"(api|access|private|auth|signing|encryption)[_-]?key))s[0-9]*$"
    # Short words say so at the end alone: AUTH_MODE and PASS_THROUGH are settings.
    r"|(^|[^A-Za-z0-9])(auth|pass)[0-9]*$",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    mark: re.compile(shape)
    for mark, shape in {
        "AKIA": r"AKIA[0-9A-Z]{16}",  # access key id
        "ASIA": r"ASIA[0-9A-Z]{16}",  # access key id of a session
        "PRIVATE KEY": r"-----BEGIN [A-Z ]*PRIVATE KEY",
        "://": r"://[^/\s:@${}]+:[^/\s@${}]+@",  # user and password in a URL
        "eyJ": r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.",  # JSON web token
        "gh": r"gh[pousr]_[0-9A-Za-z]{36}",  # GitHub token
    }.items()
}
"""Shapes by what each always holds, which is far cheaper to look for."""


def named_as_secret(name: str) -> bool:
    """Whether a name in any of the usual spellings says that a secret is behind it."""
    return _NAME.search(_WORDS.sub("_", name)) is not None


def shaped_as_secret(value: str) -> bool:
    """Whether a text holds what only credentials look like."""
    return any(mark in value and shape.search(value) for mark, shape in _SHAPES.items())
