"""ECS-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.ecs.container import ContainerPolicy, is_essential
from policies.finding import Violation
from policies.template import Part, Template


class HealthCheck(ContainerPolicy):
    """Health of containers."""

    id = "ECS-4"
    title = "Every essential container has a health check."
    rationale = "Without one, a worker that hangs counts as healthy and the breaker sees nothing."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html; "
        "client requirement: health checks"
    )
    remedy = "Pass health_check=HealthCheck(command=[…]) to add_container."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge HealthCheck.Command, which `NONE` turns off."""
        if not is_essential(container):
            return
        command = container.get("HealthCheck.Command")
        words = command if isinstance(command, list) else []
        if not (len(words) > 1 and words[0] in ("CMD", "CMD-SHELL")):
            expected = "a literal command that begins with CMD or CMD-SHELL"
            yield Violation(container.at("HealthCheck.Command"), command, expected)
