from __future__ import annotations

import json
from typing import Any

import pytest

from policies.net.egress import HTTPS, NOTHING, Egress
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, NOT_A_REFERENCE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

GROUP = "AWS::EC2::SecurityGroup"
OTHER = {"Fn::GetAtt": ["Group", "GroupId"]}
DESTINATION = "DestinationSecurityGroupId"
REFERENCE = f"a reference to the template's {GROUP}"
RANGE = "absent, or 0.0.0.0/0 for TCP port 443 only"


def template(*rules: object) -> dict[str, Any]:
    return {
        "Group": resource(GROUP, SecurityGroupEgress=list(rules)),
        "Queue": {"Type": "AWS::SQS::Queue"},
    }


def apart(group: object) -> dict[str, Any]:
    """A group without a rule, and a rule of its own."""
    rule = resource(
        "AWS::EC2::SecurityGroupEgress", GroupId=group, DestinationSecurityGroupId=OTHER
    )
    return {"Group": {"Type": GROUP}, "Rule": rule}


def holds(name: str, *rules: object) -> Case:
    return Case(name=name, resources=template(*rules), expected=(compliant("Group"),))


def breaks(name: str, rule: object, *details: str) -> Case:
    expected = tuple(violation("Group", f"SecurityGroupEgress[0].{each}.") for each in details)
    return Case(name=name, resources=template(rule), expected=expected)


NO_GROUP = f"{DESTINATION} is absent; expected {REFERENCE}"

CASES = (
    holds("another group", {DESTINATION: OTHER}),
    holds("S3 by HTTPS", HTTPS),
    holds("nothing", NOTHING),
    Case(
        name="rule apart",
        resources=apart({"Ref": "Group"}),
        expected=(compliant("Group"), compliant("Rule")),
    ),
    *(
        Case(
            name=f"rule apart, of {name}",
            resources=apart(group),
            expected=(
                violation(
                    "Group",
                    "SecurityGroupEgress is absent; expected a rule: AWS allows all without one.",
                ),
                compliant("Rule"),
            ),
        )
        for name, group in {
            "another group": {"Ref": "Other"},
            "a hidden group": {"Fn::If": ["A", {"Ref": "Group"}, {"Ref": "Other"}]},
        }.items()
    ),
    *broken(
        "SecurityGroupEgress",
        "a rule: AWS allows all without one",
        NO_VALUES_AT_ALL,
        lambda v: {"Group": resource(GROUP, SecurityGroupEgress=v)},
        logical_id="Group",
    ),
    *broken(
        "SecurityGroupEgress",
        "a rule: AWS allows all without one",
        {"empty": MISSING},
        lambda _: template(),
        logical_id="Group",
    ),
    breaks(
        "everything",
        {"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"},
        f'CidrIp is "0.0.0.0/0"; expected {RANGE}',
        NO_GROUP,
    ),
    breaks(
        "a wider range of ports",
        {**HTTPS, "ToPort": 444},
        f'CidrIp is "0.0.0.0/0"; expected {RANGE}',
        NO_GROUP,
    ),
    breaks(
        "HTTP",
        {**HTTPS, "FromPort": 80, "ToPort": 80},
        f'CidrIp is "0.0.0.0/0"; expected {RANGE}',
        NO_GROUP,
    ),
    breaks(
        "version 6 beside S3",
        {**HTTPS, "CidrIpv6": "::/0"},
        f'CidrIp is "0.0.0.0/0"; expected {RANGE}',
        f'CidrIpv6 is "::/0"; expected {RANGE}',
        NO_GROUP,
    ),
    *(
        breaks(
            f"a prefix list {name}",
            {"DestinationPrefixListId": value, **protocol},
            f"DestinationPrefixListId is {json.dumps(value)}; expected absent",
            NO_GROUP,
        )
        for name, value, protocol in (
            ("of everything", "pl-63a5400a", {"IpProtocol": "-1"}),
            (
                "by HTTPS",
                "pl-63a5400a",
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443},
            ),
            ("left to a parameter", {"Ref": "List"}, {"IpProtocol": "-1"}),
        )
    ),
    breaks(
        "a prefix list beside S3",
        {**HTTPS, "DestinationPrefixListId": "pl-63a5400a"},
        f'CidrIp is "0.0.0.0/0"; expected {RANGE}',
        'DestinationPrefixListId is "pl-63a5400a"; expected absent',
        NO_GROUP,
    ),
    breaks(
        "a prefix list beside a group",
        {DESTINATION: OTHER, "DestinationPrefixListId": "pl-63a5400a"},
        'DestinationPrefixListId is "pl-63a5400a"; expected absent',
    ),
    breaks("hidden by a condition", {"Fn::If": ["A", {}, {}]}, NO_GROUP),
    *broken(
        f"SecurityGroupEgress[0].{DESTINATION}",
        REFERENCE,
        {**NOT_A_REFERENCE, "no group": {"Ref": "Queue"}},
        lambda v: template({DESTINATION: v}),
        logical_id="Group",
    ),
    Case(name="no group", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Egress(), case) == case.expected
