from __future__ import annotations

import re

import pytest

from tests.infra.rendered import Rendered

LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"


def test_is_internal_in_two_zones(stack: Rendered) -> None:
    found = stack.resource(LOAD_BALANCER, "load-balancer-dev")
    assert (found["Scheme"], found["Type"]) == ("internal", "application")
    assert len(set(found["Subnets"])) == 2


def test_takes_well_formed_requests_and_logs_them(stack: Rendered) -> None:
    attributes = stack.resource(LOAD_BALANCER)["LoadBalancerAttributes"]
    assert {each["Key"]: each["Value"] for each in attributes} == {
        "access_logs.s3.bucket": "${bucket-access-logs-${AWS::AccountId}-${AWS::Region}-dev}",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.prefix": "load-balancer",
        "deletion_protection.enabled": "false",
        "routing.http.desync_mitigation_mode": "defensive",
        "routing.http.drop_invalid_header_fields.enabled": "true",
    }


def test_bucket_admits_its_logs_before_it_exists(stack: Rendered) -> None:
    (policy,) = (
        name
        for name, properties in stack.resources("AWS::S3::BucketPolicy").items()
        if "access-logs" in properties["Bucket"]
    )
    assert policy in stack.depends_on(LOAD_BALANCER, "load-balancer-dev")
    statements = stack.resource("AWS::S3::BucketPolicy", policy)["PolicyDocument"]["Statement"]
    (delivery,) = (each for each in statements if each.get("Sid") == "LoadBalancerLogs")
    assert delivery["Resource"].endswith("/load-balancer/AWSLogs/${AWS::AccountId}/*")
    assert "Condition" not in delivery


def test_only_the_entry_reaches_it(stack: Rendered) -> None:
    admitted = [
        (each["SourceSecurityGroupId"], each["FromPort"], each["ToPort"])
        for each in stack.resources("AWS::EC2::SecurityGroupIngress").values()
        if each["GroupId"] == "${security-group-load-balancer-dev.GroupId}"
    ]
    assert admitted == [("${security-group-vpc-link-dev.GroupId}", 80, 80)]


def test_only_it_reaches_the_api(stack: Rendered) -> None:
    admitted = [
        (each["SourceSecurityGroupId"], each["FromPort"])
        for each in stack.resources("AWS::EC2::SecurityGroupIngress").values()
        if each["GroupId"] == "${security-group-api-dev.GroupId}"
    ]
    assert admitted == [("${security-group-load-balancer-dev.GroupId}", 8080)]


def test_sends_to_tasks_that_are_ready(stack: Rendered) -> None:
    group = stack.resource("AWS::ElasticLoadBalancingV2::TargetGroup", "target-group-dev")
    expected = {
        "TargetType": "ip",
        "HealthCheckPath": "/ready",
        "Matcher": {"HttpCode": "200"},
        "HealthCheckIntervalSeconds": 15,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 3,
    }
    assert {key: group.get(key) for key in expected} == expected
    attributes = {each["Key"]: each["Value"] for each in group["TargetGroupAttributes"]}
    assert attributes["deregistration_delay.timeout_seconds"] == "30"
    assert attributes["slow_start.duration_seconds"] == "30"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/stage-dev/videos", "/videos"),
        ("/stage-dev/videos/popular", "/videos/popular"),
        ("/stage-dev/videos/stage-dev/reprocess", "/videos/stage-dev/reprocess"),
    ],
)
def test_takes_the_stage_off_the_path(stack: Rendered, path: str, expected: str) -> None:
    rule = stack.resource(RULE)
    (condition,) = rule["Conditions"]
    (pattern,) = condition["PathPatternConfig"]["Values"]
    assert path.startswith(pattern.removesuffix("*"))
    (transform,) = rule["Transforms"]
    (rewrite,) = transform["UrlRewriteConfig"]["Rewrites"]
    assert re.sub(rewrite["Regex"], rewrite["Replace"].replace("$1", r"\1"), path) == expected
    assert rule["Actions"] == [{"Type": "forward", "TargetGroupArn": "${target-group-dev}"}]


def test_path_without_the_stage_goes_through_as_it_is(stack: Rendered) -> None:
    listener = stack.resource("AWS::ElasticLoadBalancingV2::Listener")
    assert listener["DefaultActions"] == [
        {"Type": "forward", "TargetGroupArn": "${target-group-dev}"}
    ]
