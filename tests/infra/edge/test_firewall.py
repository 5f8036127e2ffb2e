from __future__ import annotations

from tests.infra.edge.test_authorizer import key_headers
from tests.infra.rendered import Rendered

LOG_GROUP = "aws-waf-logs-web-acl-dev"


def test_rules_limit_addresses_and_known_attacks(stack: Rendered) -> None:
    acl = stack.resource("AWS::WAFv2::WebACL", "web-acl-dev")
    assert (acl["Scope"], acl["DefaultAction"]) == ("REGIONAL", {"Allow": {}})
    rate, common, bad_inputs = (each["Statement"] for each in acl["Rules"])
    assert acl["Rules"][0]["Action"] == {"Block": {}}
    assert rate == {
        "RateBasedStatement": {
            "AggregateKeyType": "IP",
            "Limit": 60_000,
            "EvaluationWindowSec": 300,
        }
    }
    assert [each["ManagedRuleGroupStatement"] for each in (common, bad_inputs)] == [
        {
            "VendorName": "AWS",
            "Name": "AWSManagedRulesCommonRuleSet",
            # A client need not name itself, and may ask for the key of a video in Japanese.
            "RuleActionOverrides": [
                {"Name": name, "ActionToUse": {"Count": {}}}
                for name in ("NoUserAgent_HEADER", "SizeRestrictions_QUERYSTRING")
            ],
        },
        {"VendorName": "AWS", "Name": "AWSManagedRulesKnownBadInputsRuleSet"},
    ]
    # Whoever counts instead of blocking protects nothing.
    assert [each.get("OverrideAction") for each in acl["Rules"][1:]] == [{"None": {}}] * 2


def test_no_sample_of_requests_shows_a_key(stack: Rendered) -> None:
    acl = stack.resource("AWS::WAFv2::WebACL", "web-acl-dev")
    for visible in (acl, *acl["Rules"]):
        assert visible["VisibilityConfig"]["SampledRequestsEnabled"] is False


def test_stands_before_the_stage(stack: Rendered) -> None:
    association = stack.resource("AWS::WAFv2::WebACLAssociation")
    assert association["WebACLArn"] == "${web-acl-dev.Arn}"
    assert association["ResourceArn"].endswith("/restapis/${rest-api-dev}/stages/${stage-dev}")


def test_logs_without_the_key(stack: Rendered) -> None:
    logging = stack.resource("AWS::WAFv2::LoggingConfiguration")
    (destination,) = logging["LogDestinationConfigs"]
    assert destination.endswith(f":log-group:${{{LOG_GROUP}}}")
    redacted = {field["SingleHeader"]["Name"] for field in logging["RedactedFields"]}
    assert redacted == {name.lower() for name in key_headers(stack)}
