"""Connections to Redis that follow its AUTH token."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import redis
from redis import asyncio as async_redis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from video_catalog.secret import Secret
from video_catalog.settings import CacheSettings

READER_SECONDS: Final = 0.5
"""A cache that takes longer is away: the database answers sooner."""

READER_CONNECTIONS: Final = 8
WRITER_SECONDS: Final = 5
RETRIES: Final = 1
"""An idle connection may be dead since a failover; the next is new."""


class Access:
    """Where Redis is and how to be let in."""

    def __init__(self, settings: CacheSettings) -> None:
        self._settings = settings
        self._secret = Secret(settings.secret_arn) if settings.secret_arn else None

    def reader_client(self) -> async_redis.Redis:
        """A client for the tasks of one event loop."""
        connection = (
            async_redis.SSLConnection if self._settings.encrypted else async_redis.Connection
        )
        return async_redis.Redis.from_pool(
            async_redis.BlockingConnectionPool(
                connection_class=connection,
                max_connections=READER_CONNECTIONS,
                timeout=READER_SECONDS,
                socket_connect_timeout=READER_SECONDS,
                socket_timeout=READER_SECONDS,
                retry=AsyncRetry(NoBackoff(), RETRIES),
                **self._options(),
            )
        )

    def writer_client(self) -> redis.Redis:
        """A client for several threads."""
        return redis.Redis(
            ssl=self._settings.encrypted,
            socket_connect_timeout=WRITER_SECONDS,
            socket_timeout=WRITER_SECONDS,
            retry=Retry(NoBackoff(), RETRIES),
            **self._options(),
        )

    def renew(self, error: Exception) -> None:
        """Read the token again if Redis refused it.

        Raises:
            UnavailableError: Secrets Manager does not answer, or refuses.
        """
        if self._secret and isinstance(error, AuthenticationError):
            self._secret.newer_than(self._secret.value())

    def _options(self) -> dict[str, Any]:
        return {
            "host": self._settings.host,
            "port": self._settings.port,
            "credential_provider": _Token(self._secret) if self._secret else None,
        }


class _Token(CredentialProvider):
    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def get_credentials(self) -> tuple[str]:
        return (self._secret.value(),)

    async def get_credentials_async(self) -> tuple[str]:
        return await asyncio.to_thread(self.get_credentials)
