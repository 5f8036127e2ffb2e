from __future__ import annotations

from typing import Any

import pytest

from policies.iam.resources import Resources
from tests.policies.broken import NO_VALUES_AT_ALL, broken
from tests.policies.iam.documents import bucket_policy, opaque, policy, role, statement
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

PLACE = "PolicyDocument.Statement[0]"
ACCOUNT = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:"


def arn(service: str, name: str) -> dict[str, Any]:
    return {"Fn::Sub": ACCOUNT % service + name}


def template(target: object, action: object = "sqs:SendMessage") -> dict[str, Any]:
    return policy(statement(Action=action, Resource=target))


def holds(name: str, target: object, action: object = "sqs:SendMessage") -> Case:
    return Case(name=name, resources=template(target, action), expected=(compliant("It"),))


CASES = (
    holds("reference", {"Fn::GetAtt": ["Queue", "Arn"]}),
    holds("in a bucket", {"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "/*"]]}),
    holds("in a bucket by name", {"Fn::Sub": "arn:${AWS::Partition}:s3:::layers/*"}),
    holds("tasks of a cluster", arn("ecs", "task/${Cluster}/*")),
    holds("streams of a group", arn("logs", "log-group:log-group-dev:*")),
    holds("a method", arn("execute-api", "${Api}/stage-dev/GET/*")),
    holds("a secret and its suffix", arn("secretsmanager", "secret:secret-dev-??????")),
    holds("a queue by name", arn("sqs", "queue-dev")),
    holds("token", "*", "ecr:GetAuthorizationToken"),
    holds("traces", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
    Case(
        name="denied",
        resources=policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}),
        expected=(compliant("It"),),
    ),
    *broken(
        f"{PLACE}.Resource",
        "what sqs:SendMessage acts on",
        {
            "star": "*",
            "any ARN": "arn:*",
            "any service": "arn:aws:*:us:1:x",
            "any account": "arn:aws:sqs:us:*:queue",
            "any queue": arn("sqs", "*"),
            "any object": "arn:aws:s3:::*/*",
            "any task": arn("ecs", "task/*"),
            "any group": arn("logs", "log-group:*"),
            "any secret": arn("secretsmanager", "secret:?*"),
            "nothing": "",
            "no name": arn("sqs", ""),
            "hidden by a condition": {"Fn::If": ["A", "*", "x"]},
            "imported": {"Fn::ImportValue": "queue"},
        },
        template,
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.Resource[1]",
        "what sqs:SendMessage acts on",
        {"star in a list": "*"},
        lambda v: template([{"Fn::GetAtt": ["Queue", "Arn"]}, v]),
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.Resource",
        "what s3:GetObject acts on",
        {"star for one action of two": "*"},
        lambda v: template(v, ["ecr:GetAuthorizationToken", "s3:GetObject"]),
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.Resource",
        "what {'Ref': 'Action'} acts on",
        {"star for an action that nobody knows": "*"},
        lambda v: template(v, {"Ref": "Action"}),
        logical_id="It",
    ),
    *broken(f"{PLACE}.Resource", "named resources", NO_VALUES_AT_ALL, template, logical_id="It"),
    *opaque("Policies[0].PolicyDocument.Statement[0]", role),
    Case(
        name="policy of a resource, where the star is itself",
        resources=bucket_policy(statement(Action="s3:GetObject", Resource="*")),
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Resources(), case) == case.expected
