"""SECRET-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.ecs.container import ContainerPolicy
from policies.finding import Violation
from policies.template import ABSENT, Part, Template

PLACES = ("Secrets", "LogConfiguration.SecretOptions", "RepositoryCredentials")


class Injected(ContainerPolicy):
    """Secrets that ECS puts into environments."""

    id = "SECRET-4"
    title = "No secret is injected into a container."
    rationale = "An injected secret stays as it was at start, so rotation breaks the task."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "secrets-envvar-secrets-manager.html; decision 17 of the design"
    )
    remedy = "Leave secrets out; pass secret.secret_arn and read the secret at run time."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge that there is none."""
        for name in PLACES:
            value = container.get(name)
            if value is not ABSENT and value != []:
                yield Violation(container.at(name), value, "absent")
