from __future__ import annotations

from typing import Any

import pytest

from policies.api.definitions import ELSEWHERE, Definitions
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(**properties: object) -> dict[str, Any]:
    return {"Api": resource("AWS::ApiGateway::RestApi", Name="rest-api-dev", **properties)}


CASES = (
    Case(name="methods of its own", resources=template(), expected=(compliant("Api"),)),
    *(
        Case(
            name=f"no definition: {name}",
            resources=template(Body=value),
            expected=(compliant("Api"),),
        )
        for name, value in NO_VALUES_AT_ALL.items()
    ),
    *(
        row
        for name in ELSEWHERE
        for row in broken(
            name,
            "absent",
            {
                "given": {"paths": {"/open": {"get": {}}}},
                "empty": {},
                "text": "api",
                "hidden by a condition": {"Fn::If": ["A", {}, {"Ref": "AWS::NoValue"}]},
                "left to a parameter": {"Ref": "Parameter"},
            },
            lambda v, name=name: template(**{name: v}),  # type: ignore[misc] # binds it
            logical_id="Api",
        )
    ),
    Case(name="no API", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Definitions(), case) == case.expected
