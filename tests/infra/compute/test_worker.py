from __future__ import annotations

from typing import Any

import pytest

from tests.infra.compute.test_service import containers, statements
from tests.infra.rendered import Rendered
from tests.synthesis import template

ALLOW = {"Effect": "Allow"}
BUCKET = "${bucket-ingest-${AWS::AccountId}-${AWS::Region}-dev.Arn}"


def scaling(stack: Rendered) -> dict[str, Any]:
    policy = stack.resource(
        "AWS::ApplicationAutoScaling::ScalingPolicy", "scaling-policy-worker-backlog-dev"
    )
    found: dict[str, Any] = policy["TargetTrackingScalingPolicyConfiguration"]
    return found


def test_scales_on_the_backlog_of_each_running_task(stack: Rendered) -> None:
    metrics = scaling(stack)["CustomizedMetricSpecification"]["Metrics"]
    told = [
        (
            each["Id"],
            each["MetricStat"]["Metric"]["Namespace"],
            each["MetricStat"]["Metric"]["MetricName"],
            {d["Name"]: d["Value"] for d in each["MetricStat"]["Metric"]["Dimensions"]},
            each["ReturnData"],
        )
        for each in metrics[:-1]
    ]
    queue = {"QueueName": "${queue-ingest-dev.QueueName}"}
    service = {"ClusterName": "${cluster-dev}", "ServiceName": "${service-worker-dev.Name}"}
    assert told == [
        ("visible", "AWS/SQS", "ApproximateNumberOfMessagesVisible", queue, False),
        ("in_flight", "AWS/SQS", "ApproximateNumberOfMessagesNotVisible", queue, False),
        ("running", "ECS/ContainerInsights", "RunningTaskCount", service, False),
    ]
    assert metrics[-1] == {
        "Id": "backlog_per_task",
        "Label": "Backlog per running task",
        "Expression": "(visible + in_flight) / IF(running < 1, 1, running)",
        "ReturnData": True,
    }


def test_target_grows_with_what_a_task_keeps_in_flight() -> None:
    targets = [
        scaling(Rendered(template(workerConcurrency=each)))["TargetValue"] for each in ("1", "8")
    ]
    assert targets == [0.5, 4]


@pytest.mark.parametrize(
    ("minimum", "concurrency", "maximum", "files"), [("1", "4", "4", 800), ("2", "8", "50", 3200)]
)
def test_a_burst_starts_all_tasks_after_a_minute(
    minimum: str, concurrency: str, maximum: str, files: int
) -> None:
    stack = Rendered(
        template(workerMinimum=minimum, workerConcurrency=concurrency, workerMaximum=maximum)
    )
    (target,) = (
        name
        for name, each in stack.resources("AWS::ApplicationAutoScaling::ScalableTarget").items()
        if "service-worker-dev" in each["ResourceId"]
    )
    policy = stack.resource(
        "AWS::ApplicationAutoScaling::ScalingPolicy", "scaling-policy-worker-burst-dev"
    )
    assert policy == {
        "PolicyName": "scaling-policy-worker-burst-dev",
        "PolicyType": "StepScaling",
        "ScalingTargetId": f"${{{target}}}",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ChangeInCapacity",
            "Cooldown": 60,
            "MetricAggregationType": "Maximum",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": int(maximum)}],
        },
    }
    alarms = stack.resources("AWS::CloudWatch::Alarm").values()
    (alarm,) = (each for each in alarms if each["AlarmName"] == "alarm-worker-burst-dev")
    assert alarm == {
        "AlarmName": "alarm-worker-burst-dev",
        "AlarmDescription": "Many videos came at once: tasks are started, nobody has to act.",
        "AlarmActions": ["${scaling-policy-worker-burst-dev}"],
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{"Name": "QueueName", "Value": "${queue-ingest-dev.QueueName}"}],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": files,
        "TreatMissingData": "notBreaching",
    }


def test_number_of_tasks_stays_within_the_settings() -> None:
    stack = Rendered(template(workerMinimum="3", workerMaximum="9"))
    (target,) = (
        each
        for each in stack.resources("AWS::ApplicationAutoScaling::ScalableTarget").values()
        if "service-worker-dev" in each["ResourceId"]
    )
    assert target == {
        "MinCapacity": 3,
        "MaxCapacity": 9,
        "ResourceId": "service/${cluster-dev}/${service-worker-dev.Name}",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ServiceNamespace": "ecs",
    }


