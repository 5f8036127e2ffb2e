from __future__ import annotations

import json
from typing import Any

import pytest

from policies.iam.service_principals import ServicePrincipals
from tests.policies.broken import MISSING, broken, resource
from tests.policies.iam.documents import (
    FROM_HERE,
    NARROWS_NOTHING,
    bucket_policy,
    document,
    key,
    opaque,
    statement,
)
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

SERVICE = {"Service": "events.amazonaws.com"}
OWN_LOGS = {"Fn::Sub": "arn:aws:s3:::b/lb/AWSLogs/${AWS::AccountId}/*"}
OF_THE_RULE = {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]}}}
TYPES = ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")


def template(condition: object, resource_type: str = TYPES[0]) -> dict[str, Any]:
    allowed = statement(Principal=SERVICE, Action="sqs:SendMessage", Condition=condition)
    return {"It": resource(resource_type, PolicyDocument=document(allowed))}


def logs(resources: object, *also: str, **conditions: object) -> dict[str, Any]:
    """A template that lets load balancers, and other services, deliver logs."""
    services = {"Service": ["logdelivery.elasticloadbalancing.amazonaws.com", *also]}
    return bucket_policy(statement(Principal=services, Resource=resources, **conditions))


def delivery(condition: object) -> dict[str, Any]:
    """A template with the policy of log groups, which is JSON in a text."""
    told = json.dumps(template(condition)["It"]["Properties"]["PolicyDocument"])
    before, after = told.split("sqs:")
    joined = {"Fn::Join": ["sqs:", [before, after]]}
    return {"It": resource("AWS::Logs::ResourcePolicy", PolicyDocument=joined)}


CASES = (
    Case(name="of this account", resources=template(FROM_HERE), expected=(compliant("It"),)),
    Case(name="of a rule", resources=template(OF_THE_RULE), expected=(compliant("It"),)),
    Case(
        name="denied",
        resources=bucket_policy({"Effect": "Deny", "Principal": SERVICE}),
        expected=(compliant("It"),),
    ),
    Case(
        name="role",
        resources=bucket_policy(statement(Principal={"AWS": "x"}, Condition=MISSING)),
        expected=(compliant("It"),),
    ),
    *(
        row
        for resource_type in TYPES
        for row in broken(
            "PolicyDocument.Statement[0].Condition",
            "aws:SourceAccount or aws:SourceArn",
            NARROWS_NOTHING,
            lambda v, kind=resource_type: template(v, kind),  # type: ignore[misc] # binds the type
            logical_id="It",
        )
    ),
    Case(
        name="document in a text",
        resources=delivery(
            {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}},
        ),
        expected=(compliant("It"),),
    ),
    *broken(
        "PolicyDocument.Statement[0].Condition",
        "aws:SourceAccount or aws:SourceArn",
        {"document in a text": MISSING},
        delivery,
        logical_id="It",
    ),
    *broken(
        "PolicyDocument",
        "a literal policy document",
        {
            "no JSON": "{",
            "no document": "[]",
            "text hidden by a condition": {"Fn::If": ["A", "{}", "{}"]},
        },
        lambda v: {"It": resource("AWS::Logs::ResourcePolicy", PolicyDocument=v)},
        logical_id="It",
    ),
    Case(
        name="logs of load balancers",
        resources=logs(OWN_LOGS),
        expected=(compliant("It"),),
    ),
    Case(
        name="logs of load balancers of this account",
        resources=logs("*", Condition=FROM_HERE),
        expected=(compliant("It"),),
    ),
    *broken(
        "PolicyDocument.Statement[0].Resource",
        "objects below /AWSLogs/${AWS::AccountId}/",
        {
            "anyone's logs": "arn:aws:s3:::b/AWSLogs/*",
            "another's logs": "arn:aws:s3:::b/AWSLogs/111122223333/*",
            "logs somewhere": {"Fn::ImportValue": "x"},
        },
        logs,
        logical_id="It",
    ),
    *broken(
        "PolicyDocument.Statement[0].Condition",
        "aws:SourceAccount or aws:SourceArn",
        {"logs of load balancers and another service": MISSING},
        lambda _: logs(OWN_LOGS, SERVICE["Service"]),
        logical_id="It",
    ),
    *opaque("PolicyDocument.Statement[0]", bucket_policy),
    Case(
        name="key, which KMS-15 judges",
        resources=key(statement(Principal=SERVICE)),
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ServicePrincipals(), case) == case.expected
