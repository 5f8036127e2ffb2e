"""Task definitions of one container, and the ways to hide a container."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.policies.broken import broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, violation

CONTAINER: Final = "ContainerDefinitions[0]"


def task(**container: object) -> dict[str, Any]:
    """A template with one task definition of one container."""
    return {"Task": resource("AWS::ECS::TaskDefinition", ContainerDefinitions=[container])}


def containers(value: object) -> dict[str, Any]:
    """A template with one task definition and whatever stands for its containers."""
    return {"Task": resource("AWS::ECS::TaskDefinition", ContainerDefinitions=value)}


def nested(path: str, value: object) -> dict[str, Any]:
    """Properties with a value at a dotted path."""
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


HIDDEN: Final[Mapping[str, Any]] = {"Fn::If": ["A", {"Name": "a"}, {"Name": "b"}]}

OPAQUE: Final = (
    *broken(
        "ContainerDefinitions",
        "a literal container definition",
        {"hidden by a condition": {"Fn::If": ["A", [], []]}, "text": "[]"},
        containers,
        logical_id="Task",
    ),
    *broken(
        CONTAINER,
        "a literal container definition",
        {"hidden by a condition": HIDDEN, "text": "{}"},
        lambda value: containers([value]),
        logical_id="Task",
    ),
    Case(
        name="no containers",
        resources=containers([]),
        expected=(
            violation(
                "Task",
                "ContainerDefinitions is absent; expected literal container definitions.",
            ),
        ),
    ),
    Case(name="no task definition", resources={}, expected=(NOTHING_TO_JUDGE,)),
)
"""Rows that every policy on containers has."""
