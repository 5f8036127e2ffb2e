"""Places where the tables of the REGION family put a text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tests.policies.broken import resource
from tests.policies.table import Case, compliant, not_applicable, violation

REGION = {"Ref": "AWS::Region"}

EMPTY = Case(
    name="nothing",
    resources={},
    expected=(not_applicable("", "The template is empty."),),
)


def queue(value: object) -> dict[str, Any]:
    """A text deep within a resource."""
    return {"Queue": resource("AWS::SQS::Queue", Policy={"Statement": [{"Resource": value}]})}


def passing(values: Mapping[str, object]) -> Iterable[Case]:
    """A row for each value in which nothing is wrong."""
    return (
        Case(name=name, resources=queue(value), expected=(compliant("Queue"),))
        for name, value in values.items()
    )


def failing(values: Mapping[str, tuple[object, str]], expected: str) -> Iterable[Case]:
    """A row for each value, and the text that it makes, which is found."""
    return (
        Case(
            name=name,
            resources=queue(value),
            expected=(
                violation(
                    "Queue",
                    f"Policy.Statement[0].Resource is {json.dumps(told)}; expected {expected}.",
                ),
            ),
        )
        for name, (value, told) in values.items()
    )


def literals(*values: str) -> dict[str, tuple[object, str]]:
    """Literal texts, which make themselves."""
    return {value: (value, value) for value in values}
