from __future__ import annotations

from typing import Any

import pytest

from policies.log.functions import GROUP as PATH, Functions
from tests.policies.broken import MISSING, broken, resource
from tests.policies.log.groups import DECLARED_GROUPS, EXPECTED, GROUP, UNDECLARED, log_group
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(group: object, name: object = "function-dev") -> dict[str, Any]:
    function = resource(
        "AWS::Lambda::Function", FunctionName=name, LoggingConfig={"LogGroup": group}
    )
    return {**GROUP, "Function": function}


def by_default(name: object, group: object = MISSING) -> dict[str, Any]:
    return {**template(group, name), "Default": log_group("/aws/lambda/function-dev")}


CASES = (
    *(
        Case(name=name, resources=template(group), expected=(compliant("Function"),))
        for name, group in DECLARED_GROUPS.items()
    ),
    Case(
        name="the group that Lambda writes to",
        resources=by_default("function-dev"),
        expected=(compliant("Function"),),
    ),
    *broken(PATH, EXPECTED, UNDECLARED, template, logical_id="Function"),
    *broken(
        PATH,
        EXPECTED,
        {"another": "log-group-other"},
        lambda v: by_default("function-dev", v),
        logical_id="Function",
    ),
    *broken(
        PATH,
        EXPECTED,
        {"without a name": MISSING},
        lambda _: by_default(MISSING),
        logical_id="Function",
    ),
    Case(name="no function", resources=GROUP, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Functions(), case) == case.expected
