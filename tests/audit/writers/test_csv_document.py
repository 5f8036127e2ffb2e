from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import given, strategies as st

from audit.writers.csv_document import CsvWriter, inert
from tests.audit.sample import REPORT


def test_whole_document() -> None:
    assert CsvWriter().write(REPORT) == (
        "stack,policy,title,outcome,type,logicalId,path,detail\r\n"
        "stack-dev,KMS-1,Database storage is encrypted.,violation,AWS::RDS::DBInstance,Database,"
        "stack-dev/Database/Instance,Encrypted is false; expected <true> | `x`.\r\n"
        "stack-dev,TAG-1,Every resource is tagged.,corrected,AWS::RDS::DBInstance,Database,"
        "stack-dev/Database/Instance,\r\n"
        "stack-dev,AwsSolutions-RDS3,,violation,AWS::RDS::DBInstance,Database,"
        "stack-dev/Database/Instance,The instance is not Multi-AZ.\r\n"
        "stack-dev,AwsSolutions-RDS10,,suppressed,AWS::RDS::DBInstance,Database,"
        "stack-dev/Database/Instance,The instance has no deletion protection.\r\n"
    )


def test_a_finding_that_is_on_no_resource_and_fails_nothing() -> None:
    finding = replace(REPORT.findings[0], path="stack-dev/Other", severity="warning")
    report = replace(REPORT, rows=(), findings=(finding,), suppressed_findings=())
    _, line = CsvWriter().write(report).splitlines()
    assert line == (
        "stack-dev,AwsSolutions-RDS3,,warning,,,stack-dev/Other,The instance is not Multi-AZ."
    )


@given(st.text())
def test_no_cell_becomes_a_formula(cell: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([inert(cell), "end"])
    ((read, _),) = csv.reader(io.StringIO(text.getvalue(), newline=""))
    assert not read.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert read.removeprefix("'") == cell.removeprefix("'")
