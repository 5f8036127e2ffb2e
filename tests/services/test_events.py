from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from local.servers import Emulator
from video_catalog.events import Event, Kind, MalformedMessageError, body, parse

CREATED: dict[str, Any] = {
    # As S3 and EventBridge write it:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    "version": "0",
    "id": "17793124-05d4-b198-2fde-7ededc63b103",
    "detail-type": "Object Created",
    "source": "aws.s3",
    "account": "111122223333",
    "time": "2021-11-12T00:00:00Z",
    "region": "ca-central-1",
    "resources": ["arn:aws:s3:::amzn-s3-demo-bucket1"],
    "detail": {
        "version": "0",
        "bucket": {"name": "amzn-s3-demo-bucket1"},
        "object": {
            "key": "folder/a+b c%20d.mp4",
            "size": 5,
            "etag": "b1946ac92492d2347c6235b4d2611184",
            "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
            "sequencer": "617f08299329d189",
        },
        "request-id": "N4N7GDK58NMKJ12R",
        "requester": "123456789012",
        "source-ip-address": "1.2.3.4",
        "reason": "CompleteMultipartUpload",
    },
}
DELETED: dict[str, Any] = {
    "detail-type": "Object Deleted",
    "source": "aws.s3",
    "detail": {
        "bucket": {"name": "bucket"},
        "object": {"key": "key", "version-id": "marker", "sequencer": "617f08299329d18a"},
        "reason": "DeleteObject",
        "deletion-type": "Delete Marker Created",
    },
}


def changed(path: str, value: object) -> str:
    """The event of a created object with one member changed, as `detail.object.key`."""
    document = json.loads(json.dumps(CREATED))
    *parents, name = path.split(".")
    inner = document
    for parent in parents:
        inner = inner[parent]
    inner[name] = value
    return json.dumps(document)


def test_reads_a_created_object() -> None:
    assert parse(json.dumps(CREATED)) == Event(
        kind=Kind.CREATED,
        bucket="amzn-s3-demo-bucket1",
        key="folder/a+b c%20d.mp4",
        version_id="IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
        etag="b1946ac92492d2347c6235b4d2611184",
        size=5,
        sequencer="617f08299329d189",
        reason="CompleteMultipartUpload",
    )


def test_reads_a_deleted_object() -> None:
    assert parse(json.dumps(DELETED)) == Event(
        kind=Kind.DELETED,
        bucket="bucket",
        key="key",
        version_id="marker",
        sequencer="617f08299329d18a",
        reason="DeleteObject",
        leaves_marker=True,
    )


@pytest.mark.parametrize(
    ("detail_type", "reason", "is_expiry"),
    [
        ("Object Deleted", "Lifecycle Expiration", True),
        ("Object Deleted", "DeleteObject", False),
        ("Object Created", "Lifecycle Expiration", False),
    ],
)
def test_tells_an_expiry_from_a_deletion(detail_type: str, reason: str, *, is_expiry: bool) -> None:
    document = {**CREATED, "detail-type": detail_type}
    document["detail"] = {**CREATED["detail"], "reason": reason}
    assert parse(json.dumps(document)).is_expiry == is_expiry


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "Body: Expecting value", id="empty"),
        pytest.param("not JSON", "Body: Expecting value", id="no JSON"),
        pytest.param("[" * 100_000, "Body: .*recursion", id="deep"),
        pytest.param("[]", "detail-type: looked for in list; expected a JSON object", id="list"),
        pytest.param("null", "detail-type: looked for in NoneType", id="null"),
        pytest.param("{}", "detail-type: absent or empty; expected str", id="nothing"),
        pytest.param(
            changed("detail-type", "Object Restored"),
            "'Object Restored'; expected one of 'Object Created', 'Object Deleted', 'Reprocess",
            id="another event",
        ),
        pytest.param(
            changed("source", "video-catalog"),
            "source: 'video-catalog'; expected 'aws.s3' for 'Object Created'",
            id="another source",
        ),
        pytest.param(changed("detail", "x"), "detail: str 'x'; expected dict", id="no detail"),
        pytest.param(changed("detail.bucket", {}), "name: absent or empty", id="no bucket"),
        pytest.param(changed("detail.object.key", ""), "key: absent or empty", id="no key"),
        pytest.param(changed("detail.object.key", 5), "key: int 5; expected str", id="key"),
        pytest.param(changed("detail.object.size", "5"), "size: str '5'; expected int", id="size"),
        pytest.param(
            changed("detail.object.size", value=False), "size: bool", id="size is a truth"
        ),
        pytest.param(changed("detail.object.etag", 1), "etag: int 1; expected str", id="etag"),
        pytest.param(
            changed("detail.object.key", "a\0.mp4"),
            r"key: 'a\\x00.mp4'; expected text",
            id="U+0000",
        ),
        pytest.param(
            changed("detail.object.version-id", "\ud800"),
            r"version-id: '\\ud800'; expected text",
            id="half of a character",
        ),
        pytest.param(
            changed("detail.object.size", 2**63),
            "size: 9223372036854775808; expected a number of bytes",
            id="size of no object",
        ),
        pytest.param(
            changed("detail.object.size", -1), "size: -1; expected a number", id="less than nothing"
        ),
        pytest.param(
            changed("detail.object.size", 5).replace(": 5", ": " + 5000 * "5"),
            "Body: Exceeds the limit",
            id="endless number",
        ),
    ],
)
def test_says_what_is_wrong_with_a_message(text: str, says: str) -> None:
    with pytest.raises(MalformedMessageError, match=says):
        parse(text)


TEXT = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=20)
EVENTS = st.builds(
    Event,
    kind=st.sampled_from(Kind),
    bucket=TEXT,
    key=TEXT,
    version_id=st.none() | TEXT,
    etag=st.none() | TEXT,
    size=st.none() | st.integers(0, 5 * 2**40),
    sequencer=st.none() | TEXT,
    reason=st.none() | TEXT,
    leaves_marker=st.booleans(),
)


@given(event=EVENTS)
def test_writes_what_it_reads(event: Event) -> None:
    assert parse(body(event)) == event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    text=st.text()
    | JSON.map(json.dumps)
    | st.builds(changed, st.sampled_from(["detail", "detail.object", "detail.bucket"]), JSON)
)
def test_ends_in_an_event_or_an_error(text: str) -> None:
    try:
        event = parse(text)
    except MalformedMessageError:
        return
    assert event.bucket
    assert event.key


def test_reads_what_the_bucket_and_the_rule_send(aws: Emulator) -> None:
    s3, sqs, events = (aws.client(name) for name in ("s3", "sqs", "events"))
    url = sqs.create_queue(QueueName="ingest")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    s3.create_bucket(
        Bucket="ingest", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    s3.put_bucket_notification_configuration(
        Bucket="ingest", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created", "Object Deleted"]}
    events.put_rule(Name="ingest", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="ingest", Targets=[{"Id": "queue", "Arn": attributes["QueueArn"]}])
    s3.put_object(Bucket="ingest", Key="a b/é.mp4", Body=b"video")
    s3.delete_object(Bucket="ingest", Key="a b/é.mp4")
    received: list[Event] = []
    while len(received) < 2:
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10)["Messages"]
        for message in messages:
            received.append(parse(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert {(each.kind, each.bucket, each.key) for each in received} == {
        (Kind.CREATED, "ingest", "a b/é.mp4"),
        (Kind.DELETED, "ingest", "a b/é.mp4"),
    }
