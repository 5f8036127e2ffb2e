"""What a service is told here and what it is told in AWS: a short list."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.deployment import Container

LOOPBACK: Final = "127.0.0.1"
NOT_SET: Final = "not set"

REASONS: Final[Mapping[str, str]] = {
    "AWS_ENDPOINT_URL": "AWS is embedded",
    "AWS_DEFAULT_REGION": "ECS tells its tasks",
    "AWS_ACCESS_KEY_ID": "ECS gives its tasks those of their role",
    "AWS_SECRET_ACCESS_KEY": "ECS gives its tasks those of their role",
    "AWS_EC2_METADATA_DISABLED": "there is no machine in AWS to ask",
    "DATABASE_TLS": "the embedded PostgreSQL speaks no TLS",
    "CACHE_HOST": "Valkey is embedded",
    "CACHE_PORT": "the port is a free one",
    "CACHE_TLS": "the embedded Valkey speaks no TLS",
    "API_PORT": "the port is a free one",
    "SCRATCH_DIRECTORY": "there is no volume to mount",
    "--address": "nothing listens but on loopback",
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A setting that differs.

    Attributes:
        setting: variable or argument.
        deployed: its value in the task definition.
        here: its value on this machine.
        reason: why.
    """

    setting: str
    deployed: str
    here: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the services find what they need on this machine.

    Attributes:
        aws: environment variables that lead to AWS.
        cache_port: of Valkey.
        api_port: for the API to listen on.
        scratch: directory for what needs a local file.
    """

    aws: Mapping[str, str]
    cache_port: int
    api_port: int
    scratch: Path


def environment(container: Container, place: Place) -> dict[str, str]:
    """The container's variables as they are here."""
    here = {
        "CACHE_HOST": LOOPBACK,
        "CACHE_PORT": str(place.cache_port),
        "CACHE_TLS": "false",
        "API_PORT": str(place.api_port),
        "SCRATCH_DIRECTORY": str(place.scratch),
    }
    told = {name: value for name, value in here.items() if name in container.environment}
    return {**container.environment, **told, **place.aws, "DATABASE_TLS": "disable"}


def command(container: Container) -> list[str]:
    """The container's command as it is here."""
    program, *arguments = container.command
    python = sys.executable if program == "python" else program
    return [python, *arguments, *_more_arguments(container)]


def differences(containers: Sequence[Container], place: Place) -> list[Difference]:
    """What differs in any of some containers."""
    found: dict[str, Difference] = {}
    for container in containers:
        deployed = container.environment
        here = environment(container, place)
        changed = [name for name in here if here[name] != deployed.get(name)]
        more = _more_arguments(container)
        here |= dict(zip(more[::2], more[1::2], strict=True))
        for name in [*changed, *more[::2]]:
            found[name] = Difference(
                setting=name,
                deployed=deployed.get(name, NOT_SET),
                here=here[name],
                reason=REASONS[name],
            )
    return [found[name] for name in REASONS if name in found]


def _more_arguments(container: Container) -> list[str]:
    return ["--address", LOOPBACK] if container.name == "api" else []
