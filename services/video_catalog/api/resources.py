"""What the API answers with: JSON documents and their schemas."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from video_catalog.api import cursor, problems
from video_catalog.api.schema import REFERENCES, Schema, object_schema, schema_of
from video_catalog.metadata import VideoMetadata
from video_catalog.store import Video

NAMES: Final = tuple(field.name for field in fields(Video))
TAG_LENGTH: Final = 16


def summary(video: Video) -> dict[str, Any]:
    """A record as lists have it."""
    document = {name: getattr(video, name) for name in NAMES}
    document["id"] = str(video.id)
    for name in ("created_at", "updated_at"):
        document[name] = document[name].isoformat()
    return document


def video_body(video: Video, probe: str | None) -> bytes:
    """A record with all that its probe found, which is JSON already."""
    document = json.dumps(summary(video), ensure_ascii=False)
    return f'{document[:-1]}, "metadata": {probe or "null"}}}'.encode()


def page_body(videos: Sequence[Video], next_cursor: str | None) -> bytes:
    """A page; whoever read the last knows it by the cursor, which is null."""
    document = {"items": [summary(each) for each in videos], "next_cursor": next_cursor}
    return json.dumps(document, ensure_ascii=False).encode()


def popular_body(videos: Sequence[tuple[float, Video]]) -> bytes:
    """The list of those that are asked for most."""
    items = [{"score": score, "video": summary(video)} for score, video in videos]
    return json.dumps({"items": items}, ensure_ascii=False).encode()


def tag(body: bytes) -> bytes:
    """What tells one body from another, in `TAG_LENGTH` characters."""
    return hashlib.blake2b(body, digest_size=TAG_LENGTH // 2).hexdigest().encode()


def schemas() -> dict[str, Schema]:
    """The schemas of all documents, by name."""
    components: dict[str, Schema] = {}
    record = object_schema(Video, components)
    record["required"] = list(NAMES)
    reference = schema_of(VideoMetadata, components)
    # What an older probe did not know is absent until the video is probed again.
    components["VideoSummary"] = {**record, "title": "A record as lists have it"}
    components["Video"] = {
        **record,
        "title": "A record with all that its probe found",
        "required": [*NAMES, "metadata"],
        "properties": {
            **record["properties"],
            "metadata": {"anyOf": [reference, {"type": "null"}]},
        },
    }
    item = {"$ref": f"{REFERENCES}VideoSummary"}
    components["VideoPage"] = _object(
        items={"type": "array", "items": item},
        next_cursor={
            "type": ["string", "null"],
            "pattern": cursor.PATTERN,
            "description": "For the next page; null on the last.",
        },
    )
    score = {
        "type": "number",
        "description": "Requests for the video, of which half are forgotten every day.",
    }
    components["PopularVideos"] = _object(
        items={"type": "array", "items": _object(score=score, video=item)}
    )
    components["Queued"] = _object(
        id={"type": "string", "format": "uuid"}, status={"type": "string", "enum": ["queued"]}
    )
    components["Health"] = _object(status={"type": "string", "enum": ["ok"]})
    components["Problem"] = dict(problems.SCHEMA)
    return components


def record_format() -> bytes:
    """Changes when a record is shown otherwise: caches must not serve what another release put."""
    return tag(json.dumps(schemas(), sort_keys=True).encode())[:8]


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}
