from __future__ import annotations

from typing import Any

import pytest

from policies.net.service_address import ServiceAddress
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.ecs.tasks import nested
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

PATH = "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"


def template(assigned: object) -> dict[str, Any]:
    return {"Service": resource("AWS::ECS::Service", **nested(PATH, assigned))}


CASES = (
    Case(name="none", resources=template("DISABLED"), expected=(compliant("Service"),)),
    *broken(PATH, '"DISABLED"', {**UNSEEN, "on": "ENABLED"}, template, logical_id="Service"),
    Case(name="no service", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ServiceAddress(), case) == case.expected
