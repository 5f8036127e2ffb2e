"""compliance.csv: every row, for spreadsheets."""

from __future__ import annotations

import csv
import io

from audit.model import Report
from audit.writers.writer import Writer

HEADER = ("stack", "policy", "title", "outcome", "type", "logicalId", "path", "detail")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula:
https://owasp.org/www-community/attacks/CSV_Injection
"""


class CsvWriter(Writer):
    """The rows of all policies, one a line, after RFC 4180."""

    file_name = "compliance.csv"

    def write(self, report: Report) -> str:
        """CSV with a header; no cell can become a formula."""
        titles = {policy.id: policy.title for policy in report.policies}
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(HEADER)
        for row in report.rows:
            cells = (
                row.stack,
                row.policy,
                titles.get(row.policy, ""),
                row.outcome,
                row.resource_type,
                row.logical_id,
                row.path,
                row.detail,
            )
            writer.writerow([inert(cell) for cell in cells])
        return text.getvalue()


def inert(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
