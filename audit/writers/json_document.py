"""compliance.json: the whole report, as docs/compliance.schema.json describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from audit.model import SCHEMA_VERSION, Report
from audit.writers.writer import Writer


def as_data(report: Report) -> dict[str, Any]:
    """The report as JSON values, with the version of its shape and its verdict at the head."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "verdict": report.verdict,
        **{_camel(name): _renamed(value) for name, value in asdict(report).items()},
    }


def _renamed(value: object) -> object:
    """Keys of dataclasses in camelCase; mappings whose keys are data are left as they are."""
    if isinstance(value, (list, tuple)):
        return [
            {_camel(name): _renamed(each) for name, each in item.items()}
            if isinstance(item, dict)
            else item
            for item in value
        ]
    if isinstance(value, dict):
        return {str(name): value[name] for name in sorted(value)}
    return value


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


class JsonWriter(Writer):
    """The report for programs."""

    file_name = "compliance.json"

    def write(self, report: Report) -> str:
        """JSON, indented by two."""
        return json.dumps(as_data(report), indent=2, ensure_ascii=False) + "\n"
