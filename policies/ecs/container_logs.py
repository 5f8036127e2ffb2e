"""ECS-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_value
from policies.ecs.container import ContainerPolicy
from policies.finding import Violation
from policies.template import ABSENT, Part, Template

OPTIONS = ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")


class ContainerLogs(ContainerPolicy):
    """Logs of containers."""

    id = "ECS-8"
    title = "Every container logs to CloudWatch Logs under a stream prefix."
    rationale = "A container without a log is lost together with its task."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html; "
        "client requirement: logs"
    )
    remedy = "Pass logging=LogDrivers.aws_logs(log_group=…, stream_prefix=…) to add_container."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge LogConfiguration; which group it names is LOG-1's."""
        yield from examine_value(container, "LogConfiguration.LogDriver", "awslogs")
        for option in OPTIONS:
            path = f"LogConfiguration.Options.{option}"
            if container.get(path) is ABSENT or container.get(path) == "":
                yield Violation(container.at(path), container.get(path), "a value")
        path = "LogConfiguration.Options.awslogs-create-group"
        if container.get(path) is not ABSENT and container.get(path) != "false":
            yield Violation(container.at(path), container.get(path), '"false" or absent')
