"""The pipeline as its users see it: files go in, the API tells what they are."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from pathlib import Path
from typing import Any, Final, NamedTuple

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from tqdm import tqdm

from local.progress import shorten

PATIENCE_SECONDS: Final = 120
"""After which files of which nothing is heard are given up."""

POLL_SECONDS: Final = 0.2
ANSWER_SECONDS: Final = 30
PAGE: Final = 100
EXPORTS: Final = "exports/"
"""Begins keys that the stack's rule leaves out."""

KEY_MAXIMUM_BYTES: Final = 1024
"""S3's own limit."""

WHILE_UPLOADED: Final = 2
"""Copies of an object that the embedded AWS makes beside the one that it keeps."""

KEY_COLUMNS: Final = 48
TEXT_COLUMNS: Final = 100


class CatalogueError(Exception):
    """The pipeline did not do what it should; the message says what to look at."""


def find_files(path: Path) -> dict[str, Path]:
    """The files of a path by the keys that they get: one file, or all in a folder.

    Raises:
        CatalogueError: there is none, or one that the pipeline can't take.
    """
    if path.is_file():
        found = {path.name: path}
    else:
        found = {
            each.relative_to(path).as_posix(): each
            for each in sorted(path.rglob("*"))
            if each.is_file() and not _is_hidden(each.relative_to(path))
        }
    if not found:
        raise CatalogueError(f"{path}: no file there; expected a video, or a folder of videos.")
    for key, file in found.items():
        _expect_key(key)
        _expect_readable(file)
    return found


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _expect_key(key: str) -> None:
    try:
        size = len(key.encode())
    except UnicodeEncodeError as error:
        raise CatalogueError(f"{key!a}: expected a name in UTF-8; rename it.") from error
    if size > KEY_MAXIMUM_BYTES:
        raise CatalogueError(
            f"{key}: {size} bytes; expected at most {KEY_MAXIMUM_BYTES}, as S3 does. Shorten it."
        )
    if key.startswith(EXPORTS):
        raise CatalogueError(
            f"{key}: expected no file in {EXPORTS}, which the pipeline leaves to archives of the "
            "catalogue. Rename that folder, or name it as the one to upload."
        )


def _expect_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreadable(path, error) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> CatalogueError:
    return CatalogueError(f"{path}: {error.strerror}; expected a file that you may read.")


def expect_room(files: Mapping[str, Path], available: int) -> None:
    """Refuse files that the embedded AWS, which keeps objects in memory, has no room for.

    Args:
        files: by their keys.
        available: memory that is free for it, in bytes.

    Raises:
        CatalogueError: it is too little.
    """
    sizes = {path: _size(path) for path in files.values()}
    largest = max(sizes, key=lambda path: sizes[path])
    total = sum(sizes.values())
    needed = total + WHILE_UPLOADED * sizes[largest]
    if needed > available:
        raise CatalogueError(
            f"{largest}: {_mebibytes(sizes[largest])} of {_mebibytes(total)} to upload; the "
            f"embedded AWS keeps objects in memory, which takes about {_mebibytes(needed)} of "
            f"{_mebibytes(available)} available. Upload fewer or smaller files."
        )


def _mebibytes(size: int) -> str:
    return f"{size / 1024**2:.0f} MiB"


def upload(s3: Any, bucket: str, files: Mapping[str, Path]) -> dict[str, str]:  # noqa: ANN401 - boto3 makes its clients' types at run time
    """Put files into a bucket, with a progress bar.

    Returns:
        Their ETags by their keys.

    Raises:
        CatalogueError: one can't be read, or AWS does not take it.
    """
    etags = {}
    size = sum(_size(path) for path in files.values())
    with tqdm(total=size, desc="Uploading", unit="B", unit_scale=True, disable=None) as bar:
        for key, path in files.items():
            try:
                s3.upload_file(str(path), bucket, key, Callback=bar.update)
                etags[key] = s3.head_object(Bucket=bucket, Key=key)["ETag"].strip('"')
            except (OSError, Boto3Error, BotoCoreError, ClientError) as error:
                raise CatalogueError(
                    f"{path}: {error}; expected a file that can be read and uploaded."
                ) from error
    return etags


