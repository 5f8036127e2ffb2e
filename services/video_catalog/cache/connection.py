"""Connections to Redis that follow its AUTH token."""

from __future__ import annotations

from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from video_catalog.cache.copies import Copies
from video_catalog.cache.pipelined_client import PipelinedClient
from video_catalog.secret import Secret
from video_catalog.settings import CacheSettings

READER_SECONDS: Final = 0.5
"""A cache that takes longer is away: the database answers sooner."""

CONNECTION_SECONDS: Final = 30
"""How long a connection is used. After a failover it may lead to what was the primary, and answers
still, while all others are led to the new one."""

WRITER_SECONDS: Final = 5
RETRIES: Final = 1
"""An idle connection may be dead since a failover; the next is new."""


class Access:
    """Where Redis is and how to be let in."""

    def __init__(self, settings: CacheSettings) -> None:
        self._settings = settings
        self._secret = Secret(settings.secret_arn) if settings.secret_arn else None

    def reader_client(self, copies: Copies[Any]) -> PipelinedClient:
        """A client for the tasks of one event loop.

        Args:
            copies: of what it reads.
        """
        return PipelinedClient(
            self._settings,
            self._secret,
            seconds=READER_SECONDS,
            lifetime=CONNECTION_SECONDS,
            copies=copies,
        )

    def writer_client(self) -> redis.Redis:
        """A client for several threads."""
        return redis.Redis(
            host=self._settings.host,
            port=self._settings.port,
            ssl=self._settings.encrypted,
            credential_provider=_Token(self._secret) if self._secret else None,
            socket_connect_timeout=WRITER_SECONDS,
            socket_timeout=WRITER_SECONDS,
            retry=Retry(NoBackoff(), RETRIES),
        )

    def renew(self, error: Exception) -> None:
        """Read the token again if Redis refused it.

        Raises:
            UnavailableError: Secrets Manager does not answer, or refuses.
        """
        if self._secret and isinstance(error, AuthenticationError):
            self._secret.newer_than(self._secret.value())


class _Token(CredentialProvider):
    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def get_credentials(self) -> tuple[str]:
        return (self._secret.value(),)
