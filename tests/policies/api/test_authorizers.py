from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.api.authorizers import Authorizers
from tests.policies.broken import MISSING, NOT_A_REFERENCE, UNSEEN, broken, resource
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

NO_AUTHORIZER = (
    "AuthorizerId is absent; expected a reference to the template's AWS::ApiGateway::Authorizer."
)


FUNCTIONS = "lambda:path/2015-03-31/functions"
HERE = "arn:${AWS::Partition}:apigateway:${AWS::Region}"
INVOCATION = {"Fn::Sub": f"{HERE}:{FUNCTIONS}/${{Function.Arn}}/invocations"}
ELSEWHERE = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/theirs/invocations"


def part_of_arn(index: int) -> dict[str, Any]:
    """The expression by which the CDK takes a part out of a function's ARN."""
    return {"Fn::Select": [index, {"Fn::Split": [":", {"Fn::GetAtt": ["Function", "Arn"]}]}]}


def joined(
    partition: object = part_of_arn(1),
    region: object = part_of_arn(3),
    function: object = {"Fn::GetAtt": ["Function", "Arn"]},
    end: object = "/invocations",
) -> dict[str, Any]:
    """The address of the function as the CDK writes it."""
    parts = ["arn:", partition, ":apigateway:", region, f":{FUNCTIONS}/", function, end]
    return {"Fn::Join": ["", parts]}


def authorizer_of(uri: object) -> dict[str, Any]:
    return {
        "Function": {"Type": "AWS::Lambda::Function"},
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Keys": resource("AWS::ApiGateway::Authorizer", AuthorizerUri=uri),
    }


def beside_its_authorizer(*rows: Case) -> tuple[Case, ...]:
    """Rows of a method, after which its authorizer is judged."""
    return tuple(replace(row, expected=(*row.expected, compliant("Keys"))) for row in rows)


def template(
    kind: object = "CUSTOM",
    authorizer: object = {"Ref": "Keys"},
    verb: object = "GET",
    integration: object = "HTTP_PROXY",
) -> dict[str, Any]:
    return {
        **authorizer_of(INVOCATION),
        "Method": resource(
            "AWS::ApiGateway::Method",
            HttpMethod=verb,
            AuthorizationType=kind,
            AuthorizerId=authorizer,
            Integration={"Type": integration},
        ),
    }


CASES = (
    *beside_its_authorizer(
        Case(name="keyed", resources=template(), expected=(compliant("Method"),)),
        Case(
            name="preflight",
            resources=template("NONE", MISSING, "OPTIONS", "MOCK"),
            expected=(not_applicable("Method", "A browser sends its preflight without a key."),),
        ),
        *(
            Case(
                name=f"open: {name}",
                resources=template("NONE", MISSING, verb, integration),
                expected=(
                    violation("Method", 'AuthorizationType is "NONE"; expected "CUSTOM".'),
                    violation("Method", NO_AUTHORIZER),
                ),
            )
            for name, verb, integration in (
                ("any method", "GET", "HTTP_PROXY"),
                ("options that reach the network", "OPTIONS", "HTTP_PROXY"),
                ("answers of API Gateway itself", "GET", "MOCK"),
            )
        ),
        *broken(
            "AuthorizationType",
            '"CUSTOM"',
            {**UNSEEN, "none": "NONE", "callers of AWS": "AWS_IAM"},
            template,
            logical_id="Method",
        ),
        *broken(
            "AuthorizerId",
            "a reference to the template's AWS::ApiGateway::Authorizer",
            NOT_A_REFERENCE,
            lambda v: template(authorizer=v),
            logical_id="Method",
        ),
    ),
    *(
        Case(name=name, resources=authorizer_of(uri), expected=(compliant("Keys"),))
        for name, uri in (("in one text", INVOCATION), ("as the CDK writes it", joined()))
    ),
    *broken(
        "AuthorizerUri",
        "the invocation of the template's AWS::Lambda::Function",
        {
            **UNSEEN,
            "elsewhere": ELSEWHERE,
            "by its name": {
                "Fn::Sub": f"{HERE}:{FUNCTIONS}/arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:"
                "${AWS::AccountId}:function:theirs/invocations"
            },
            "no function": {"Fn::Sub": f"{HERE}:{FUNCTIONS}/${{Queue.Arn}}/invocations"},
            "not of the template": joined(function={"Fn::GetAtt": ["Other", "Arn"]}),
            "chosen by a condition": joined(
                function={"Fn::If": ["A", {"Fn::GetAtt": ["Function", "Arn"]}, "theirs"]}
            ),
            "hidden before ours": joined({"Fn::If": ["A", f"{ELSEWHERE}#", "aws"]}),
            "another part of the ARN": joined(region=part_of_arn(6)),
            "more behind ours": joined(end="/../theirs/invocations"),
            "ours behind a parameter": {
                "Fn::Join": [{"Ref": "Parameter"}, [INVOCATION, {"Ref": "Parameter"}]]
            },
        },
        authorizer_of,
        logical_id="Keys",
    ),
    Case(name="no method", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Authorizers(), case) == case.expected
