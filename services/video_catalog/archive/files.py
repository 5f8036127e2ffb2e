"""Archives as files: compressed where their name says so, whole or not there at all."""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from video_catalog.archive.lines import ArchiveError, Source
from video_catalog.archive.objects import S3Object, s3_object
from video_catalog.settings import scratch_directory

Write = Callable[[bytes], object]

STANDARD: Final = "-"
COMPRESSED: Final = ".gz"
EXISTS: Final = "It is there; expected none of that name. Replace it by --force."


@contextmanager
def written(name: str, *, replace: bool) -> Iterator[Write]:
    """Takes an archive's bytes; the file has its name when it is whole.

    Args:
        name: of the file; `s3://bucket/key` is an object, `-` standard output.
        replace: whether to replace one that is there.

    Raises:
        ArchiveError: it can't be written, or one is there.
        UnavailableError: S3 does not answer.
    """
    with _told():
        if name == STANDARD:
            yield sys.stdout.buffer.write
            sys.stdout.buffer.flush()
        elif found := s3_object(name):
            with _written_object(found, name, replace=replace) as write:
                yield write
        else:
            with _written_file(Path(name), replace=replace) as write:
                yield write


@contextmanager
def read(name: str) -> Iterator[Source]:
    """An archive to read.

    Args:
        name: of the file; `s3://bucket/key` is an object, `-` standard input.

    Raises:
        ArchiveError: it can't be read.
        UnavailableError: S3 does not answer.
    """
    with _told():
        if name == STANDARD:
            yield sys.stdin.buffer
        elif found := s3_object(name):
            with tempfile.TemporaryFile(dir=scratch_directory()) as file:
                found.fetch(file)
                file.seek(0)
                yield _plain(file, name)
        else:
            with Path(name).open("rb") as file:
                yield _plain(file, name)


@contextmanager
def _written_file(path: Path, *, replace: bool) -> Iterator[Write]:
    _check_free(path, replace=replace)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            with _compressed(file, path.name) as write:
                yield write
            file.flush()
            os.fsync(file.fileno())
        _check_free(path, replace=replace)
        Path(temporary).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()


@contextmanager
def _written_object(found: S3Object, name: str, *, replace: bool) -> Iterator[Write]:
    if not replace and found.exists():
        raise ArchiveError(EXISTS)
    with tempfile.TemporaryFile(dir=scratch_directory()) as file:
        with _compressed(file, name) as write:
            yield write
        file.seek(0)
        found.put(file)


def _check_free(path: Path, *, replace: bool) -> None:
    if path.exists() and not path.is_file():
        # A device would be replaced by a file, too.
        raise ArchiveError("It is no file that can be replaced; expected a file, or `-`.")
    if path.exists() and not replace:
        raise ArchiveError(EXISTS)


@contextmanager
def _compressed(file: IO[bytes], name: str) -> Iterator[Write]:
    if not name.endswith(COMPRESSED):
        yield file.write
        return
    # Without name and time: the same records make the same bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as target:
        yield target.write


def _plain(file: IO[bytes], name: str) -> Source:
    return gzip.GzipFile(fileobj=file) if name.endswith(COMPRESSED) else file


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # No fault of a file.
        raise
    except (EOFError, zlib.error) as error:
        raise ArchiveError(
            f"Damaged or cut off ({error}); expected a whole file of gzip. Take another copy of it."
        ) from error
    except OSError as error:
        raise ArchiveError(
            f"{error.strerror or error}; expected a file that can be used."
        ) from error
