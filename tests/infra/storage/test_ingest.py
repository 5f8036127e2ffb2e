from __future__ import annotations

from typing import Any

import pytest

from tests.synthesis import only, properties_by, resources, template


@pytest.fixture
def stack() -> dict[str, Any]:
    return template()


def bucket(stack: dict[str, Any], role: str) -> dict[str, Any]:
    (found,) = (
        properties
        for name, properties in properties_by(stack, "AWS::S3::Bucket", "BucketName").items()
        if role in name
    )
    return found


def test_bucket_tells_eventbridge_without_a_custom_resource(stack: dict[str, Any]) -> None:
    assert bucket(stack, "ingest")["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    assert resources(stack, "Custom::S3BucketNotifications") == {}


def test_bucket_keeps_versions_and_clears_what_is_left_behind(stack: dict[str, Any]) -> None:
    ingest = bucket(stack, "ingest")
    assert ingest["VersioningConfiguration"] == {"Status": "Enabled"}
    assert ingest["LifecycleConfiguration"]["Rules"] == [
        {
            "Id": "housekeeping",
            "Status": "Enabled",
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
            "ExpiredObjectDeleteMarker": True,
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        }
    ]


def test_access_to_the_bucket_is_logged(stack: dict[str, Any]) -> None:
    (log_bucket,) = (
        logical_id
        for logical_id, each in resources(stack, "AWS::S3::Bucket").items()
        if "access-logs" in str(each["Properties"]["BucketName"])
    )
    assert bucket(stack, "ingest")["LoggingConfiguration"] == {
        "DestinationBucketName": {"Ref": log_bucket},
        "LogFilePrefix": "ingest/",
    }


def test_rule_takes_every_way_of_creation_and_deletion(stack: dict[str, Any]) -> None:
    (ingest,) = (
        logical_id
        for logical_id, each in resources(stack, "AWS::S3::Bucket").items()
        if "-ingest-" in str(each["Properties"]["BucketName"])
    )
    assert only(stack, "AWS::Events::Rule")["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created", "Object Deleted"],
        "detail": {
            "bucket": {"name": [{"Ref": ingest}]},
            # Archives of the catalogue.
            "object": {"key": [{"anything-but": {"prefix": "exports/"}}]},
        },
    }


def test_what_nobody_can_process_or_deliver_ends_in_the_dead_letter_queue(
    stack: dict[str, Any],
) -> None:
    queues = resources(stack, "AWS::SQS::Queue")
    ids = {each["Properties"]["QueueName"]: logical_id for logical_id, each in queues.items()}
    dead_letters = {"Fn::GetAtt": [ids["queue-dead-letter-dev"], "Arn"]}
    ingest = queues[ids["queue-ingest-dev"]]["Properties"]
    assert ingest["RedrivePolicy"] == {
        "deadLetterTargetArn": dead_letters,
        "maxReceiveCount": 5,
    }
    (target,) = only(stack, "AWS::Events::Rule")["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": dead_letters}
    assert target["Arn"] == {"Fn::GetAtt": [ids["queue-ingest-dev"], "Arn"]}


def test_only_the_ingest_queue_may_use_the_dead_letter_queue(stack: dict[str, Any]) -> None:
    dead_letters = properties_by(stack, "AWS::SQS::Queue", "QueueName")["queue-dead-letter-dev"]
    policy = dead_letters["RedriveAllowPolicy"]
    assert policy["redrivePermission"] == "byQueue"
    (source,) = policy["sourceQueueArns"]
    assert source["Fn::Join"][1][-1] == ":queue-ingest-dev"
