from __future__ import annotations

from typing import Any

import pytest

from policies.net.load_balancer_scheme import LoadBalancerScheme
from tests.policies.broken import UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(scheme: object) -> dict[str, Any]:
    return {"Balancer": resource("AWS::ElasticLoadBalancingV2::LoadBalancer", Scheme=scheme)}


CASES = (
    Case(name="internal", resources=template("internal"), expected=(compliant("Balancer"),)),
    *broken(
        "Scheme",
        '"internal"',
        {**UNSEEN, "open": "internet-facing"},
        template,
        logical_id="Balancer",
    ),
    Case(name="no load balancer", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(LoadBalancerScheme(), case) == case.expected
