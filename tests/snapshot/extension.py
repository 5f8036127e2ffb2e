"""The syrupy extension for CloudFormation templates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from syrupy.extensions.json import JSONSnapshotExtension

from tests.snapshot.changes import summary


class TemplateSnapshotExtension(JSONSnapshotExtension):
    """Templates as JSON with sorted keys; a difference begins with its summary."""

    def diff_lines(self, serialized_data: Any, snapshot_data: Any) -> Iterator[str]:  # noqa: ANN401 - syrupy's signature
        """The changed resources, a line each, before syrupy's own lines."""
        if snapshot_data:
            before, after = json.loads(snapshot_data), json.loads(serialized_data)
            yield from summary(before["Resources"], after["Resources"])
            yield ""
        yield from super().diff_lines(serialized_data, snapshot_data)
