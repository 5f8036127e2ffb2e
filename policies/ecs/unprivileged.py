"""ECS-7."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_absent, examine_off
from policies.ecs.container import ContainerPolicy
from policies.finding import NotApplicable, Violation
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template


class Unprivileged(ContainerPolicy):
    """Privileges of containers."""

    id = "ECS-7"
    title = "No container is privileged, gains a capability, or reaches devices or other processes."
    rationale = "The parser of hostile media needs none of it; what it has, an attacker has."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "security-tasks-containers.html; hostile media, decision 13 of the design"
    )
    remedy = "Leave privileged, add_capabilities, add_devices, pid_mode and ipc_mode out."

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge what the containers of a task share, and every container."""
        yield from examine_absent(resource, "PidMode", "IpcMode")
        yield from super().examine(resource, template, rules)

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge Privileged, and what LinuxParameters add."""
        yield from examine_off(container, "Privileged")
        for name in ("LinuxParameters.Capabilities.Add", "LinuxParameters.Devices"):
            added = container.get(name)
            if added is not ABSENT and added != []:
                yield Violation(container.at(name), added, "absent or empty")
