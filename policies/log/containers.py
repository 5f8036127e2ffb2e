"""LOG-1."""

from __future__ import annotations

from collections.abc import Iterator

from policies.ecs.container import ContainerPolicy
from policies.finding import Violation
from policies.log_groups import examine_group
from policies.template import Part, Template


class Containers(ContainerPolicy):
    """Logs of containers."""

    id = "LOG-1"
    title = "Every container logs to a log group that the stack declares."
    rationale = "A group that the agent creates is unencrypted, kept for ever, and left behind."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html; "
        "decision 19 of the design"
    )
    remedy = "Pass logging=LogDrivers.aws_logs(log_group=…) with a LogGroup of the stack."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge the option awslogs-group."""
        yield from examine_group(container, "LogConfiguration.Options.awslogs-group", template)
