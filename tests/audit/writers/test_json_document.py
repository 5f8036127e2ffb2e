from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from audit.model import SCHEMA_VERSION
from audit.writers.json_document import JsonWriter
from tests.audit.sample import REPORT
from tests.synthesis import ROOT

SCHEMA = json.loads((ROOT / "docs/compliance.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DOCUMENT = (Path(__file__).parent / "documents/compliance.json").read_text()


def test_whole_document() -> None:
    assert JsonWriter().write(REPORT) == DOCUMENT


def test_document_is_as_the_schema_says() -> None:
    assert list(VALIDATOR.iter_errors(json.loads(DOCUMENT))) == []


def test_schema_is_sound() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schemaVersion"]["const"] == SCHEMA_VERSION
    assert {"additionalProperties": False}.items() <= SCHEMA["$defs"]["row"].items()


@pytest.mark.parametrize("member", json.loads(DOCUMENT))
def test_schema_demands_every_member(member: str) -> None:
    report = json.loads(DOCUMENT)
    del report[member]
    assert not VALIDATOR.is_valid(report)


def test_empty_lists_stay_lists() -> None:
    empty = replace(
        REPORT,
        templates=(),
        policies=(),
        rows=(),
        nag=(),
        findings=(),
        suppressed_findings=(),
        suppressions=(),
        corrections=(),
        resources=(),
        requirements=(),
    )
    read = json.loads(JsonWriter().write(empty))
    assert read["verdict"] == "not evaluated"
    assert [read[name] for name in ("rows", "templates", "errors")] == [[], [], []]
    assert list(VALIDATOR.iter_errors(read)) == []
