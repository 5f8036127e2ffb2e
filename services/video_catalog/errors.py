"""What can be wrong with a file, told by type: whether trying again can help."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a file is refused for good."""

    NOT_READABLE = "not readable"
    NOT_A_VIDEO = "not a video"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    GONE = "gone"
    """Deleted or replaced since; that has an event of its own."""
    TOO_LARGE = "too large"
    """Over a limit of the probe: time, memory, bytes read, streams, metadata."""
    BROKE_PARSER = "broke the parser"
    FORBIDDEN = "forbidden"
    """The parser tried what it may not: a file, a socket, a process."""


class PermanentError(Exception):
    """The file will not become better; the message is one line for a person."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class TransientError(Exception):
    """Trying again later can help; the message is one line for a person."""


class UnavailableError(TransientError):
    """A service that every file needs is away: wait for it rather than give up the file."""
