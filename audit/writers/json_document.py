"""compliance.json: the whole report, as docs/compliance.schema.json describes it."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from audit.model import SCHEMA_VERSION, Report
from audit.writers.writer import Writer


def as_data(report: Report) -> dict[str, Any]:
    """The report as JSON values, with the version of its shape and its verdict at the head."""
    return {"schemaVersion": SCHEMA_VERSION, "verdict": report.verdict} | {
        name: _value(getattr(report, attribute)) for name, attribute in _names(Report)
    }


def _value(value: object) -> object:
    """Keys of dataclasses in camelCase; mappings, whose keys are data, sorted by them."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, Mapping):
        return {key: value[key] for key in sorted(value)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = _names(type(value))
        return {name: _value(getattr(value, attribute)) for name, attribute in names}
    return value


@functools.cache
def _names(cls: type) -> tuple[tuple[str, str], ...]:
    """The name of each field in the document, and in the class."""
    attributes = [field.name for field in dataclasses.fields(cls)]
    return tuple((_camel(attribute), attribute) for attribute in attributes)


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


class JsonWriter(Writer):
    """The report for programs."""

    file_name = "compliance.json"

    def write(self, report: Report) -> str:
        """JSON, with one line for each entry of a list, so that two reports compare by lines."""
        members = ",\n".join(
            f"  {_dump(name)}: {_member(value)}" for name, value in as_data(report).items()
        )
        return f"{{\n{members}\n}}\n"


def _member(value: object) -> str:
    return "".join(_lines(value)) if isinstance(value, list) and value else _dump(value)


def _lines(items: list[object]) -> Iterator[str]:
    yield "[\n"
    yield ",\n".join(f"    {_dump(item)}" for item in items)
    yield "\n  ]"


_dump = json.JSONEncoder(ensure_ascii=False).encode
