"""What was deployed, as the AWS API tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Client = Callable[[str], Any]
"""Makes a client of a service, in the region of the deployment."""


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container of a task definition.

    Attributes:
        name: in its task.
        command: entry point and command.
        environment: its variables.
        essential: whether its task ends with it; the others do their work before it starts.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    essential: bool


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service and what its tasks are.

    Attributes:
        name: of the service.
        containers: of its task definition.
        target_group: ARN of where its tasks are registered; `None` without a load balancer.
    """

    name: str
    containers: tuple[Container, ...]
    target_group: str | None

    @property
    def main(self) -> Container:
        """The essential container."""
        return next(each for each in self.containers if each.essential)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A deployed stack.

    Attributes:
        stack: its name.
        outputs: what it tells operators.
        rest_api: id of its REST API.
        services: by the name of their essential container.
    """

    stack: str
    outputs: Mapping[str, str]
    rest_api: str
    services: Mapping[str, Service]

    @property
    def stage(self) -> str:
        """The REST API's only stage."""
        return self.outputs["ApiUrl"].rstrip("/").rpartition("/")[2]


def read_deployment(stack: str, client: Client) -> Deployment:
    """Read a deployed stack.

    Args:
        stack: its name.
        client: makes clients.
    """
    cloudformation = client("cloudformation")
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    resources = pages.build_full_result()["StackResourceSummaries"]
    services = [_service(client("ecs"), arn) for arn in _ids(resources, "AWS::ECS::Service")]
    return Deployment(
        stack=stack,
        outputs={each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]},
        rest_api=_ids(resources, "AWS::ApiGateway::RestApi")[0],
        services={each.main.name: each for each in services},
    )


def _ids(resources: list[dict[str, Any]], resource_type: str) -> list[str]:
    return [
        each["PhysicalResourceId"] for each in resources if each["ResourceType"] == resource_type
    ]


def _service(ecs: Any, arn: str) -> Service:  # noqa: ANN401 - boto3 makes its clients' types at run time
    # arn:…:service/CLUSTER/NAME
    cluster, name = arn.split("/")[-2:]
    service = ecs.describe_services(cluster=cluster, services=[name])["services"][0]
    definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
    balancers = service.get("loadBalancers", [])
    return Service(
        name=name,
        containers=tuple(
            Container(
                name=each["name"],
                command=(*each["entryPoint"], *each["command"]),
                environment={pair["name"]: pair["value"] for pair in each["environment"]},
                essential=each["essential"],
            )
            for each in definition["taskDefinition"]["containerDefinitions"]
        ),
        target_group=balancers[0]["targetGroupArn"] if balancers else None,
    )
