"""What changed between two reports, as their JSON tells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from audit.model import PASSING_SEVERITIES, SCHEMA_VERSION
from policies import Outcome

SOON: Final = timedelta(days=30)
"""How long before its expiry a suppression is told."""

_MISSHAPEN: Final = (KeyError, TypeError, AttributeError, ValueError)
_MAJOR: Final = SCHEMA_VERSION.partition(".")[0]


class ReportError(ValueError):
    """The file holds no report that can be compared; the message is one line."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two reports compared, each entry as a line.

    Attributes:
        lost: violations that are new: what was compliant, or was not there.
        gained: violations that are gone, and what they were on still is there.
        removed: violations that went with what they were on.
        came: suppressions that are new.
        went: suppressions that are gone.
        expiring: suppressions that expire within 30 days of the new report, or have.
    """

    lost: tuple[str, ...]
    gained: tuple[str, ...]
    removed: tuple[str, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]
    expiring: tuple[str, ...]


@dataclass(frozen=True, order=True)
class _Subject:
    """What a rule judges, told apart without the stack's name, which carries the suffix."""

    rule: str
    region: str
    resource: str


@dataclass(frozen=True, kw_only=True)
class _Read:
    violations: Mapping[_Subject, str]
    resources: frozenset[tuple[str, str]]
    suppressions: Mapping[tuple[str, str], str]
    day: date


def diff(old: Path, new: Path) -> Difference:
    """Compare two reports.

    Args:
        old: compliance.json of before.
        new: compliance.json of now.

    Raises:
        ReportError: a file holds no report, or one of another major version.
    """
    before, now = _read(old), _read(new)
    gone = before.violations.keys() - now.violations.keys()
    stayed = {subject for subject in gone if (subject.region, subject.resource) in now.resources}
    return Difference(
        lost=_lines(now.violations, now.violations.keys() - before.violations.keys()),
        gained=_lines(before.violations, stayed),
        removed=_lines(before.violations, gone - stayed),
        came=_suppressions(now, now.suppressions.keys() - before.suppressions.keys()),
        went=_suppressions(before, before.suppressions.keys() - now.suppressions.keys()),
        expiring=_suppressions(
            now,
            {
                key
                for key, expires in now.suppressions.items()
                if date.fromisoformat(expires) - now.day <= SOON
            },
        ),
    )


def _lines(texts: Mapping[_Subject, str], subjects: Iterable[_Subject]) -> tuple[str, ...]:
    return tuple(texts[subject] for subject in sorted(subjects))


def _suppressions(report: _Read, keys: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(
        f"{finding} {path}, until {report.suppressions[finding, path]}"
        for finding, path in sorted(keys)
    )


def _read(path: Path) -> _Read:
    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}; expected a compliance.json.") from error
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path}: {error}; expected a compliance.json.") from error
    try:
        return _understood(path, report)
    except ReportError:
        raise
    except _MISSHAPEN as error:
        raise ReportError(
            f"{path}: {type(error).__name__}: {error}; expected a compliance.json, "
            "as docs/compliance.schema.json describes it."
        ) from error


def _understood(path: Path, report: Mapping[str, Any]) -> _Read:
    version = str(report["schemaVersion"])
    if version.partition(".")[0] != _MAJOR:
        raise ReportError(
            f"{path}: schemaVersion is {version}; expected {_MAJOR}.x: synthesise it anew."
        )
    regions = {each["stack"]: each["region"] or "" for each in report["templates"]}
    resources = {
        *((regions[item["stack"]], item["logicalId"]) for item in report["resources"]),
        *((region, "") for region in regions.values()),
    }
    paths = {item["path"]: (item["stack"], item["logicalId"]) for item in report["resources"]}
    return _Read(
        violations=dict(_violations(report, regions, paths)),
        resources=frozenset(resources),
        suppressions={
            (suppression["finding"], path.partition("/")[2]): suppression["expires"]
            for suppression in report["suppressions"]
            for path in suppression["paths"]
        },
        day=date.fromisoformat(report["time"][:10]),
    )


def _violations(
    report: Mapping[str, Any],
    regions: Mapping[str, str],
    paths: Mapping[str, tuple[str, str]],
) -> Iterator[tuple[_Subject, str]]:
    for row in report["rows"]:
        if row["outcome"] == Outcome.VIOLATION:
            subject = _Subject(row["policy"], regions[row["stack"]], row["logicalId"])
            yield subject, f"{row['policy']} {row['path'] or row['stack']}: {row['detail']}"
    for finding in report["findings"]:
        if finding["severity"] not in PASSING_SEVERITIES:
            path = finding["path"]
            stack, logical_id = paths.get(path, (path.partition("/")[0], ""))
            subject = _Subject(finding["rule"], regions.get(stack, ""), logical_id)
            yield subject, f"{finding['rule']} {path}: {finding['detail']}"
