from __future__ import annotations

from typing import Any

import pytest

from policies.kms.database_transit import GROUP, DatabaseTransit
from tests.policies.broken import MISSING, NOT_A_REFERENCE, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def template(group: object = {"Ref": "Group"}, forced: object = "1") -> dict[str, Any]:
    return {**grouped({"rds.force_ssl": forced}), "Database": database(group)}


def database(group: object = {"Ref": "Group"}) -> dict[str, Any]:
    return resource("AWS::RDS::DBInstance", DBParameterGroupName=group)


def grouped(parameters: object) -> dict[str, Any]:
    return {"Group": resource(GROUP, Parameters=parameters), "Database": database()}


CASES = (
    Case(name="forced", resources=template(), expected=(compliant("Database"),)),
    *broken(
        "DBParameterGroupName",
        f"a reference to the template's {GROUP}",
        {**NOT_A_REFERENCE, "no group": {"Ref": "Database"}},
        template,
        logical_id="Database",
    ),
    *broken(
        "Group.Parameters.rds.force_ssl",
        '"1"',
        {**UNSEEN, "off": "0", "text": "on", "number": 1},
        lambda v: template(forced=v),
        logical_id="Database",
    ),
    *broken(
        "Group.Parameters.rds.force_ssl",
        '"1"',
        {"no parameters": MISSING},
        grouped,
        logical_id="Database",
    ),
    *(
        Case(
            name=f"parameters: {name}",
            resources=grouped(value),
            expected=(
                violation("Database", 'Group.Parameters.rds.force_ssl is absent; expected "1".'),
            ),
        )
        for name, value in {"hidden by a condition": {"Fn::If": ["A", {}, {}]}, "text": "1"}.items()
    ),
    Case(name="no database", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(DatabaseTransit(), case) == case.expected
