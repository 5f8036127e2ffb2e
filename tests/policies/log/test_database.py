from __future__ import annotations

from typing import Any

import pytest

from policies.log.database import EXPORTS, Database
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken, resource
from tests.policies.log.groups import log_group
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

POSTGRESQL = "/aws/rds/instance/database-dev/postgresql"


def template(
    exports: object = ["postgresql"],
    group: object = POSTGRESQL,
    identifier: object = "database-dev",
) -> dict[str, Any]:
    return {
        "Database": resource(
            "AWS::RDS::DBInstance",
            DBInstanceIdentifier=identifier,
            EnableCloudwatchLogsExports=exports,
        ),
        "Logs": log_group(group),
    }


def undeclared(name: str) -> tuple[Any, ...]:
    detail = f'AWS::Logs::LogGroup.LogGroupName is absent; expected a declared log group "{name}".'
    return (violation("Database", detail),)


CASES = (
    Case(name="declared", resources=template(), expected=(compliant("Database"),)),
    Case(
        name="declared by a reference",
        resources=template(
            group={"Fn::Sub": "/aws/rds/instance/${Database}/postgresql"}, identifier=MISSING
        ),
        expected=(compliant("Database"),),
    ),
    Case(
        name="one of two",
        resources=template(["postgresql", "upgrade"]),
        expected=undeclared("/aws/rds/instance/database-dev/upgrade"),
    ),
    Case(
        name="another's group",
        resources=template(group="/aws/rds/instance/other/postgresql"),
        expected=undeclared(POSTGRESQL),
    ),
    Case(
        name="identifier hidden by a condition",
        resources=template(identifier={"Fn::If": ["A", "database-dev", "x"]}),
        expected=undeclared("/aws/rds/instance/${Database}/postgresql"),
    ),
    *broken(
        EXPORTS,
        "the logs of the engine",
        NO_VALUES_AT_ALL,
        template,
        logical_id="Database",
    ),
    *broken(
        EXPORTS,
        "the logs of the engine",
        {"empty": []},
        template,
        logical_id="Database",
    ),
    *broken(
        EXPORTS,
        "the literal name of a log",
        {"hidden by a condition": {"Fn::If": ["A", [], ["postgresql"]]}},
        template,
        logical_id="Database",
    ),
    *broken(
        f"{EXPORTS}[0]",
        "the literal name of a log",
        {"hidden by a condition": {"Fn::If": ["A", "postgresql", "upgrade"]}},
        lambda v: template([v]),
        logical_id="Database",
    ),
    Case(name="no database", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Database(), case) == case.expected
