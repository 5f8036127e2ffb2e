"""ECS-4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from policies.ecs.container import ContainerPolicy, is_essential
from policies.finding import Violation
from policies.template import Part, Template


class HealthCheck(ContainerPolicy):
    """Health of containers."""

    id = "ECS-4"
    title = "Every essential container has its own program asked whether it is well."
    rationale = (
        "Without a health check, or with one that always succeeds, a worker that hangs counts as "
        "healthy and the breaker sees nothing."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html; "
        "client requirement: health checks"
    )
    remedy = "Pass HealthCheck(command=['CMD', *entry_point, 'health', *command]) to add_container."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge HealthCheck.Command by EntryPoint and Command."""
        if not is_essential(container):
            return
        program, words = container.get("EntryPoint"), container.get("Command")
        command = container.get("HealthCheck.Command")
        if not (
            _are_words(program)
            and _are_words(words)
            and command == ["CMD", *program, "health", *words]
        ):
            expected = 'the literal words "CMD", EntryPoint, "health", Command'
            yield Violation(container.at("HealthCheck.Command"), command, expected)


def _are_words(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and bool(value) and all(isinstance(x, str) for x in value)
