r"""The lines of an archive, each sealed by a checksum.

JSON lines, UTF-8, in this order:

    {"header":{"format":"video-catalog","version":1,…},"sha256":"…"}
    {"record":{"newest_event":{…},"video":{…},"popularity":{…}},"sha256":"…"}
    …
    {"end":{"records":…},"sha256":"…"}

The header's checksum is that of its line up to `,"sha256"`. A record's is that of its own line and
of all records before it, the end's of all: so a line that was changed, doubled, moved or left out
is found where it is. Checksums find damage; they keep nobody from making another archive.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, Protocol

FORMAT: Final = "video-catalog"
VERSION: Final = 1
"""Raised when an archive of this software can't be read by the software before."""

KIND: Final[Mapping[str, object]] = {"format": FORMAT, "version": VERSION}
LINE_BYTES: Final = 32 * 1024 * 1024
"""Longer than any record: a probe's answer has a limit far below."""

SEAL: Final = b',"sha256":"%s"}\n'
SEAL_BYTES: Final = len(SEAL % (b"0" * 64))

HEADER: Final = b'{"header":'
RECORD: Final = b'{"record":'
END: Final = b'{"end":'


EXPECTED: Final = "Expected the file as `export` wrote it: take another copy of it."


class ArchiveError(Exception):
    """An archive can't be read or written; the message is one line."""


class Record(NamedTuple):
    """A record and where it stands.

    Attributes:
        number: of its line, from 1.
        content: the JSON.
    """

    number: int
    content: str


class Source(Protocol):
    """A file opened to be read as bytes."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next line with its end, or as much of it as `size` says; empty after the last."""


def write_lines(
    write: Callable[[bytes], object], about: Mapping[str, object], records: Iterable[str]
) -> int:
    """Write a whole archive.

    Args:
        write: takes the bytes.
        about: what the header tells beside the format.
        records: as JSON without a line break.

    Returns:
        How many records were written.

    Raises:
        ArchiveError: a record is longer than can be read again.
    """
    header = HEADER + _json({**KIND, **about})
    write(header + SEAL % hashlib.sha256(header).hexdigest().encode())
    chain = hashlib.sha256()
    count = 0
    for count, record in enumerate(records, 1):
        line = RECORD + record.encode()
        if len(line) + SEAL_BYTES > LINE_BYTES:
            raise ArchiveError(
                f"Record {count}: {len(line)} bytes; expected {LINE_BYTES - SEAL_BYTES} at most: "
                f"{record[:200]}"
            )
        chain.update(line)
        write(line + SEAL % chain.hexdigest().encode())
    end = END + _json({"records": count})
    chain.update(end)
    write(end + SEAL % chain.hexdigest().encode())
    return count


def read_lines(source: Source) -> Iterator[Record]:
    """The records of an archive; whoever has got to their end has read a whole archive.

    Raises:
        ArchiveError: the file is something else, or no longer what was written.
    """
    _read_header(source)
    chain = hashlib.sha256()
    number = 2
    while True:
        line = _line(source, number)
        content = line[:-SEAL_BYTES]
        chain.update(content)
        if line != content + SEAL % chain.hexdigest().encode():
            raise ArchiveError(
                f"Line {number}: its checksum does not match: it was changed, or lines before it "
                f"are missing, doubled or in another order. {EXPECTED}"
            )
        if content.startswith(END):
            break
        yield Record(number, _text(number, content))
        number += 1
    if content != END + _json({"records": number - 2}):
        raise ArchiveError(
            f"Line {number}: {content[len(END) :].decode(errors='replace'):.100}; expected a "
            f"count of {number - 2} records."
        )
    if source.readline(1):
        raise ArchiveError(f"Line {number + 1}: something follows the last line. {EXPECTED}")


def _read_header(source: Source) -> None:
    line = source.readline(LINE_BYTES + 1)
    if line and not line.startswith(HEADER):
        raise ArchiveError(
            f"Line 1: {line[:60]!r}; expected the header of an archive. Give a file that `export` "
            "wrote; its name ends in .gz if it is compressed."
        )
    _check_whole(line, 1)
    content = line[:-SEAL_BYTES]
    if line != content + SEAL % hashlib.sha256(content).hexdigest().encode():
        raise ArchiveError(f"Line 1: its checksum does not match: it was changed. {EXPECTED}")
    if not content.startswith(HEADER + _json(KIND)[:-1]):
        raise ArchiveError(
            f"Line 1: {content[len(HEADER) :][:60].decode(errors='replace')}; expected format "
            f"{FORMAT}, version {VERSION}. Import it by the release of this software that wrote "
            "it, or by a later one."
        )


def _line(source: Source, number: int) -> bytes:
    line = source.readline(LINE_BYTES + 1)
    _check_whole(line, number)
    return line


def _check_whole(line: bytes, number: int) -> None:
    if len(line) > LINE_BYTES:
        raise ArchiveError(
            f"Line {number}: longer than {LINE_BYTES} bytes; expected a line that `export` wrote."
        )
    if not line.endswith(b"\n"):
        raise ArchiveError(f"Line {number}: the file ends here: it was cut off. {EXPECTED}")


def _text(number: int, content: bytes) -> str:
    try:
        return content[len(RECORD) :].decode()
    except UnicodeDecodeError as error:
        raise ArchiveError(f"Line {number}: {error}; expected UTF-8.") from error


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
