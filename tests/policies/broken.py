"""Ways to break a property, and the rows that they make in a policy's table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from policies import Rules
from tests.policies.table import RULES, Case, violation

MISSING: Final = object()
"""Leaves the property out."""

NO_VALUE: Final = {"Ref": "AWS::NoValue"}

UNSEEN: Final[Mapping[str, Any]] = {
    "absent": MISSING,
    "null": None,
    "no value": NO_VALUE,
    "hidden by a condition": {"Fn::If": ["Production", True, False]},
    "left to a parameter": {"Ref": "Parameter"},
}
"""What no policy that demands a literal may take for one."""

NOT_TRUE: Final[Mapping[str, Any]] = {**UNSEEN, "false": False, "text": "true", "number": 1}

NOT_OFF: Final[Mapping[str, Any]] = {
    "true": True,
    "text": "false",
    "hidden by a condition": {"Fn::If": ["Production", False, NO_VALUE]},
    "left to a parameter": {"Ref": "Parameter"},
}

NOT_A_REFERENCE: Final[Mapping[str, Any]] = {
    "absent": MISSING,
    "null": None,
    "no value": NO_VALUE,
    "literal": "arn:aws:some:where:else",
    "hidden by a condition": {"Fn::If": ["Production", {"Ref": "Mine"}, {"Ref": "Other"}]},
    "left to a parameter": {"Ref": "Parameter"},
    "imported": {"Fn::ImportValue": "elsewhere"},
}

NO_VALUES_AT_ALL: Final[Mapping[str, Any]] = {
    "absent": MISSING,
    "null": None,
    "no value": NO_VALUE,
}


def resource(resource_type: str, **properties: object) -> dict[str, Any]:
    """A resource with these properties, whatever is `MISSING` left out at any depth."""
    return {"Type": resource_type, "Properties": _without_missing(properties)}


def _without_missing(value: object) -> object:
    if isinstance(value, dict):
        return {k: _without_missing(v) for k, v in value.items() if v is not MISSING}
    if isinstance(value, list):
        return [_without_missing(v) for v in value if v is not MISSING]
    return value


def shown(value: object) -> str:
    """A value as findings show it."""
    if value is MISSING or value is None or value == NO_VALUE:
        return "absent"
    told = json.dumps(value)
    return told if len(told) <= 120 else f"{told[:120]}…"


def broken(
    path: str,
    expected: str,
    values: Mapping[str, Any],
    build: Callable[[Any], Mapping[str, Any]],
    *,
    logical_id: str,
    rules: Rules = RULES,
) -> tuple[Case, ...]:
    """A row for each value, in which the property is the only thing wrong.

    Args:
        path: the property as the finding names it.
        expected: what the finding says was expected.
        values: values that break it, by what they are.
        build: the resources of a template with the value in place.
        logical_id: the resource that the finding is on.
        rules: what the environment demands.
    """
    return tuple(
        Case(
            name=f"{path}: {name}",
            resources=build(value),
            expected=(violation(logical_id, f"{path} is {shown(value)}; expected {expected}."),),
            rules=rules,
        )
        for name, value in values.items()
    )
