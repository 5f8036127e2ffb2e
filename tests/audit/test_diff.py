from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.diff import Difference, ReportError, diff
from audit.model import Report
from audit.writers.json_document import JsonWriter
from policies import Outcome
from tests.audit.sample import REPORT, row

NOTHING = Difference(lost=(), gained=(), removed=(), came=(), went=(), expiring=())
DETAIL = "Encrypted is false; expected <true> | `x`."
VIOLATION = f"KMS-1 stack-dev/Database/Instance: {DETAIL}"
FINDING = "AwsSolutions-RDS3 stack-dev/Database/Instance: The instance is not Multi-AZ."
SUPPRESSION = "AwsSolutions-RDS10 Database/Instance, until 2027-11-30"

COMPLIANT = replace(REPORT, rows=(row("KMS-1", Outcome.COMPLIANT),), findings=())
EMPTY = replace(COMPLIANT, rows=(), resources=())
UNSUPPRESSED = replace(REPORT, suppressions=())
OF_STACK = replace(REPORT.findings[0], path="stack-dev", detail="Expired.")


def compare(folder: Path, old: Report, new: Report) -> Difference:
    paths = folder / "old.json", folder / "new.json"
    for path, report in zip(paths, (old, new), strict=True):
        path.write_text(JsonWriter().write(report))
    return diff(*paths)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(REPORT, REPORT, NOTHING, id="the same"),
        pytest.param(
            COMPLIANT, REPORT, replace(NOTHING, lost=(FINDING, VIOLATION)), id="became violated"
        ),
        pytest.param(
            REPORT, COMPLIANT, replace(NOTHING, gained=(FINDING, VIOLATION)), id="became compliant"
        ),
        pytest.param(
            REPORT, EMPTY, replace(NOTHING, removed=(FINDING, VIOLATION)), id="went with resource"
        ),
        pytest.param(
            COMPLIANT,
            replace(COMPLIANT, findings=(OF_STACK,)),
            replace(NOTHING, lost=("AwsSolutions-RDS3 stack-dev: Expired.",)),
            id="on a stack",
        ),
        pytest.param(
            COMPLIANT,
            replace(COMPLIANT, findings=(replace(REPORT.findings[0], severity="warning"),)),
            NOTHING,
            id="a warning",
        ),
        pytest.param(
            UNSUPPRESSED, REPORT, replace(NOTHING, came=(SUPPRESSION,)), id="suppression came"
        ),
        pytest.param(
            REPORT, UNSUPPRESSED, replace(NOTHING, went=(SUPPRESSION,)), id="suppression went"
        ),
        pytest.param(
            REPORT,
            replace(REPORT, time="2027-10-31T12:00:00Z"),
            replace(NOTHING, expiring=(SUPPRESSION,)),
            id="expires in 30 days",
        ),
        pytest.param(
            REPORT, replace(REPORT, time="2027-10-30T12:00:00Z"), NOTHING, id="expires in 31 days"
        ),
    ],
)
def test_difference(tmp_path: Path, old: Report, new: Report, expected: Difference) -> None:
    assert compare(tmp_path, old, new) == expected


def test_environments_of_other_suffixes_compare(tmp_path: Path) -> None:
    stack = "stack-qa7"
    path = f"{stack}/Database/Instance"
    other = replace(
        REPORT,
        suffix="qa7",
        templates=(replace(REPORT.templates[0], stack=stack),),
        rows=tuple(replace(each, stack=stack, path=path) for each in REPORT.rows),
        findings=(replace(REPORT.findings[0], path=path),),
        suppressions=(replace(REPORT.suppressions[0], paths=(path,)),),
        resources=(replace(REPORT.resources[0], stack=stack, path=path),),
    )
    assert compare(tmp_path, REPORT, other) == NOTHING


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(None, "No such file or directory; expected a compliance.json.", id="nothing"),
        pytest.param("{", "expected a compliance.json.", id="broken"),
        pytest.param("[" * 100_000, "expected a compliance.json.", id="deeply nested"),
        pytest.param("[]", "as docs/compliance.schema.json describes it.", id="a list"),
        pytest.param("{}", "as docs/compliance.schema.json describes it.", id="no report"),
        pytest.param(
            '{"schemaVersion": "2.0.0"}',
            "schemaVersion is 2.0.0; expected 1.x: synthesise it anew.",
            id="another major version",
        ),
    ],
)
def test_what_is_no_report_is_one_line(tmp_path: Path, content: str | None, error: str) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ReportError) as raised:
        diff(path, path)
    assert str(raised.value).startswith(f"{path}: ")
    assert str(raised.value).endswith(error)
    assert "\n" not in str(raised.value)
