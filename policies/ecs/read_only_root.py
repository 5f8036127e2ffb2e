"""ECS-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_true
from policies.ecs.container import ContainerPolicy
from policies.finding import Violation
from policies.template import Part, Template


class ReadOnlyRoot(ContainerPolicy):
    """Root file systems of containers."""

    id = "ECS-5"
    title = "Every container has a read-only root file system."
    rationale = "A hostile video that takes over the parser can't leave a program behind."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "security-tasks-containers.html; hostile media, decision 13 of the design"
    )
    remedy = "Pass readonly_root_filesystem=True to add_container; write to a volume."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge ReadonlyRootFilesystem."""
        yield from examine_true(container, "ReadonlyRootFilesystem")
