from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.no_remote_shell import NoRemoteShell
from tests.policies.broken import MISSING, NOT_OFF, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(enabled: object = MISSING) -> dict[str, Any]:
    return {"Service": resource("AWS::ECS::Service", EnableExecuteCommand=enabled)}


CASES = (
    Case(name="absent", resources=template(), expected=(compliant("Service"),)),
    Case(name="off", resources=template(enabled=False), expected=(compliant("Service"),)),
    *broken("EnableExecuteCommand", "false", NOT_OFF, template, logical_id="Service"),
    Case(name="no service", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(NoRemoteShell(), case) == case.expected
