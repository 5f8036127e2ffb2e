from __future__ import annotations

from typing import Any

import pytest

from policies.net.ingress_ports import IngressPorts
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

PORT = {"Fn::GetAtt": ["Database", "Endpoint.Port"]}


def rule(protocol: object = "tcp", first: object = 443, last: object = 443) -> dict[str, Any]:
    return {"IpProtocol": protocol, "FromPort": first, "ToPort": last}


def template(*rules: object) -> dict[str, Any]:
    return {
        "Group": resource("AWS::EC2::SecurityGroup", SecurityGroupIngress=list(rules)),
        "Database": {"Type": "AWS::RDS::DBInstance"},
    }


def breaks(name: str, one: object, *details: str) -> Case:
    expected = tuple(violation("Group", f"SecurityGroupIngress[0].{each}.") for each in details)
    return Case(name=name, resources=template(one), expected=expected)


CASES = (
    Case(name="a port", resources=template(rule()), expected=(compliant("Group"),)),
    Case(name="by number", resources=template(rule("6")), expected=(compliant("Group"),)),
    Case(
        name="port of the database",
        resources=template(rule(first=PORT, last=PORT)),
        expected=(compliant("Group"),),
    ),
    Case(
        name="of its own",
        resources={"Rule": resource("AWS::EC2::SecurityGroupIngress", **rule())},
        expected=(compliant("Rule"),),
    ),
    Case(name="no rule", resources=template(), expected=(compliant("Group"),)),
    *broken(
        "SecurityGroupIngress[0].IpProtocol",
        '"tcp" or "6"',
        {**UNSEEN, "all": "-1", "udp": "udp"},
        lambda v: template(rule(v)),
        logical_id="Group",
    ),
    *broken(
        "SecurityGroupIngress[0].ToPort",
        "the same port as FromPort",
        {**UNSEEN, "a range": 65535, "text": "443"},
        lambda v: template(rule(last=v)),
        logical_id="Group",
    ),
    breaks(
        "all ports",
        rule(first=MISSING, last=MISSING),
        "FromPort is absent; expected one port",
        "ToPort is absent; expected the same port as FromPort",
    ),
    breaks(
        "hidden by a condition",
        rule(first={"Fn::If": ["A", 1, 2]}, last={"Fn::If": ["A", 1, 2]}),
        'FromPort is {"Fn::If": ["A", 1, 2]}; expected one port',
    ),
    breaks(
        "left to a parameter",
        rule(first={"Ref": "Port"}, last={"Ref": "Port"}),
        'FromPort is {"Ref": "Port"}; expected one port',
    ),
    Case(name="no group", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(IngressPorts(), case) == case.expected
