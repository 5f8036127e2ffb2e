from __future__ import annotations

from typing import Any

import pytest

from policies.destroy.deletion_policies import DeletionPolicies
from policies.resource_types import RESOURCE_TYPES
from tests.policies.broken import shown
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

BOTH = ("DeletionPolicy", "UpdateReplacePolicy")
KEPT = {
    "retained": "Retain",
    "retained but for creation": "RetainExceptOnCreate",
    "kept as a snapshot": "Snapshot",
    "another case": "delete",
    "hidden by a condition": {"Fn::If": ["Production", "Retain", "Delete"]},
    "left to a parameter": {"Ref": "DeletionPolicy"},
    "a list": ["Delete"],
}


def bare(resource_type: str, **attributes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a template says
    return {"Thing": {"Type": resource_type, **attributes}}


def broken_attribute(resource_type: str, values: dict[str, Any]) -> tuple[Case, ...]:
    return tuple(
        Case(
            name=f"{resource_type} {attribute}: {name}",
            resources=bare(resource_type, **(dict.fromkeys(BOTH, "Delete") | {attribute: value})),
            expected=(violation("Thing", f'{attribute} is {shown(value)}; expected "Delete".'),),
        )
        for attribute in BOTH
        for name, value in values.items()
    )


CASES = (
    Case(
        name="holds data and says so",
        resources=bare("AWS::S3::Bucket", DeletionPolicy="Delete", UpdateReplacePolicy="Delete"),
        expected=(compliant("Thing"),),
    ),
    Case(
        name="holds none and says nothing",
        resources=bare("AWS::EC2::Route"),
        expected=(compliant("Thing"),),
    ),
    Case(
        name="unknown and says nothing",
        resources=bare("AWS::Athena::WorkGroup"),
        expected=(compliant("Thing"),),
    ),
    *(
        Case(
            name=f"{row.type} holds data and says nothing",
            resources=bare(row.type),
            expected=tuple(
                violation("Thing", f'{attribute} is absent; expected "Delete".')
                for attribute in BOTH
            ),
        )
        for row in RESOURCE_TYPES.values()
        if row.holds_data
    ),
    *broken_attribute("AWS::RDS::DBInstance", {**KEPT, "null": None}),
    *broken_attribute("AWS::ApiGateway::Account", KEPT),
    *broken_attribute("AWS::Athena::WorkGroup", KEPT),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DeletionPolicies(), case) == case.expected
