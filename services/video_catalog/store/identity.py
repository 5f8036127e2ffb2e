"""What a video's record is called, and which of two events of one object is newer."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5


def video_id(bucket: str, key: str) -> UUID:
    """The record's id: the same for every version of the object."""
    return uuid5(NAMESPACE_URL, f"s3://{bucket}/{key}")


def order(sequencer: str | None) -> str:
    """A sequencer in a form that sorts as S3 orders events of one key, byte by byte.

    Sequencers differ in length: the shorter is padded with zeros at its right
    (https://repost.aws/knowledge-center/s3-duplicate-sqs-messages), so zeros there mean nothing.
    An event without one is older than all.
    """
    return (sequencer or "").upper().rstrip("0")
