"""What of a probe stands in columns of its own, because it is filtered by."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from video_catalog.metadata import VideoMetadata, as_data


def columns(metadata: VideoMetadata) -> dict[str, Any]:
    """Values by column; frame rates a second, durations in seconds, both as floats."""
    main = next(stream for stream in metadata.video if stream.index == metadata.main_video)
    return {
        "container": metadata.container,
        "codec": main.codec,
        "hdr": main.hdr,
        "width": main.width,
        "height": main.height,
        "frame_rate": _float(main.average_frame_rate),
        "duration": _float(metadata.duration),
        "probe": json.dumps(storable(as_data(metadata))),
    }


def has_container(names: str) -> str:
    """A test in SQL: whether a record's container is called so, among other names.

    FFmpeg names a demuxer by all containers that it reads, as `mov,mp4,m4a,3gp,3g2,mj2`.

    Args:
        names: FFmpeg's, parted by commas, in SQL.
    """
    return f"string_to_array(container, ',') @> string_to_array({names}, ',')"


def storable(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The JSON without what jsonb can't hold: U+0000 and lone surrogates become U+FFFD.

    https://www.postgresql.org/docs/current/datatype-json.html
    """
    if isinstance(value, str):
        return "".join(
            "\ufffd" if each == "\0" or "\ud800" <= each <= "\udfff" else each for each in value
        )
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    return value


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
