"""What the policies of API guard in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tests.mutants.guarded.common import ELSEWHERE, LITERAL_KEY
from tests.mutants.mutation import (
    UNSEEN,
    WAYS,
    Document,
    Mutant,
    Mutation,
    demanded,
    of_type,
    removed,
    replaced,
    tempted,
)

OVERRIDES: Final = "Properties.Rules.1.Statement.ManagedRuleGroupStatement.RuleActionOverrides"
"""Of AWS's common rules, of which two count."""


def let_past(document: Document) -> Iterator[Mutant]:
    """Each firewall with a rule before its others that allows, or counts."""
    for logical_id in of_type(document, "AWS::WAFv2::WebACL"):
        place = ("Resources", logical_id, "Properties", "Rules")
        first, *others = document["Resources"][logical_id]["Properties"]["Rules"]
        for action in ("Allow", "Count"):
            rule = first | {"Name": "open", "Priority": -1, "Action": {action: {}}}
            mutated = replaced(document, place, [rule, first, *others])
            yield Mutant(f"{logical_id}: a rule before that does {action}", mutated)


INVOKED: Final = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "API-1": (
        demanded("AWS::ApiGateway::Method", "Properties.AuthorizationType", "NONE"),
        demanded("AWS::ApiGateway::Method", "Properties.AuthorizerId", "abc"),
        demanded(
            "AWS::ApiGateway::Authorizer",
            "Properties.AuthorizerUri",
            {"Fn::Sub": f"{INVOKED}/${{Elsewhere.Arn}}/invocations"},
            {"Fn::Sub": f"{INVOKED}/${{IngestQueue95F6DB49.Arn}}/invocations"},
            {
                "Fn::Sub": f"{INVOKED}/arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:"
                "${AWS::AccountId}:function:company-authorizer/invocations"
            },
        ),
        removed("AWS::ApiGateway::Authorizer"),
    ),
    "API-2": (
        demanded("AWS::ApiGateway::Method", "Properties.RequestValidatorId", "abc"),
        removed("AWS::ApiGateway::RequestValidator"),
        demanded(
            "AWS::ApiGateway::RequestValidator",
            "Properties",
            {},
            {"ValidateRequestParameters": False, "ValidateRequestBody": False},
            {"ValidateRequestParameters": {"Ref": "Parameter"}},
            ways=("absent", "null"),
        ),
    ),
    "API-3": (
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.ThrottlingRateLimit", "1"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.ThrottlingBurstLimit", "1"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.ResourcePath", "/videos"),
    ),
    "API-4": (
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.LoggingLevel", "OFF"),
        demanded("AWS::ApiGateway::Stage", "Properties.MethodSettings"),
        tempted("AWS::ApiGateway::Stage", "Properties.MethodSettings.*.DataTraceEnabled", True),
    ),
    "API-5": (demanded("AWS::ApiGateway::Stage", "Properties.TracingEnabled", False, "true"),),
    "API-6": (
        removed("AWS::WAFv2::WebACLAssociation"),
        removed("AWS::WAFv2::WebACL"),
        demanded("AWS::WAFv2::WebACLAssociation", "Properties.ResourceArn", LITERAL_KEY),
        demanded("AWS::WAFv2::WebACLAssociation", "Properties.WebACLArn", LITERAL_KEY),
    ),
    "API-7": (
        demanded("AWS::WAFv2::WebACL", "Properties.Rules", []),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*"),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.OverrideAction", {"Count": {}}),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.Action", {"Count": {}}),
        *(
            demanded(
                "AWS::WAFv2::WebACL",
                f"Properties.Rules.*.Statement.RateBasedStatement.{name}",
                *wrong,
                ways=ways,
            )
            for name, wrong, ways in (
                ("Limit", (2_000_000_000, 100_001, "60000"), tuple(WAYS)),
                ("EvaluationWindowSec", (60, 86_400, "300"), UNSEEN),
                ("AggregateKeyType", ("FORWARDED_IP", "CONSTANT"), tuple(WAYS)),
            )
        ),
        demanded(
            "AWS::WAFv2::WebACL",
            f"{OVERRIDES}.*.Name",
            "SizeRestrictions_BODY",
            "CrossSiteScripting_QUERYARGUMENTS",
        ),
        demanded(
            "AWS::WAFv2::WebACL", f"{OVERRIDES}.*.ActionToUse", {"Allow": {}}, {"Captcha": {}}
        ),
    ),
    "API-8": (
        demanded("AWS::ApiGateway::RestApi", "Properties.SecurityPolicy", "TLS_1_0"),
        demanded("AWS::ApiGateway::RestApi", "Properties.EndpointAccessMode", "BASIC"),
    ),
    "API-9": (
        tempted("AWS::ApiGateway::Deployment", "Properties.StageName", "open", "stage-two-dev"),
        tempted("AWS::ApiGateway::Deployment", "Properties.StageDescription", {}),
    ),
    "API-10": (
        tempted("AWS::ApiGateway::RestApi", "Properties.Body", {"paths": {"/open": {"get": {}}}}),
        tempted("AWS::ApiGateway::RestApi", "Properties.BodyS3Location", {"Bucket": "elsewhere"}),
        tempted("AWS::ApiGateway::RestApi", "Properties.CloneFrom", "abc"),
    ),
    "API-11": (
        demanded("AWS::ApiGateway::Method", "Properties.Integration"),
        *(
            demanded("AWS::ApiGateway::Method", f"Properties.Integration.{name}", *wrong)
            for name, wrong in (
                ("Type", ("AWS_PROXY", "MOCK")),
                ("ConnectionType", ("INTERNET",)),
                ("ConnectionId", ("abc", ELSEWHERE)),
                ("IntegrationTarget", (LITERAL_KEY, ELSEWHERE)),
                ("Uri", ("http://evil.example", {"Fn::Sub": "http://${Elsewhere.DNSName}/"})),
            )
        ),
        removed("AWS::ApiGatewayV2::VpcLink"),
    ),
    "API-12": (
        let_past,
        demanded(
            "AWS::WAFv2::WebACL",
            "Properties.Rules.0",
            {"Name": "open", "Action": {"Allow": {}}, "Statement": {"GeoMatchStatement": {}}},
            ways=UNSEEN,
        ),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.Action", {"Allow": {}}, {"Count": {}}),
        demanded("AWS::WAFv2::WebACL", "Properties.Rules.*.OverrideAction", {"Count": {}}),
        tempted(
            "AWS::WAFv2::WebACL",
            OVERRIDES,
            [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Allow": {}}}],
        ),
    ),
    "API-13": tuple(
        demanded("AWS::WAFv2::WebACL", f"Properties.{place}SampledRequestsEnabled", True, "false")
        for place in ("VisibilityConfig.", "Rules.*.VisibilityConfig.")
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
