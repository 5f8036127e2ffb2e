from __future__ import annotations

from typing import Any

import pytest

from policies.api.firewall_samples import SAMPLED, FirewallSamples
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, NOT_OFF, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

OFF: dict[str, Any] = {"SampledRequestsEnabled": False}
NOT_FALSE = {**NO_VALUES_AT_ALL, **NOT_OFF}


def template(sampled: object = OFF, of_rule: object = OFF) -> dict[str, Any]:
    rules = [{"Name": "a", "VisibilityConfig": of_rule}]
    return {"Acl": resource("AWS::WAFv2::WebACL", VisibilityConfig=sampled, Rules=rules)}


CASES = (
    Case(name="none", resources=template(), expected=(compliant("Acl"),)),
    *broken(
        SAMPLED,
        "false",
        NOT_FALSE,
        lambda v: template({"SampledRequestsEnabled": v}),
        logical_id="Acl",
    ),
    *broken(
        f"Rules[0].{SAMPLED}",
        "false",
        NOT_FALSE,
        lambda v: template(of_rule={"SampledRequestsEnabled": v}),
        logical_id="Acl",
    ),
    *broken(
        f"Rules[0].{SAMPLED}",
        "false",
        {"whatever it shows": MISSING},
        lambda v: template(of_rule=v),
        logical_id="Acl",
    ),
    Case(name="no firewall", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(FirewallSamples(), case) == case.expected
