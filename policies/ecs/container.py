"""A policy that looks at one container definition at a time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template, is_intrinsic

CONTAINERS = "ContainerDefinitions"


class ContainerPolicy(ResourcePolicy):
    """A policy on every container of every task definition. Override `examine_container`."""

    resource_types = ("AWS::ECS::TaskDefinition",)

    @abstractmethod
    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """What is wrong with one container; nothing if all is well."""

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every container; one that can't be read is a violation."""
        containers = tuple(resource.parts(CONTAINERS))
        if not containers:
            yield Violation(CONTAINERS, ABSENT, "literal container definitions")
        for container in containers:
            if isinstance(container.value, Mapping) and not is_intrinsic(container.value):
                yield from self.examine_container(container, template)
            else:
                yield Violation(container.path, container.value, "a literal container definition")


def is_essential(container: Part) -> bool:
    """Whether the task ends with the container, as it does by default."""
    return container.get("Essential") is not False
