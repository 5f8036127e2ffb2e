"""Stages, and the rows that every policy on their method settings has."""

from __future__ import annotations

from typing import Any, Final

from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case

FOR_ALL: Final = {"ResourcePath": "/*", "HttpMethod": "*"}
GOOD: Final[dict[str, Any]] = {
    **FOR_ALL,
    "ThrottlingRateLimit": 100,
    "ThrottlingBurstLimit": 50,
    "LoggingLevel": "ERROR",
}


def stage(value: object) -> dict[str, Any]:
    """A template with a stage and whatever stands for its method settings."""
    return {"Stage": resource("AWS::ApiGateway::Stage", MethodSettings=value)}


def setting(**changed: object) -> dict[str, Any]:
    """A template with a stage whose one setting, for all methods, is changed."""
    return stage([{**GOOD, **changed}])


EXPECTED: Final = "one with ResourcePath /* and HttpMethod *"

UNSET: Final = (
    *broken("MethodSettings", EXPECTED, NO_VALUES_AT_ALL, stage, logical_id="Stage"),
    *broken(
        "MethodSettings",
        EXPECTED,
        {
            "for one path": [{**GOOD, "ResourcePath": "/~1videos"}],
            "for one method": [{**GOOD, "HttpMethod": "GET"}],
        },
        stage,
        logical_id="Stage",
    ),
    Case(name="no stage", resources={}, expected=(NOTHING_TO_JUDGE,)),
)
