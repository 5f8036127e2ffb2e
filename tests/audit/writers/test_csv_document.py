from __future__ import annotations

import csv
import io

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
    )


@given(st.text())
def test_no_cell_becomes_a_formula(cell: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([inert(cell), "end"])
    ((read, _),) = csv.reader(io.StringIO(text.getvalue(), newline=""))
    assert not read.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert read.removeprefix("'") == cell.removeprefix("'")
