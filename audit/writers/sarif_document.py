"""compliance.sarif: the violations for code scanning, in SARIF 2.1.0.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from audit.model import Location, PluginFinding, Policy, Report, SuppressedFinding
from audit.writers.writer import Writer
from policies import Outcome

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
REPORTED: Final = (Outcome.VIOLATION, Outcome.SUPPRESSED)
LEVELS: Final = {"warning": "warning", "info": "note"}


class SarifWriter(Writer):
    """One run with a rule for each policy, and a result for each violation.

    A suppressed violation is a result with its suppression; what is compliant is no result.
    """

    file_name = "compliance.sarif"

    def write(self, report: Report) -> str:
        """SARIF, indented by one."""
        log = {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": _driver(report)},
                    "automationDetails": {"id": f"compliance/{report.suffix}/{report.profile}/"},
                    "invocations": [_invocation(report)],
                    "originalUriBaseIds": {
                        "%SRCROOT%": {"description": {"text": "The root of the checkout."}}
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [
                        *_of_rows(report),
                        *map(_of_finding, report.findings),
                        *map(_of_suppressed, report.suppressed_findings),
                    ],
                    "properties": {"commit": report.commit, "verdict": report.verdict},
                }
            ],
        }
        return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _driver(report: Report) -> dict[str, Any]:
    faults = {rule.id: rule.description for rule in report.nag}
    findings = (*report.findings, *report.suppressed_findings)
    found = {each.rule.partition("[")[0]: each for each in findings}
    return {
        "name": "Compliance audit",
        "informationUri": "https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html",
        "rules": [
            *map(_rule_of_policy, report.policies),
            *(
                _rule(rule, faults.get(rule, each.detail), each.plugin)
                | {"help": {"text": each.remedy or each.detail}}
                for rule, each in sorted(found.items())
            ),
        ],
    }


def _rule_of_policy(policy: Policy) -> dict[str, Any]:
    help_text = f"{policy.rationale}\n\nRemedy: {policy.remedy}\n\nSource: {policy.source}"
    help_markdown = (
        f"{policy.rationale}\n\n**Remedy**: {policy.remedy}\n\n**Source**: {policy.source}"
    )
    return _rule(policy.id, policy.title, policy.family) | {
        "fullDescription": {"text": policy.rationale},
        "help": {"text": help_text, "markdown": help_markdown},
    }


def _rule(rule: str, description: str, tag: str) -> dict[str, Any]:
    return {
        "id": rule,
        "shortDescription": {"text": description},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["compliance", tag]},
    }


def _invocation(report: Report) -> dict[str, Any]:
    return {
        "executionSuccessful": not report.errors,
        "endTimeUtc": report.time,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": error}} for error in report.errors
        ],
    }


def _of_rows(report: Report) -> Iterator[dict[str, Any]]:
    places = report.places()
    reasons = {
        (suppression.finding, path): suppression.reason
        for suppression in report.suppressions
        for path in suppression.paths
    }
    for row in report.rows:
        if row.outcome in REPORTED:
            location = places.get((row.stack, row.logical_id))
            result = _result(row.policy, row.path or row.stack, row.detail, location)
            if row.outcome is Outcome.SUPPRESSED:
                result |= _accepted(reasons.get((row.policy, row.path), ""))
            yield result


def _of_finding(finding: PluginFinding) -> dict[str, Any]:
    text = " ".join(part for part in (finding.detail, finding.remedy) if part)
    return _result(finding.rule, finding.path, text, finding.location) | {
        "ruleId": finding.rule.partition("[")[0],
        "level": LEVELS.get(finding.severity, "error"),
    }


def _of_suppressed(finding: SuppressedFinding) -> dict[str, Any]:
    return _of_finding(finding) | _accepted(finding.reason)


def _accepted(reason: str) -> dict[str, Any]:
    return {
        "suppressions": [{"kind": "external", "status": "accepted", "justification": reason}],
    }


def _result(rule: str, path: str, text: str, location: Location | None) -> dict[str, Any]:
    where: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": path, "kind": "resource"}]}
    if location is not None:
        where["physicalLocation"] = {
            "artifactLocation": {"uri": location.file, "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": location.line},
        }
    return {
        "ruleId": rule,
        "level": "error",
        "message": {"text": f"{path}: {text}"},
        "locations": [where],
        "partialFingerprints": {"finding/v1": _digest(rule, path, text)},
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
