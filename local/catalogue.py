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

from tqdm import tqdm

PATIENCE_SECONDS: Final = 120
"""After which files of which nothing is heard are given up."""

POLL_SECONDS: Final = 0.2
ANSWER_SECONDS: Final = 30
PAGE: Final = 100


class CatalogueError(Exception):
    """The pipeline did not do what it should; the message says what to look at."""


def find_files(path: Path) -> dict[str, Path]:
    """The files of a path by the keys that they get: one file, or all in a folder.

    Raises:
        CatalogueError: there is none.
    """
    if path.is_file():
        return {path.name: path}
    found = {
        each.relative_to(path).as_posix(): each
        for each in sorted(path.rglob("*"))
        if each.is_file() and not any(part.startswith(".") for part in each.relative_to(path).parts)
    }
    if not found:
        raise CatalogueError(f"{path}: no file there; expected a video, or a folder of videos.")
    return found


def upload(s3: Any, bucket: str, files: Mapping[str, Path]) -> dict[str, str]:  # noqa: ANN401 - boto3 makes its clients' types at run time
    """Put files into a bucket, with a progress bar.

    Returns:
        Their ETags by their keys.
    """
    size = sum(path.stat().st_size for path in files.values())
    with tqdm(total=size, desc="Uploading", unit="B", unit_scale=True, disable=None) as bar:
        for key, path in files.items():
            s3.upload_file(str(path), bucket, key, Callback=bar.update)
    return {key: s3.head_object(Bucket=bucket, Key=key)["ETag"].strip('"') for key in files}


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
            video["key"],
            (video["container"] or "").split(",")[0],
            video["codec"] or "",
            f"{video['width']}x{video['height']}" if video["width"] else "",
            f"{video['frame_rate']:.5g}" if video["frame_rate"] else "",
            f"{video['duration']:.3f}" if video["duration"] is not None else "",
            video["hdr"] or "",
            f"refused, {video['reason']}: {video['error']}" if video["status"] == "refused" else "",
        ]
        for video in videos
    ]


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
