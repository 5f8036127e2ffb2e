"""ECS-6."""

from __future__ import annotations

from collections.abc import Iterator

from policies.ecs.container import ContainerPolicy
from policies.finding import Violation
from policies.template import Part, Template


class NonRootUser(ContainerPolicy):
    """Users of containers."""

    id = "ECS-6"
    title = "Every container names a user that is not root."
    rationale = "A process that escapes its bounds as root owns more than one that does not."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "security-tasks-containers.html; hostile media, decision 13 of the design"
    )
    remedy = "Pass user='10001:10001' (the image's own) to add_container."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge the user and the group of User."""
        user = container.get("User")
        names = user.split(":") if isinstance(user, str) else []
        if not names or any(_is_root(name) for name in names):
            yield Violation(container.at("User"), user, "a literal user and group other than root")


def _is_root(name: str) -> bool:
    return name.strip() in {"", "root"} or name.strip().strip("0+-") == ""
