"""Settings, read from the environment: the contract with the containers' task definitions.

Each part of the software reads the group that it needs. Region and credentials come from the
SDK's own chain.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

HIGHEST_PORT: Final = 65_535
HIGHEST_CONCURRENCY: Final = 8
"""More files in flight would leave each too little of the task's memory."""


class SettingsError(ValueError):
    """A variable is absent or wrong; the message names it and says what was expected."""


@dataclass(frozen=True, kw_only=True)
class QueueSettings:
    """Where messages come from.

    Attributes:
        queue_url: of the files to probe.
        dead_letter_queue_url: of the messages that were given up.
    """

    queue_url: str
    dead_letter_queue_url: str

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process.

        Raises:
            SettingsError: a variable is absent or wrong.
        """
        return cls(
            queue_url=text(environ, "QUEUE_URL"),
            dead_letter_queue_url=text(environ, "DEAD_LETTER_QUEUE_URL"),
        )


@dataclass(frozen=True, kw_only=True)
class WorkerSettings:
    """How the worker works.

    Attributes:
        concurrency: files in flight.
        scratch_directory: for what needs a local file.
        metrics_namespace: CloudWatch's.
        agent_uri: of the task's agent; `None` outside of ECS.
    """

    concurrency: int
    scratch_directory: Path
    metrics_namespace: str
    agent_uri: str | None

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process.

        Raises:
            SettingsError: a variable is absent or wrong.
        """
        return cls(
            concurrency=number(environ, "WORKER_CONCURRENCY", 1, HIGHEST_CONCURRENCY),
            scratch_directory=scratch_directory(environ),
            metrics_namespace=text(environ, "METRICS_NAMESPACE"),
            agent_uri=environ.get("ECS_AGENT_URI"),
        )


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """How to reach PostgreSQL.

    Attributes:
        secret_arn: of the secret with host, port, dbname, username and password.
        encrypted: whether connections are encrypted.
        ca_file: certificate authorities that may vouch for the server; `None` takes any server,
            as where DATABASE_CA_FILE names what is not there: a region whose authorities are not
            known (docs/adr/0035-the-database-proves-itself.md).
    """

    secret_arn: str
    encrypted: bool
    ca_file: Path | None

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process.

        Raises:
            SettingsError: a variable is absent or wrong.
        """
        ca_file = Path(environ.get("DATABASE_CA_FILE", ""))
        return cls(
            secret_arn=text(environ, "DATABASE_SECRET_ARN"),
            encrypted=choice(environ, "DATABASE_TLS", ("require", "disable")) == "require",
            ca_file=ca_file if ca_file.is_file() else None,
        )


@dataclass(frozen=True, kw_only=True)
class CacheSettings:
    """How to reach Redis.

    Attributes:
        host: of the primary.
        port: of the primary.
        encrypted: whether connections are encrypted.
        secret_arn: of the secret that is the AUTH token; `None` where there is no AUTH.
    """

    host: str
    port: int
    encrypted: bool
    secret_arn: str | None

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process.

        Raises:
            SettingsError: a variable is absent or wrong.
        """
        return cls(
            host=text(environ, "CACHE_HOST"),
            port=number(environ, "CACHE_PORT", 1, HIGHEST_PORT),
            encrypted=choice(environ, "CACHE_TLS", ("true", "false")) == "true",
            secret_arn=environ.get("CACHE_SECRET_ARN") or None,
        )


@dataclass(frozen=True, kw_only=True)
class ApiSettings:
    """How the API serves.

    Attributes:
        port: on which it listens.
        queue_url: where requests to probe again go.
        metrics_namespace: CloudWatch's.
    """

    port: int
    queue_url: str
    metrics_namespace: str

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings of this process.

        Raises:
            SettingsError: a variable is absent or wrong.
        """
        return cls(
            port=api_port(environ),
            queue_url=text(environ, "QUEUE_URL"),
            metrics_namespace=text(environ, "METRICS_NAMESPACE"),
        )


def scratch_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """The directory for what needs a local file.

    Raises:
        SettingsError: it is absent.
    """
    return Path(text(environ, "SCRATCH_DIRECTORY"))


def api_port(environ: Mapping[str, str] = os.environ) -> int:
    """The port of the API.

    Raises:
        SettingsError: it is absent or no port.
    """
    return number(environ, "API_PORT", 1, HIGHEST_PORT)


def choice(environ: Mapping[str, str], name: str, values: Sequence[str]) -> str:
    """A variable that must be one of some values; the first where it is absent.

    Raises:
        SettingsError: it is another.
    """
    value = environ.get(name, values[0])
    if value not in values:
        raise SettingsError(f"{name}: {value!r}; expected {' or '.join(values)}.")
    return value


def text(environ: Mapping[str, str], name: str) -> str:
    """A variable that must be there.

    Raises:
        SettingsError: it is absent or empty.
    """
    value = environ.get(name, "")
    if not value:
        raise SettingsError(f"{name}: absent or empty; expected a value in the environment.")
    return value


def number(environ: Mapping[str, str], name: str, lowest: int, highest: int) -> int:
    """A variable that must be a whole number.

    Raises:
        SettingsError: it is absent, no number, or out of its range.
    """
    value = text(environ, name)
    if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
        raise SettingsError(
            f"{name}: {value!r}; expected a whole number from {lowest} to {highest}."
        )
    return int(value)
