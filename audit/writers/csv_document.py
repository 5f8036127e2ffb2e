"""compliance.csv: every row, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from audit.model import Report
from audit.writers.writer import Writer
from policies import Outcome

HEADER = ("stack", "policy", "title", "outcome", "type", "logicalId", "path", "detail")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula:
https://owasp.org/www-community/attacks/CSV_Injection
"""


class CsvWriter(Writer):
    """The rows of all policies and the findings of other judges, one a line, after RFC 4180."""

    file_name = "compliance.csv"

    def write(self, report: Report) -> str:
        """CSV with a header; no cell can become a formula."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(HEADER)
        for cells in (*_of_rows(report), *_of_findings(report)):
            writer.writerow([inert(cell) for cell in cells])
        return text.getvalue()


def _of_rows(report: Report) -> Iterator[tuple[str, ...]]:
    titles = {policy.id: policy.title for policy in report.policies}
    for row in report.rows:
        yield (
            row.stack,
            row.policy,
            titles.get(row.policy, ""),
            row.outcome,
            row.resource_type,
            row.logical_id,
            row.path,
            row.detail,
        )


def _of_findings(report: Report) -> Iterator[tuple[str, ...]]:
    """Findings, which have no title; one that fails nothing has its severity as its outcome."""
    resources = {item.path: (item.stack, item.type, item.logical_id) for item in report.resources}
    findings = [
        *((each, Outcome.VIOLATION if each.fails else each.severity) for each in report.findings),
        *((each, Outcome.SUPPRESSED) for each in report.suppressed_findings),
    ]
    for each, outcome in findings:
        stack, resource_type, logical_id = resources.get(
            each.path, (each.path.partition("/")[0], "", "")
        )
        yield (
            stack,
            each.rule,
            "",
            outcome,
            resource_type,
            logical_id,
            each.path,
            each.detail,
        )


def inert(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
