"""The parts of the whole system, which `up` and `deploy-check` put together."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from local.deployment import Deployment
from local.differences import LOOPBACK, Difference, Place, differences
from local.servers import ACCOUNT, REGION, Emulator, Postgres, Valkey, free_port
from local.services import Services
from local.stand_ins import stand_in_for_cache, stand_in_for_database

IMAGE: Final = f"imageUri={ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/video-catalog:local"
"""Setting that names an image, which nobody pulls: the services run from this checkout."""


@dataclass(frozen=True, kw_only=True)
class Servers:
    """What the stack is deployed to, and what takes the places of its databases.

    Attributes:
        emulator: the embedded AWS.
        postgres: in the place of RDS.
        valkey: in the place of ElastiCache.
        logs: folder for what each says.
    """

    emulator: Emulator
    postgres: Postgres
    valkey: Valkey
    logs: Path

    def ended(self) -> str | None:
        """The name of a server that has ended by itself, if one has."""
        servers = {"aws": self.emulator, "postgres": self.postgres, "valkey": self.valkey}
        return next((name for name, each in servers.items() if each.has_ended()), None)

    def log(self, name: str) -> Path:
        """What a server says."""
        return _log(self.logs, name)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A deployment that serves.

    Attributes:
        services: worker and API.
        api: address of the API.
        gateway: address of the API through the deployed API Gateway.
        differences: between what the services are told here and in AWS.
    """

    services: Services
    api: str
    gateway: str
    differences: list[Difference]


@contextmanager
def open_servers(logs: Path) -> Iterator[Servers]:
    """The servers, while it is used as a context.

    Args:
        logs: folder for what each says.
    """
    with ExitStack() as stack:
        emulator = stack.enter_context(Emulator(log=_log(logs, "aws")))
        yield stack.enter_context(open_databases(emulator, logs))


@contextmanager
def open_databases(emulator: Emulator, logs: Path) -> Iterator[Servers]:
    """Databases beside an emulator, while it is used as a context: one deployment's alone.

    Args:
        emulator: what the deployment is in.
        logs: folder for what each says.
    """
    with ExitStack() as stack:
        yield Servers(
            emulator=emulator,
            postgres=stack.enter_context(
                Postgres(log=_log(logs, "postgres"), password=secrets.token_urlsafe())
            ),
            valkey=stack.enter_context(Valkey(log=_log(logs, "valkey"))),
            logs=logs,
        )


def _log(logs: Path, name: str) -> Path:
    return logs / f"{name}.log"


@contextmanager
def serve(
    servers: Servers, deployment: Deployment, *, region: str, logs: Path, scratch: Path
) -> Iterator[Running]:
    """Worker and API of a deployment, while it is used as a context.

    Args:
        servers: what it was deployed to.
        deployment: whose task definitions they are started from.
        region: of the deployment.
        logs: folder for what each says.
        scratch: directory for what needs a local file.

    Raises:
        ServiceError: one does not become healthy.
    """
    client = partial(servers.emulator.client, region=region)
    place = Place(
        aws={**servers.emulator.variables, "AWS_DEFAULT_REGION": region},
        cache_port=servers.valkey.port,
        api_port=free_port(),
        scratch=scratch,
    )
    api = deployment.services["api"]
    told = api.main.environment
    changed = stand_in_for_database(
        servers.postgres, client("secretsmanager"), told["DATABASE_SECRET_ARN"]
    )
    stand_in_for_cache(servers.valkey, client("secretsmanager"), told.get("CACHE_SECRET_ARN"))
    with Services(place, logs) as services:
        for service in deployment.services.values():
            services.start(service)
        # As ECS does with a task.
        client("elbv2").register_targets(
            TargetGroupArn=api.target_group, Targets=[{"Id": LOOPBACK, "Port": place.api_port}]
        )
        containers = [each for one in deployment.services.values() for each in one.containers]
        path = f"restapis/{deployment.rest_api}/{deployment.stage}/_user_request_"
        yield Running(
            services=services,
            api=f"http://{LOOPBACK}:{place.api_port}",
            gateway=f"{servers.emulator.endpoint}/{path}",
            differences=[*differences(containers, place), *changed],
        )
