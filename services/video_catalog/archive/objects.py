"""Archives as objects in S3: what a task has no file system for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from s3transfer.exceptions import RetriesExceededError, S3DownloadFailedError

from video_catalog.archive.lines import ArchiveError
from video_catalog.errors import UnavailableError
from video_catalog.worker.clients import s3_client

URL: Final = re.compile(r"s3://(?P<bucket>[^/]+)/(?P<key>.+)", re.DOTALL)
CONNECTIONS: Final = 10
"""As many as boto3 sends parts of an object by."""

NOT_FOUND: Final = 404
SERVER_ERROR: Final = 500


class S3Object(NamedTuple):
    """Where an archive is.

    Attributes:
        bucket: its name.
        key: of the object.
    """

    bucket: str
    key: str

    def exists(self) -> bool:
        """Whether it is there.

        Raises:
            ArchiveError: S3 refuses.
            UnavailableError: S3 does not answer.
        """
        with _answered():
            try:
                s3_client().head_object(Bucket=self.bucket, Key=self.key)
            except ClientError as error:
                if _status(error) == NOT_FOUND:
                    return False
                raise
            return True

    def put(self, file: IO[bytes]) -> None:
        """Make it of a file; it is there when it is whole.

        Raises:
            ArchiveError: S3 refuses.
            UnavailableError: S3 does not answer.
        """
        with _answered():
            s3_client(CONNECTIONS).upload_fileobj(file, self.bucket, self.key)

    def fetch(self, file: IO[bytes]) -> None:
        """Write it to a file.

        Raises:
            ArchiveError: it is not there, or S3 refuses.
            UnavailableError: S3 does not answer.
        """
        with _answered():
            s3_client(CONNECTIONS).download_fileobj(self.bucket, self.key, file)


def s3_object(name: str) -> S3Object | None:
    """The object of a name like `s3://bucket/key`; `None` for another name."""
    found = URL.fullmatch(name)
    return S3Object(found["bucket"], found["key"]) if found else None


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _status(error) >= SERVER_ERROR:
            raise UnavailableError(f"S3: {error}") from error
        raise ArchiveError(f"S3: {error}; expected an object that can be used.") from error
    except ParamValidationError as error:
        # It shows the regular expression of every kind of name, on lines of their own.
        raise ArchiveError(
            "S3: no bucket can be called so; expected letters, digits, dots and hyphens."
        ) from error
    except S3DownloadFailedError as error:
        raise ArchiveError(f"S3: {error} Expected an object that stays the same.") from error
    except RetriesExceededError as error:
        raise UnavailableError(f"S3: {error.last_exception}") from error
    except BotoCoreError as error:
        raise UnavailableError(f"S3: {error}") from error


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", SERVER_ERROR)
