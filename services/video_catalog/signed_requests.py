"""Requests to AWS, found and signed by botocore, without what its clients do beside that.

A file takes a handful of them; a client spends more of the processor on each than all else that
the worker does for it.
"""

from __future__ import annotations

import random
import socket
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep
from typing import Any, ClassVar, Final, Literal, TypeVar

import boto3
from botocore import UNSIGNED
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.httpsession import URLLib3Session

from video_catalog.errors import UnavailableError

T = TypeVar("T")

REFUSED: Final = 300
"""And above: statuses of HTTP that are no success. Nobody follows a service elsewhere."""

TOO_MANY_REQUESTS: Final = 429
SERVER_ERROR: Final = 500
THROTTLED: Final = "Throttl"
"""So the code of a refusal says that the same may be asked for later."""

NO_DELAY: Final = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
"""A body is sent behind its header: else it would wait until the header is acknowledged."""


@dataclass(frozen=True, kw_only=True)
class Tries:
    """How often an answer is waited for, and for how many seconds.

    Attributes:
        connect: until a connection is there.
        read: from one byte to the next.
        attempts: the first included.
    """

    connect: int
    read: int
    attempts: int

    @property
    def seconds(self) -> int:
        """That nothing but silence takes at most, with the pauses in between (1 s, 2 s, …)."""
        pauses = (1 << self.attempts - 1) - 1
        return self.attempts * (self.connect + self.read) + pauses


PATIENT: Final = Tries(connect=5, read=30, attempts=3)
"""A read is longer than a long poll."""

SHORT: Final = Tries(connect=2, read=3, attempts=2)
"""For what SQS answers at once, where a client waits for it, or ECS for a worker's end."""


class RefusedError(Exception):
    """A service refuses.

    Attributes:
        code: the service's, as `NoSuchKey`, or the status of an answer without one.
        status: of HTTP.
    """

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.status = status

    @property
    def is_passing(self) -> bool:
        """Whether the same may be answered later."""
        return (
            self.status >= SERVER_ERROR
            or self.status == TOO_MANY_REQUESTS
            or THROTTLED in self.code
        )


class SignedRequests:
    """Makes requests to one service; for several threads at once.

    Attributes:
        service: as botocore names it.
        auth: signs a request to it.

    Args:
        session: knows the region and the credentials.
        connections: that are kept.
        tries: how long the service is waited for.
        endpoint_url: of the service; another one in tests.

    Raises:
        NoRegionError: nothing says which region.
    """

    service: ClassVar[Literal["s3", "sqs"]]
    auth: ClassVar[type[SigV4Auth]]

    def __init__(
        self,
        session: boto3.Session,
        *,
        connections: int = 1,
        tries: Tries = PATIENT,
        endpoint_url: str | None = None,
    ) -> None:
        self._session = session
        self._client: Any = session.client(
            self.service, endpoint_url=endpoint_url, config=Config(signature_version=UNSIGNED)
        )
        self._attempts = tries.attempts
        self._http = URLLib3Session(
            timeout=(tries.connect, tries.read),  # type: ignore[arg-type] # as botocore's clients do
            max_pool_connections=connections,
            socket_options=[NO_DELAY],  # type: ignore[list-item] # likewise
        )

    def ask(self, request: Callable[[], AWSRequest], take: Callable[[AWSResponse], T]) -> T:
        """What comes of a request, which is made again where the service fails at it.

        Args:
            request: makes it; signing changes it.
            take: reads the answer, or raises as this does.

        Raises:
            RefusedError: the service refuses.
            UnavailableError: it does not answer.
        """
        for attempt in range(self._attempts - 1):
            try:
                return self._ask(request(), take)
            except UnavailableError:
                pass
            except RefusedError as error:
                if not error.is_passing:
                    raise
            sleep(random.uniform(0, 1 << attempt))  # noqa: S311 - no secret
        return self._ask(request(), take)

    def _ask(self, request: AWSRequest, take: Callable[[AWSResponse], T]) -> T:
        try:
            credentials = self._session.get_credentials()
            if credentials is None:
                raise NoCredentialsError
            frozen = credentials.get_frozen_credentials()
            self.auth(frozen, self.service, self._client.meta.region_name).add_auth(request)
            return take(self._http.send(request.prepare()))
        except BotoCoreError as error:
            raise UnavailableError(f"{self.service.upper()}: {error}") from error
