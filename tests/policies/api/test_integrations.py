from __future__ import annotations

from typing import Any

import pytest

from policies.api.integrations import BALANCER, Integrations
from tests.policies.broken import (
    NO_VALUES_AT_ALL,
    NOT_A_REFERENCE,
    UNSEEN,
    broken,
    resource,
    shown,
)
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

LINK = "AWS::ApiGatewayV2::VpcLink"


def address(path: str) -> dict[str, Any]:
    return {"Fn::Join": ["", ["http://", {"Fn::GetAtt": ["Balancer", "DNSName"]}, path]]}


PRIVATE = {
    "Type": "HTTP_PROXY",
    "ConnectionType": "VPC_LINK",
    "ConnectionId": {"Ref": "Link"},
    "IntegrationTarget": {"Ref": "Balancer"},
    "Uri": address("/videos"),
}


def template(verb: str = "GET", **changed: object) -> dict[str, Any]:
    return {
        "Link": {"Type": LINK},
        "Balancer": {"Type": BALANCER},
        "Other": {"Type": "AWS::SQS::Queue"},
        "Method": resource(
            "AWS::ApiGateway::Method", HttpMethod=verb, Integration=PRIVATE | changed
        ),
    }


def integrated(integration: object) -> dict[str, Any]:
    return template() | {"Method": resource("AWS::ApiGateway::Method", Integration=integration)}


NOTHING_OF_IT = tuple(
    violation("Method", f"Integration.{name} is absent; expected {expected}.")
    for name, expected in (
        ("Type", '"HTTP_PROXY" or "HTTP"'),
        ("ConnectionType", '"VPC_LINK"'),
        ("ConnectionId", f"a reference to the template's {LINK}"),
        ("IntegrationTarget", f"a reference to the template's {BALANCER}"),
    )
)
FOREIGN = {
    "elsewhere": "http://evil.example/",
    "its name as a beginning": {
        "Fn::Join": ["", ["http://", {"Fn::GetAtt": ["Balancer", "DNSName"]}, ".evil.example"]]
    },
    "as a user": {"Fn::Sub": "http://${Balancer.DNSName}@evil.example/"},
    "another attribute": {"Fn::Sub": "http://${Balancer.LoadBalancerName}/"},
    "another resource": {"Fn::Sub": "http://${Other.DNSName}/"},
    "hidden by a condition": {"Fn::If": ["A", address("/"), "http://evil.example/"]},
    **NO_VALUES_AT_ALL,
}

CASES = (
    Case(name="private", resources=template(), expected=(compliant("Method"),)),
    Case(
        name="mapped",
        resources=template(Type="HTTP", Uri=address("")),
        expected=(compliant("Method"),),
    ),
    Case(
        name="preflight",
        resources=template("OPTIONS", Type="MOCK"),
        expected=(not_applicable("Method", "API Gateway answers a preflight itself."),),
    ),
    *(
        Case(name=f"integration: {name}", resources=integrated(value), expected=NOTHING_OF_IT)
        for name, value in {**NO_VALUES_AT_ALL, "hidden": {"Fn::If": ["A", PRIVATE, {}]}}.items()
    ),
    *broken(
        "Integration.Type",
        '"HTTP_PROXY" or "HTTP"',
        {**UNSEEN, "function": "AWS_PROXY", "service": "AWS", "mock": "MOCK"},
        lambda v: template(Type=v),
        logical_id="Method",
    ),
    *broken(
        "Integration.ConnectionType",
        '"VPC_LINK"',
        {**UNSEEN, "internet": "INTERNET"},
        lambda v: template(ConnectionType=v),
        logical_id="Method",
    ),
    *broken(
        "Integration.ConnectionId",
        f"a reference to the template's {LINK}",
        {**NOT_A_REFERENCE, "no link": {"Ref": "Other"}},
        lambda v: template(ConnectionId=v),
        logical_id="Method",
    ),
    *broken(
        "Integration.IntegrationTarget",
        f"a reference to the template's {BALANCER}",
        NOT_A_REFERENCE,
        lambda v: template(IntegrationTarget=v),
        logical_id="Method",
    ),
    *broken(
        "Integration.Uri",
        "http://${Balancer.DNSName}/…",
        FOREIGN,
        lambda v: template(Uri=v),
        logical_id="Method",
    ),
    Case(
        name="a queue in place of the load balancer",
        resources=template(IntegrationTarget={"Ref": "Other"}),
        expected=(
            violation(
                "Method",
                f"Integration.IntegrationTarget is {shown({'Ref': 'Other'})}; "
                f"expected a reference to the template's {BALANCER}.",
            ),
            violation(
                "Method",
                f"Integration.Uri is {shown(address('/videos'))}; "
                "expected http://${Other.DNSName}/….",
            ),
        ),
    ),
    Case(name="no method", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Integrations(), case) == case.expected
