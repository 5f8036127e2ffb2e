"""What the parser and the process that feeds it say to each other, over a stream socket.

The parser is given a request, may announce where it will read, asks for bytes of the file by offset
and length, and at last answers. It is not to be trusted: whoever reads from it gives the largest
length that it accepts.
"""

from __future__ import annotations

import os
import select
import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

LARGEST_READ: Final = 1 << 18
"""In bytes; more than a socket holds."""

MOST_OFFSETS: Final = 4096
"""That a parser may announce."""

_HEADER: Final = struct.Struct("<BQI")
_LENGTH: Final = struct.Struct("<I")
_OFFSET: Final = struct.Struct("<Q")


class Kind(IntEnum):
    """What a message of the parser is."""

    READ = 1
    METADATA = 2
    ERROR = 3
    AHEAD = 4


class ChannelError(Exception):
    """The other side is gone."""


class NonsenseError(Exception):
    """The parser said what it may not."""


def begin(channel: int, request: bytes) -> None:
    """As who feeds the parser: the first message.

    Raises:
        ChannelError: the parser is gone.
    """
    _send(channel, _LENGTH.pack(len(request)) + request)


def is_requested(channel: int) -> bool:
    """As the parser: whether the first message has come, or nobody wants anything."""
    readable, _, _ = select.select((channel,), (), (), 0)
    return bool(readable)


def requested(channel: int) -> bytes:
    """As the parser: the first message.

    Raises:
        ChannelError: nobody wants anything.
    """
    (length,) = _LENGTH.unpack(_receive(channel, _LENGTH.size))
    return _receive(channel, length)


def ask(channel: int, offset: int, length: int) -> bytes:
    """As the parser: bytes of the file; fewer than asked for at its end.

    Raises:
        ChannelError: nobody answers.
    """
    _send(channel, _HEADER.pack(Kind.READ, offset, length))
    (given,) = _LENGTH.unpack(_receive(channel, _LENGTH.size))
    return _receive(channel, min(given, length))


def announce(channel: int, offsets: Sequence[int]) -> None:
    """As the parser: where it will read; nobody answers that."""
    document = b"".join(map(_OFFSET.pack, offsets))
    _send(channel, _HEADER.pack(Kind.AHEAD, 0, len(document)) + document)


def announced(document: bytes) -> list[int]:
    """As who feeds the parser: the offsets.

    Raises:
        NonsenseError: they are too many, or none.
    """
    if len(document) % _OFFSET.size or len(document) > MOST_OFFSETS * _OFFSET.size:
        raise NonsenseError(f"offsets of {len(document)} bytes; expected {MOST_OFFSETS} at most")
    return [offset for (offset,) in _OFFSET.iter_unpack(document)]


def answer(channel: int, kind: Kind, document: bytes) -> None:
    """As the parser: the last message."""
    _send(channel, _HEADER.pack(kind, 0, len(document)) + document)


def listen(channel: int, longest: int) -> tuple[Kind, int, int, bytes]:
    """As who feeds the parser: its next message.

    Args:
        channel: file descriptor of the socket.
        longest: document that is accepted, in bytes.

    Returns:
        Kind, offset and length of a READ, document of the others.

    Raises:
        ChannelError: the parser is gone.
        NonsenseError: it says what it may not.
    """
    number, offset, length = _HEADER.unpack(_receive(channel, _HEADER.size))
    try:
        kind = Kind(number)
    except ValueError as error:
        raise NonsenseError(f"message of kind {number}") from error
    if kind is Kind.READ:
        return kind, offset, length, b""
    if length > longest:
        raise NonsenseError(f"answer of {length} bytes; expected at most {longest}")
    return kind, 0, length, _receive(channel, length)


def give(channel: int, content: bytes) -> None:
    """As who feeds the parser: the bytes that it asked for."""
    _send(channel, _LENGTH.pack(len(content)))
    _send(channel, content)


# By the system calls read and write alone: the parser may use no others.


def _send(channel: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        try:
            rest = rest[os.write(channel, rest) :]
        except OSError as error:
            raise ChannelError(f"write: {error.strerror}") from error


def _receive(channel: int, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        try:
            part = os.read(channel, min(length, LARGEST_READ))
        except OSError as error:
            raise ChannelError(f"read: {error.strerror}") from error
        if not part:
            raise ChannelError("closed")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