def test_task_may_do_what_its_work_needs() -> None:
    own_tasks = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task/${cluster-dev}/*"
    protection, secret, key, *rest = statements(Rendered(template()), "worker-task")
    assert protection == ALLOW | {
        "Action": ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
        "Resource": own_tasks,
    }
    assert secret["Action"] == "secretsmanager:GetSecretValue"
    assert secret["Resource"].startswith("${DatabaseSecretAttachment")
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert rest == [
        ALLOW | {"Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": f"{BUCKET}/*"},
        ALLOW | {"Action": "s3:ListBucket", "Resource": BUCKET},
        ALLOW
        | {
            "Action": ["s3:AbortMultipartUpload", "s3:PutObject"],
            "Resource": f"{BUCKET}/exports/*",
        },
        ALLOW
        | {
            "Action": [
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
                "sqs:SendMessage",
            ],
            "Resource": ["${queue-dead-letter-dev.Arn}", "${queue-ingest-dev.Arn}"],
        },
    ]


def test_endpoint_of_s3_passes_what_the_worker_reads_and_exports(stack: Rendered) -> None:
    endpoint = stack.resource("AWS::EC2::VPCEndpoint", "com.amazonaws.${AWS::Region}.s3")
    own = [
        (each["Action"], each["Resource"], each["Condition"])
        for each in endpoint["PolicyDocument"]["Statement"]
        if each.get("Sid") != "ImageLayers"
    ]
    condition = {"StringEquals": {"aws:PrincipalAccount": "${AWS::AccountId}"}}
    assert own == [
        (["s3:GetObject", "s3:GetObjectVersion"], f"{BUCKET}/*", condition),
        ("s3:ListBucket", BUCKET, condition),
        (["s3:AbortMultipartUpload", "s3:PutObject"], f"{BUCKET}/exports/*", condition),
    ]


@pytest.mark.parametrize("mounted", ["true", "false"])
def test_scratch_directory_is_a_volume(mounted: str) -> None:
    stack = Rendered(template(mountScratch=mounted))
    definition = stack.resource("AWS::ECS::TaskDefinition", "task-definition-worker-dev")
    worker = containers(stack, "worker")["worker"]
    assert worker["MountPoints"] == [
        {"ContainerPath": "/scratch", "SourceVolume": "scratch", "ReadOnly": False}
    ]
    assert {"Name": "SCRATCH_DIRECTORY", "Value": "/scratch"} in worker["Environment"]
    (volume,) = definition["Volumes"]
    assert volume["Name"] == "scratch"
    assert ("EFSVolumeConfiguration" in volume) is (mounted == "true")


def test_file_system_is_mounted_over_tls_by_role_and_access_point() -> None:
    stack = Rendered(template(mountScratch="true"))
    definition = stack.resource("AWS::ECS::TaskDefinition", "task-definition-worker-dev")
    (access_point,) = stack.resources("AWS::EFS::AccessPoint")
    (file_system,) = stack.resources("AWS::EFS::FileSystem")
    mount = definition["Volumes"][0]["EFSVolumeConfiguration"]
    assert mount["TransitEncryption"] == "ENABLED"
    assert mount["AuthorizationConfig"] == {
        "AccessPointId": f"${{{access_point}}}",
        "IAM": "ENABLED",
    }
    grant = statements(stack, "worker-task")[-1]
    assert grant["Action"] == ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    assert grant["Resource"] == f"${{{file_system}.Arn}}"
    assert grant["Condition"]["StringEquals"]["elasticfilesystem:AccessPointArn"].endswith(
        f":access-point/${{{access_point}}}"
    )


@pytest.mark.parametrize("mounted", ["true", "false"])
def test_file_system_is_reached_only_where_it_is_mounted(mounted: str) -> None:
    stack = Rendered(template(mountScratch=mounted))
    nfs = [
        each["SourceSecurityGroupId"]
        for each in stack.resources("AWS::EC2::SecurityGroupIngress").values()
        if each["FromPort"] == 2049
    ]
    assert nfs == (["${security-group-worker-dev.GroupId}"] if mounted == "true" else [])
