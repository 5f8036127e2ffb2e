from __future__ import annotations

from typing import Any

import pytest

from tests.synthesis import PROFILES, only, properties_by, resources, template

ALARM = "AWS::CloudWatch::Alarm"

TABLE: tuple[tuple[str, str, str, float, str], ...] = (
    (
        "queue-age",
        "AWS/SQS ApproximateAgeOfOldestMessage",
        "GreaterThanThreshold",
        900,
        "notBreaching",
    ),
    (
        "dead-letters",
        "AWS/SQS ApproximateNumberOfMessagesVisible",
        "GreaterThanThreshold",
        0,
        "notBreaching",
    ),
    ("database-cpu", "AWS/RDS CPUUtilization", "GreaterThanThreshold", 80, "breaching"),
    (
        "database-storage",
        "AWS/RDS FreeStorageSpace",
        "LessThanThreshold",
        2 * 1024**3,
        "breaching",
    ),
    (
        "database-connections",
        "AWS/RDS DatabaseConnections",
        "GreaterThanThreshold",
        92,
        "breaching",
    ),
    ("cache-memory", "MAX([node1, node2])", "GreaterThanThreshold", 90, "missing"),
    ("cache-evictions", "MAX([node1, node2])", "GreaterThanThreshold", 1000, "missing"),
    ("api-errors", "AWS/ApiGateway 5XXError", "GreaterThanThreshold", 0.01, "notBreaching"),
    ("api-latency", "AWS/ApiGateway Latency", "GreaterThanThreshold", 1000, "notBreaching"),
    (
        "worker-tasks",
        "ECS/ContainerInsights RunningTaskCount",
        "LessThanThreshold",
        1,
        "breaching",
    ),
    ("api-tasks", "ECS/ContainerInsights RunningTaskCount", "LessThanThreshold", 2, "breaching"),
    (
        "worker-burst",
        "AWS/SQS ApproximateNumberOfMessagesVisible",
        "GreaterThanOrEqualToThreshold",
        800,
        "notBreaching",
    ),
    ("rotation-errors", "AWS/Lambda Errors", "GreaterThanThreshold", 0, "notBreaching"),
)
BURST = "alarm-worker-burst-dev"
"""It scales: nobody has to act."""


def watched(alarm: dict[str, Any]) -> str:
    if "Metrics" in alarm:
        (expression,) = (each for each in alarm["Metrics"] if "Expression" in each)
        return str(expression["Expression"])
    return f"{alarm['Namespace']} {alarm['MetricName']}"


def test_what_is_alarmed_on() -> None:
    alarms = properties_by(template(), ALARM, "AlarmName")
    assert {
        (
            name.removeprefix("alarm-").removesuffix("-dev"),
            watched(alarm),
            alarm["ComparisonOperator"],
            alarm["Threshold"],
            alarm["TreatMissingData"],
        )
        for name, alarm in alarms.items()
    } == set(TABLE)


def test_alarm_on_rotation_watches_its_function() -> None:
    stack = template()
    alarm = properties_by(stack, ALARM, "AlarmName")["alarm-rotation-errors-dev"]
    functions = {
        logical_id: each["Properties"]["FunctionName"]
        for logical_id, each in resources(stack, "AWS::Lambda::Function").items()
    }
    (dimension,) = alarm["Dimensions"]
    assert dimension["Name"] == "FunctionName"
    assert functions[dimension["Value"]["Ref"]] == "function-rotation-dev"
    assert (alarm["Statistic"], alarm["EvaluationPeriods"]) == ("Sum", 1)


def test_every_node_of_the_cache_is_watched() -> None:
    alarm = properties_by(template(cacheNodes="3"), ALARM, "AlarmName")["alarm-cache-memory-dev"]
    nodes = [
        each["MetricStat"]["Metric"]["Dimensions"][0]["Value"]
        for each in alarm["Metrics"]
        if "MetricStat" in each
    ]
    assert nodes == ["cache-dev-001", "cache-dev-002", "cache-dev-003"]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_alarm_to_act_on_tells_the_encrypted_topic(profile: str) -> None:
    stack = template(profile=profile)
    (topic,) = resources(stack, "AWS::SNS::Topic")
    (key,) = resources(stack, "AWS::KMS::Key")
    assert only(stack, "AWS::SNS::Topic")["KmsMasterKeyId"] == {"Fn::GetAtt": [key, "Arn"]}
    alarms = properties_by(stack, ALARM, "AlarmName")
    (policy,) = (
        name
        for name, each in resources(stack, "AWS::ApplicationAutoScaling::ScalingPolicy").items()
        if each["Properties"]["PolicyType"] == "StepScaling"
    )
    assert alarms.pop(BURST)["AlarmActions"] == [{"Ref": policy}]
    for alarm in alarms.values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]
        assert alarm["OKActions"] == [{"Ref": topic}]


def test_alarms_may_publish_to_the_topic() -> None:
    statements = only(template(), "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
    (allowed,) = (each for each in statements if each["Effect"] == "Allow")
    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allowed["Action"] == "sns:Publish"
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}


def test_limit_of_connections_is_what_the_alarm_watches() -> None:
    stack = template(workerMaximum="20", apiMaximum="10")
    parameters = only(stack, "AWS::RDS::DBParameterGroup")["Parameters"]
    alarm = properties_by(stack, ALARM, "AlarmName")["alarm-database-connections-dev"]
    assert parameters["max_connections"] == "340"
    assert alarm["Threshold"] == 272
