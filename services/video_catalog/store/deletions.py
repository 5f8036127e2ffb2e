"""Which versions of an object were deleted for good, as `newest_event.deleted_versions` has them.

A version's id is never used again but for `null`, which every upload has while a bucket keeps no
versions: a deletion of it takes away what was uploaded before, and nothing after.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/AddingObjectstoVersionSuspendedBuckets.html
"""

from __future__ import annotations

from video_catalog.events import UNVERSIONED


def deletion(version_id: str, sequencer: str) -> str:
    """What is known of a version that was deleted for good.

    Args:
        version_id: S3's.
        sequencer: of the deletion, as `order` has it.
    """
    return f"{UNVERSIONED} {sequencer}" if version_id == UNVERSIONED else version_id


def is_deleted(version_id: str, sequencer: str, deletions: str) -> str:
    """A test in SQL: whether a version is among those that were deleted for good.

    Args:
        version_id: of the version, in SQL.
        sequencer: of its creation, in SQL.
        deletions: what is known, in SQL.
    """
    return f"""\
CASE WHEN {version_id} = '{UNVERSIONED}' THEN EXISTS (
    SELECT FROM unnest({deletions}) AS each
    WHERE each ^@ '{UNVERSIONED} ' AND each COLLATE "C" > '{UNVERSIONED} ' || {sequencer})
ELSE coalesce({version_id} = ANY ({deletions}), false) END"""