class Answer(NamedTuple):
    """What an API answers.

    Attributes:
        status: of HTTP.
        headers: found whatever the case of their names.
        body: as text.
    """

    status: int
    headers: Message
    body: str


class Catalogue:
    """A metadata API.

    Attributes:
        url: its address.
    """

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        """Choose the API.

        Args:
            url: its address.
            headers: of every request.
        """
        self.url = url.rstrip("/")
        self._headers = dict(headers or {})

    def get(self, path: str) -> Any:  # noqa: ANN401 - as JSON has it
        """The document at a path.

        Raises:
            CatalogueError: the answer is another than a document.
        """
        status, body = self.ask(path)
        if status != 200:  # noqa: PLR2004 - HTTP's own number
            raise CatalogueError(f"GET {self.url}{path}: status {status}; expected 200.\n{body}")
        return json.loads(body)

    def ask(self, path: str) -> tuple[int, str]:
        """Status and body of the answer at a path.

        Raises:
            CatalogueError: there is no answer.
        """
        answer = self.request("GET", path)
        return answer.status, answer.body

    def request(self, method: str, path: str) -> Answer:
        """What is answered, whether it is a document or an error.

        Raises:
            CatalogueError: there is no answer.
        """
        request = urllib.request.Request(  # noqa: S310 - our own address
            self.url + path, headers=self._headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read().decode())
        except OSError as error:
            raise CatalogueError(f"{method} {self.url}{path}: {error}.") from error

    def wait_for(self, etags: Mapping[str, str]) -> list[dict[str, Any]]:
        """The records of uploaded files, in the order of their keys, with a progress bar.

        Args:
            etags: of the files, by their keys.

        Raises:
            CatalogueError: of some files nothing is heard.
        """
        found: dict[str, dict[str, Any]] = {}
        heard = time.monotonic()
        with tqdm(total=len(etags), desc="Probing", unit="file", disable=None) as bar:
            while missing := etags.keys() - found.keys():
                for video in self._videos():
                    key = video["key"]
                    if key in missing and video["etag"] == etags[key]:
                        found[key] = video
                if len(missing) > len(etags) - len(found):
                    bar.update(len(found) - bar.n)
                    heard = time.monotonic()
                elif time.monotonic() - heard > PATIENCE_SECONDS:
                    raise CatalogueError(
                        f"{', '.join(sorted(missing))}: no record after {PATIENCE_SECONDS} s. "
                        "Look at the worker's log and at the dead-letter queue."
                    )
                else:
                    time.sleep(POLL_SECONDS)
        return [found[key] for key in etags]

    def _videos(self) -> Iterator[dict[str, Any]]:
        path = f"/videos?limit={PAGE}"
        page = self.get(path)
        yield from page["items"]
        while cursor := page["next_cursor"]:
            page = self.get(f"{path}&cursor={cursor}")
            yield from page["items"]


COLUMNS: Final = ("key", "container", "codec", "picture", "rate", "seconds", "range", "what else")


def rows(videos: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """What was found, for a table under `COLUMNS`."""
    return [
        [
            shorten(video["key"], KEY_COLUMNS),
            (video["container"] or "").split(",")[0],
            video["codec"] or "",
            f"{video['width']}x{video['height']}" if video["width"] else "",
            f"{video['frame_rate']:.5g}" if video["frame_rate"] else "",
            f"{video['duration']:.3f}" if video["duration"] is not None else "",
            video["hdr"] or "",
            _refusal(video) if video["status"] == "refused" else "",
        ]
        for video in videos
    ]


def _refusal(video: Mapping[str, Any]) -> str:
    return shorten(f"refused, {video['reason']}: {video['error']}", TEXT_COLUMNS)


def lookups(log: Path) -> tuple[int, int]:
    """Hits and misses of the cache that the API has measured so far, by its log."""
    hits = misses = 0
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        hits += entry.get("CacheHits", 0)
        misses += entry.get("CacheMisses", 0)
    return hits, misses
