from __future__ import annotations

from typing import Any

import pytest

from policies.iam.resources import Resources
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken, resource
from tests.policies.iam.documents import (
    bucket_policy,
    document,
    opaque,
    policy,
    role,
    statement,
)
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

PLACE = "PolicyDocument.Statement[0]"
ACCOUNT = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:"


def arn(service: str, name: str) -> dict[str, Any]:
    return {"Fn::Sub": ACCOUNT % service + name}


def template(target: object, action: object = "sqs:SendMessage") -> dict[str, Any]:
    return policy(statement(Action=action, Resource=target))


def holds(name: str, target: object, action: object = "sqs:SendMessage") -> Case:
    return Case(name=name, resources=template(target, action), expected=(compliant("It"),))


def metrics(condition: object) -> dict[str, Any]:
    made = statement(Action="cloudwatch:PutMetricData", Resource="*", Condition=condition)
    return policy(made)


NETWORK = ("ec2:CreateNetworkInterface", "ec2:DescribeSubnets")
JOIN = statement(Action=list(NETWORK), Resource="*")
IT = {"Fn::GetAtt": ["It", "Arn"]}
IN_ROLE = "Policies[0].PolicyDocument.Statement[0].Resource"
IN_POLICY = f"{PLACE}.Resource"


def policy_of(roles: object, **others: object) -> dict[str, Any]:
    made = resource("AWS::IAM::Policy", PolicyDocument=document(JOIN), Roles=roles, **others)
    return {"It": made}


def joining(
    made: dict[str, Any],
    role_of_it: object = {"Fn::GetAtt": ["Role", "Arn"]},
    network: object = {"SubnetIds": [{"Ref": "Subnet"}]},
) -> dict[str, Any]:
    """A function in the network, with a role, beside what may make interfaces."""
    function = resource("AWS::Lambda::Function", Role=role_of_it, VpcConfig=network)
    return {"Function": function, **made}


CASES = (
    holds("reference", {"Fn::GetAtt": ["Queue", "Arn"]}),
    holds("in a bucket", {"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "/*"]]}),
    holds("in a bucket by name", {"Fn::Sub": "arn:${AWS::Partition}:s3:::layers/*"}),
    holds("tasks of a cluster", arn("ecs", "task/${Cluster}/*")),
    holds("streams of a group", arn("logs", "log-group:log-group-dev:*")),
    holds("a method", arn("execute-api", "${Api}/stage-dev/GET/*")),
    holds("a secret and its suffix", arn("secretsmanager", "secret:secret-dev-??????")),
    holds("a queue by name", arn("sqs", "queue-dev")),
    holds("a secret with a path", arn("secretsmanager", "secret:prod/secret-dev-??????")),
    holds("what a bucket holds", {"Fn::Join": ["", [{"Fn::GetAtt": ["B", "Arn"]}, "/exports/*"]]}),
    holds("API Gateway's groups", arn("logs", "log-group:API-Gateway-Execution-Logs_*")),
    holds("its access logs", arn("logs", "log-group:log-group-api-access-*")),
    holds("token", "*", "ecr:GetAuthorizationToken"),
    holds("traces", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
    Case(
        name="metrics of a namespace",
        resources=metrics({"StringEquals": {"cloudwatch:namespace": "catalog-dev"}}),
        expected=(compliant("It"),),
    ),
    *(
        Case(
            name=f"metrics of any namespace: {condition}",
            resources=metrics(condition),
            expected=(
                violation(
                    "It",
                    f'{PLACE}.Resource is "*"; expected what cloudwatch:PutMetricData acts on.',
                ),
            ),
        )
        for condition in (
            {},
            {"StringLike": {"cloudwatch:namespace": "*"}},
            {"StringNotEquals": {"cloudwatch:namespace": "AWS/EC2"}},
            {"StringEqualsIfExists": {"cloudwatch:namespace": "catalog-dev"}},
            {"StringEquals": {"aws:PrincipalAccount": "${AWS::AccountId}"}},
        )
    ),
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
            "buckets by how they begin": {"Fn::Sub": "arn:${AWS::Partition}:s3:::b*"},
            "buckets by a letter": "arn:aws:s3:::bucket-?/*",
            "objects in buckets that begin so": {"Fn::Sub": "arn:aws:s3:::${Bucket}*/x"},
            "what begins as a bucket": {"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "*"]]},
            "queues by how they begin": arn("sqs", "queue-*"),
            "groups by how they begin": arn("logs", "log-group:/aws/lambda/*"),
            "secrets by how they begin": arn("secretsmanager", "secret:prod/*"),
            "secrets of six letters": arn("secretsmanager", "secret:-??????"),
            "services by how they begin": "arn:aws:s*:::bucket",
            "accounts by how they begin": "arn:aws:sqs:us:1*:queue",
            "account": {"Fn::Join": ["", [{"Ref": "AWS::AccountId"}, "*"]]},
            "half an ARN": "arn:aws:sqs",
            "nothing": "",
            "no name": arn("sqs", ""),
            "hidden by a condition": {"Fn::If": ["A", "*", "x"]},
            "imported": {"Fn::ImportValue": "queue"},
        },
        template,
        logical_id="It",
    ),
    *(
        Case(name=f"interfaces for {name}", resources=made, expected=(compliant("It"),))
        for name, made in {
            "a function": joining(role(JOIN), role_of_it=IT),
            "a function by a policy": joining(policy_of([{"Ref": "Role"}])),
        }.items()
    ),
    *(
        Case(
            name=f"interfaces for {name}",
            resources=made,
            expected=(
                violation("It", f'{place} is "*"; expected what {", ".join(NETWORK)} acts on.'),
            ),
        )
        for name, place, made in (
            ("a task", IN_ROLE, joining(role(JOIN))),
            ("a function outside", IN_ROLE, joining(role(JOIN), role_of_it=IT, network=MISSING)),
            ("a function outside, by a policy", IN_POLICY, joining(policy_of([IT]))),
            ("two roles", IN_POLICY, joining(policy_of([{"Ref": "Role"}, {"Ref": "Other"}]))),
            ("nobody", IN_POLICY, joining(policy_of([]))),
            ("whoever it may be", IN_POLICY, joining(policy_of({"Fn::If": ["A", [IT], []]}))),
            ("a user", IN_POLICY, joining(policy_of([{"Ref": "Role"}], Users=["me"]))),
        )
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
