from __future__ import annotations

import json
from typing import Any

import pytest

from policies.log.load_balancer_access import ATTRIBUTES, ENABLED, LoadBalancerAccess
from policies.log_delivery import ACCESS_LOG_BUCKET
from tests.policies.broken import NO_VALUES_AT_ALL, NOT_A_REFERENCE, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def attribute(key: str, value: object) -> dict[str, Any]:
    return {"Key": key, "Value": value}


ON = attribute(ENABLED, "true")
TO = attribute(ACCESS_LOG_BUCKET, {"Ref": "Logs"})


def template(attributes: object) -> dict[str, Any]:
    return {
        "Logs": {"Type": "AWS::S3::Bucket"},
        "Balancer": resource(
            "AWS::ElasticLoadBalancingV2::LoadBalancer", LoadBalancerAttributes=attributes
        ),
    }


def lacks(told: object, *keys: str) -> tuple[Any, ...]:
    told = told if isinstance(told, str) else json.dumps(told)
    return tuple(
        violation("Balancer", f"{ATTRIBUTES} is {told}; expected one of {key}.") for key in keys
    )


CASES = (
    Case(name="on", resources=template([ON, TO]), expected=(compliant("Balancer"),)),
    *(
        Case(
            name=name,
            resources=template(value),
            expected=lacks("absent", ENABLED, ACCESS_LOG_BUCKET),
        )
        for name, value in {**NO_VALUES_AT_ALL, "empty": []}.items()
    ),
    Case(
        name="hidden by a condition",
        resources=template({"Fn::If": ["A", [], []]}),
        expected=lacks({"Fn::If": ["A", [], []]}, ENABLED, ACCESS_LOG_BUCKET),
    ),
    Case(name="nowhere", resources=template([ON]), expected=lacks([ON], ACCESS_LOG_BUCKET)),
    Case(name="not on", resources=template([TO]), expected=lacks([TO], ENABLED)),
    *broken(
        f"{ATTRIBUTES}[0].Value",
        '"true"',
        {**UNSEEN, "off": "false", "true": True},
        lambda v: template([attribute(ENABLED, v), TO]),
        logical_id="Balancer",
    ),
    *broken(
        f"{ATTRIBUTES}[1].Value",
        "a reference to the template's AWS::S3::Bucket",
        NOT_A_REFERENCE,
        lambda v: template([ON, attribute(ACCESS_LOG_BUCKET, v)]),
        logical_id="Balancer",
    ),
    Case(name="no load balancer", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(LoadBalancerAccess(), case) == case.expected
