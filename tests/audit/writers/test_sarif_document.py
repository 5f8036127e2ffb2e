from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from audit.model import Report
from audit.writers.sarif_document import SarifWriter
from policies import Outcome
from tests.audit.sample import REPORT, row

HERE = Path(__file__).parent
DOCUMENT = (HERE / "documents/compliance.sarif").read_text()
# As @microsoft/jest-sarif 1.0.0-beta.0 ships it, under the MIT licence.
SCHEMA = json.loads((HERE.parent / "schemas/sarif-2.1.0.json").read_text())
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


NOTHING = replace(REPORT, rows=(), findings=(), suppressed_findings=())


def run(report: Report) -> dict[str, Any]:
    log = json.loads(SarifWriter().write(report))
    assert list(VALIDATOR.iter_errors(log)) == []
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def test_whole_document() -> None:
    assert SarifWriter().write(REPORT) == DOCUMENT


def test_document_is_as_the_standard_says() -> None:
    assert list(VALIDATOR.iter_errors(json.loads(DOCUMENT))) == []


def test_the_standard_would_object() -> None:
    log = json.loads(DOCUMENT)
    log["runs"][0]["results"][0]["level"] = "severe"
    assert not VALIDATOR.is_valid(log)


def test_what_was_not_judged_is_no_success() -> None:
    (invocation,) = run(replace(REPORT, errors=("cdk-nag: crashed.",)))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"] == [
        {"level": "error", "message": {"text": "cdk-nag: crashed."}}
    ]


def test_a_suppressed_violation_says_why() -> None:
    suppression = replace(REPORT.suppressions[0], finding="KMS-1")
    report = replace(
        NOTHING,
        rows=(row("KMS-1", Outcome.SUPPRESSED, "Encrypted is false."),),
        suppressions=(suppression,),
    )
    (result,) = run(report)["results"]
    assert result["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "=Everything is destroyable.",
        }
    ]


def test_a_suppressed_finding_is_a_result_with_its_suppression() -> None:
    report = replace(NOTHING, suppressed_findings=REPORT.suppressed_findings)
    made = run(report)
    (result,) = made["results"]
    assert (result["ruleId"], result["suppressions"]) == (
        "AwsSolutions-RDS10",
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "=Everything is destroyable.",
            }
        ],
    )
    assert "AwsSolutions-RDS10" in {rule["id"] for rule in made["tool"]["driver"]["rules"]}


@pytest.mark.parametrize(("severity", "level"), [("fatal", "error"), ("warning", "warning")])
def test_a_finding_keeps_its_rule_and_severity(severity: str, level: str) -> None:
    finding = replace(REPORT.findings[0], rule="AwsSolutions-IAM5[Resource::*]", severity=severity)
    made = run(replace(NOTHING, findings=(finding,)))
    (result,) = made["results"]
    assert (result["ruleId"], result["level"]) == ("AwsSolutions-IAM5", level)
    assert "AwsSolutions-IAM5" in {rule["id"] for rule in made["tool"]["driver"]["rules"]}


def test_a_place_that_could_not_be_told_is_left_out() -> None:
    report = replace(NOTHING, findings=(replace(REPORT.findings[0], location=None),))
    (result,) = run(report)["results"]
    assert result["locations"] == [
        {
            "logicalLocations": [
                {"fullyQualifiedName": "stack-dev/Database/Instance", "kind": "resource"}
            ]
        }
    ]
