from __future__ import annotations

import functools
from typing import Any

import pytest

from policies.destroy.protection import Protection
from tests.policies.broken import MISSING, NO_VALUE, NOT_OFF, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

FLAGS = (
    ("AWS::RDS::DBInstance", "DeletionProtection"),
    ("AWS::DynamoDB::Table", "DeletionProtectionEnabled"),
    ("AWS::Logs::LogGroup", "DeletionProtectionEnabled"),
    ("AWS::EC2::Instance", "DisableApiTermination"),
    ("AWS::NetworkFirewall::Firewall", "DeleteProtection"),
    ("AWS::CloudTrail::EventDataStore", "TerminationProtectionEnabled"),
    ("AWS::S3::Bucket", "ObjectLockEnabled"),
)
WORDS = (
    ("AWS::Cognito::UserPool", "DeletionProtection", "INACTIVE", "ACTIVE"),
    ("AWS::AutoScaling::AutoScalingGroup", "DeletionProtection", "none", "prevent-all-deletion"),
    ("AWS::AppConfig::Environment", "DeletionProtectionCheck", "BYPASS", "ACCOUNT_DEFAULT"),
)
OFF = {"absent": MISSING, "null": None, "no value": NO_VALUE, "false": False}


def protected(resource_type: str, name: str, value: object) -> dict[str, Any]:
    return {"Thing": resource(resource_type, **{name: value})}


ATTRIBUTE = {"Key": "deletion_protection.enabled", "Value": "true"}


def attributes(value: object) -> dict[str, Any]:
    balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    return {"Thing": resource(balancer, LoadBalancerAttributes=value)}


def balancer(value: object) -> dict[str, Any]:
    idle = {"Key": "idle_timeout.timeout_seconds", "Value": "60"}
    return attributes([idle, {**ATTRIBUTE, "Value": value}])


CASES = (
    *(
        Case(
            name=f"{resource_type} {name}",
            resources=protected(resource_type, flag, value),
            expected=(compliant("Thing"),),
        )
        for resource_type, flag in FLAGS
        for name, value in OFF.items()
    ),
    *(
        Case(
            name=f"{resource_type} {off}",
            resources=protected(resource_type, name, off),
            expected=(compliant("Thing"),),
        )
        for resource_type, name, off, _ in WORDS
    ),
    *(
        case
        for resource_type, name in FLAGS
        for case in broken(
            name,
            "absent or off",
            NOT_OFF,
            functools.partial(protected, resource_type, name),
            logical_id="Thing",
        )
    ),
    *(
        case
        for resource_type, name, _, on in WORDS
        for case in broken(
            name,
            "absent or off",
            {on: on},
            functools.partial(protected, resource_type, name),
            logical_id="Thing",
        )
    ),
    *broken(
        "ObjectLockConfiguration",
        "absent or off",
        {"on": {"ObjectLockEnabled": "Enabled"}},
        lambda value: protected("AWS::S3::Bucket", "ObjectLockConfiguration", value),
        logical_id="Thing",
    ),
    Case(name="load balancer, off", resources=balancer("false"), expected=(compliant("Thing"),)),
    Case(
        name="load balancer, said nowhere",
        resources={"Thing": resource("AWS::ElasticLoadBalancingV2::LoadBalancer")},
        expected=(compliant("Thing"),),
    ),
    *broken(
        "LoadBalancerAttributes[1].Value",
        '"false"',
        {**UNSEEN, "true": "true", "a flag": True},
        balancer,
        logical_id="Thing",
    ),
    *broken(
        "LoadBalancerAttributes[0]",
        "a literal attribute",
        {
            "hidden by a condition": {"Fn::If": ["A", ATTRIBUTE, {"Ref": "AWS::NoValue"}]},
            "key left to a parameter": {"Key": {"Ref": "Parameter"}, "Value": "true"},
            "without a key": {"Value": "true"},
            "text": "deletion_protection.enabled=true",
        },
        lambda value: attributes([value]),
        logical_id="Thing",
    ),
    *broken(
        "LoadBalancerAttributes",
        "a literal attribute",
        {"hidden by a condition": {"Fn::If": ["A", [ATTRIBUTE], []]}},
        attributes,
        logical_id="Thing",
    ),
    Case(
        name="protection of something else",
        resources={"Thing": resource("AWS::Logs::LogGroup", DataProtectionPolicy={"Name": "x"})},
        expected=(compliant("Thing"),),
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Protection(), case) == case.expected
