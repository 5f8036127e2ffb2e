"""What every synthesis leaves: the report of its cloud assembly in a folder."""

from __future__ import annotations

from pathlib import Path

from audit.model import Report
from audit.report import make_report
from audit.writers import WRITERS


def publish(assembly: Path, directory: Path, *, root: Path | None = None) -> Report:
    """Make the report of a cloud assembly, and write its documents.

    Args:
        assembly: folder of the cloud assembly, as `cdk.out`.
        directory: folder of the documents; made where there is none.
        root: the checkout that was synthesised; by default the working directory.

    Raises:
        AssemblyError: there is no cloud assembly.
        ValueError: `SOURCE_DATE_EPOCH` is no number of seconds.
        OSError: a document can't be written.
    """
    report = make_report(assembly, root or Path.cwd())
    write_documents(report, directory)
    return report


def write_documents(report: Report, directory: Path) -> None:
    """Write every document of a report, each whole or not at all."""
    directory.mkdir(parents=True, exist_ok=True)
    for writer in WRITERS:
        path = directory / writer.file_name
        unfinished = path.with_name(f".{path.name}")
        unfinished.write_text(writer.write(report), encoding="utf-8", newline="")
        unfinished.replace(path)
