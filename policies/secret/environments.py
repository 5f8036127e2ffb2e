"""SECRET-3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.secret.reference import ATTACHMENT, STORED, concealed
from policies.secret.suspicion import named_as_secret
from policies.template import ABSENT, Part, Resource, Template, is_intrinsic

VARIABLES = "Environment.Variables"
LABELS = "DockerLabels"


class Environments(ResourcePolicy):
    """Environments of containers and functions, and labels of containers."""

    id = "SECRET-3"
    title = "Environments and labels carry the ARNs of secrets, never secrets."
    rationale = "Whoever may describe a task or a function reads its environment and its labels."
    source = (
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html; "
        "decision 17 of the design"
    )
    remedy = "Pass secret.secret_arn and read the secret at run time."
    resource_types = ("AWS::ECS::TaskDefinition", "AWS::Lambda::Function")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every variable and label by its name and by what its value draws on."""
        for place, name, value in _variables(resource):
            if not _is_harmless(name, value, template):
                expected = "the ARN of a secret, by a reference to it"
                yield Violation(place, concealed(value), expected)


def _variables(resource: Resource) -> Iterator[tuple[str, str, object]]:
    """Where each stands, its name and its value; for what can't be read, no name."""
    if resource.type == "AWS::Lambda::Function":
        variables = resource.get(VARIABLES)
        if isinstance(variables, Mapping) and not is_intrinsic(variables):
            for name in variables:
                yield f"{VARIABLES}.{name}", str(name), resource.get(f"{VARIABLES}.{name}")
        elif resource.get("Environment") is not ABSENT:
            yield VARIABLES, "", variables
        return
    for container in resource.parts("ContainerDefinitions"):
        yield from _container_variables(container)


def _container_variables(container: Part) -> Iterator[tuple[str, str, object]]:
    if not isinstance(container.value, Mapping) or is_intrinsic(container.value):
        yield container.path, "", container.value
        return
    for variable in container.parts("Environment"):
        name = variable.get("Name")
        if isinstance(name, str):
            yield variable.at("Value"), name, variable.get("Value")
        else:
            yield variable.path, "", variable.value
    if container.get("EnvironmentFiles") not in (ABSENT, []):
        yield container.at("EnvironmentFiles"), "", container.get("EnvironmentFiles")
    labels = container.get(LABELS)
    if isinstance(labels, Mapping) and not is_intrinsic(labels):
        for name, value in labels.items():
            yield container.at(f"{LABELS}.{name}"), str(name), value
    elif labels is not ABSENT:
        yield container.at(LABELS), "", labels


def _is_harmless(name: str, value: object, template: Template) -> bool:
    told = text(value)
    if not name or (told is not None and "{{resolve:" in told):
        return False
    if told in {"true", "false"}:
        # As of ENABLE_AUTH, which says whether.
        return True
    if not named_as_secret(name):
        return told is not None or (is_intrinsic(value) and "{{resolve:" not in str(value))
    referenced = template.referenced(value)
    return referenced is not None and referenced.type in {STORED, ATTACHMENT}
