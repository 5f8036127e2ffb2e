from __future__ import annotations

from typing import Any

import pytest

from policies.api.firewall import ASSOCIATION, Firewall
from tests.policies.broken import NOT_A_REFERENCE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

ARN = {
    "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}"
}
ACL = {"Fn::GetAtt": ["Acl", "Arn"]}


def template(stage: object = ARN, acl: object = ACL) -> dict[str, Any]:
    return {
        "Stage": {"Type": "AWS::ApiGateway::Stage"},
        "Acl": {"Type": "AWS::WAFv2::WebACL"},
        "Association": resource(ASSOCIATION, ResourceArn=stage, WebACLArn=acl),
    }


NONE = (
    violation("Stage", f"{ASSOCIATION}.ResourceArn is absent; expected a reference to the stage."),
)

CASES = (
    Case(name="guarded", resources=template(), expected=(compliant("Stage"),)),
    Case(name="none", resources={"Stage": {"Type": "AWS::ApiGateway::Stage"}}, expected=NONE),
    Case(name="of another", resources=template("arn:aws:apigateway:x::/y"), expected=NONE),
    Case(
        name="hidden by a condition",
        resources=template({"Fn::If": ["A", ARN, "x"]}),
        expected=NONE,
    ),
    *broken(
        "Association.WebACLArn",
        "a reference to the template's AWS::WAFv2::WebACL",
        NOT_A_REFERENCE,
        lambda v: template(acl=v),
        logical_id="Stage",
    ),
    Case(name="no stage", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Firewall(), case) == case.expected
