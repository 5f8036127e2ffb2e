from __future__ import annotations

from typing import Any

import pytest

from policies.log.flow import Flow
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.log.groups import EXPECTED, GROUP, UNDECLARED
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def template(
    traffic: object = "ALL",
    kind: object = "cloud-watch-logs",
    group: object = {"Ref": "Logs"},
    destination: object = MISSING,
    network: object = {"Ref": "Network"},
) -> dict[str, Any]:
    flow_log = resource(
        "AWS::EC2::FlowLog",
        ResourceId=network,
        TrafficType=traffic,
        LogDestinationType=kind,
        LogGroupName=group,
        LogDestination=destination,
    )
    return {**GROUP, "Network": {"Type": "AWS::EC2::VPC"}, "FlowLog": flow_log}


NONE = (
    violation(
        "Network", "AWS::EC2::FlowLog.ResourceId is absent; expected a reference to the network."
    ),
)

CASES = (
    Case(name="all to a group", resources=template(), expected=(compliant("Network"),)),
    Case(name="by default", resources=template(kind=MISSING), expected=(compliant("Network"),)),
    Case(
        name="by its ARN",
        resources=template(group=MISSING, destination={"Fn::GetAtt": ["Logs", "Arn"]}),
        expected=(compliant("Network"),),
    ),
    Case(name="none", resources={"Network": {"Type": "AWS::EC2::VPC"}}, expected=NONE),
    Case(name="another network's", resources=template(network={"Ref": "Other"}), expected=NONE),
    Case(
        name="network hidden by a condition",
        resources=template(network={"Fn::If": ["A", {"Ref": "Network"}, {"Ref": "Other"}]}),
        expected=NONE,
    ),
    *broken(
        "FlowLog.TrafficType",
        '"ALL"',
        {**UNSEEN, "what passed": "ACCEPT", "what did not": "REJECT"},
        template,
        logical_id="Network",
    ),
    *broken(
        "FlowLog.LogDestinationType",
        '"cloud-watch-logs"',
        {"bucket": "s3", "left to a parameter": {"Ref": "Parameter"}},
        lambda v: template(kind=v),
        logical_id="Network",
    ),
    *broken(
        "FlowLog.LogGroupName",
        EXPECTED,
        UNDECLARED,
        lambda v: template(group=v),
        logical_id="Network",
    ),
    *broken(
        "FlowLog.LogDestination",
        EXPECTED,
        {"a bucket": "arn:aws:s3:::bucket"},
        lambda v: template(destination=v),
        logical_id="Network",
    ),
    Case(name="no network", resources=GROUP, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Flow(), case) == case.expected
