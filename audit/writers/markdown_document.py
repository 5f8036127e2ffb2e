"""compliance.md: the summary for a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.model import Report, Verdict
from audit.writers.markdown import code, escaped
from audit.writers.writer import Writer
from policies import Outcome

VERDICTS = {
    Verdict.COMPLIANT: "✅ Compliant",
    Verdict.VIOLATED: "❌ Violated",
    Verdict.NOT_EVALUATED: "⚪ Not evaluated",
}


class MarkdownWriter(Writer):
    """Verdict, violations, requirements, suppressions and corrections, in GitHub's Markdown."""

    file_name = "compliance.md"

    def write(self, report: Report) -> str:
        """Markdown whose sections are left out where they would be empty."""
        sections = (
            _head(report),
            _errors(report),
            _violations(report),
            _requirements(report),
            _families(report),
            _suppressions(report),
            _corrections(report),
        )
        return "\n".join(line for section in sections for line in section)


def _head(report: Report) -> Iterator[str]:
    where = ", ".join(template.region or "any region" for template in report.templates)
    yield f"# {VERDICTS[report.verdict]}: environment `{report.suffix}`"
    yield ""
    resources = sum(template.resources for template in report.templates)
    yield (
        f"Profile {report.profile}, {where}; {resources} resources, "
        f"{len(report.policies)} policies, {len(report.nag)} rules of cdk-nag AwsSolutions; "
        f"commit {report.commit or 'unknown'}, {report.time}."
    )
    yield ""


def _errors(report: Report) -> Iterator[str]:
    if report.errors:
        yield "## Not judged"
        yield ""
        yield from (f"- {escaped(error)}" for error in report.errors)
        yield ""


def _violations(report: Report) -> Iterator[str]:
    rows = [
        (row.policy, code(row.path or row.stack), escaped(row.detail))
        for row in report.rows
        if row.outcome is Outcome.VIOLATION
    ]
    rows += [
        (code(each.rule), code(each.path), escaped(each.detail))
        for each in report.findings
        if each.fails
    ]
    yield from _table("Violations", ("Policy", "Resource", "Finding"), rows)


def _requirements(report: Report) -> Iterator[str]:
    rows = [
        (
            escaped(each.requirement),
            ", ".join(each.policies),
            str(each.evidence.get(Outcome.COMPLIANT, 0) + each.evidence.get(Outcome.CORRECTED, 0)),
            VERDICTS[each.verdict],
        )
        for each in report.requirements
    ]
    yield from _table("Requirements", ("Requirement", "Policies", "Compliant", "Verdict"), rows)


def _families(report: Report) -> Iterator[str]:
    family = {policy.id: policy.family for policy in report.policies}
    counts = Counter((family[row.policy], row.outcome) for row in report.rows)
    names = sorted({name for name, _ in counts})
    rows = [(name, *(str(counts[name, outcome] or "") for outcome in Outcome)) for name in names]
    yield from _table("Policies", ("Family", *(each.capitalize() for each in Outcome)), rows)


def _suppressions(report: Report) -> Iterator[str]:
    rows = [
        (
            each.finding,
            str(len(each.paths)),
            escaped(each.reason),
            escaped(each.owner),
            each.expires,
        )
        for each in report.suppressions
    ]
    header = ("Finding", "Resources", "Reason", "Owner", "Expires")
    yield from _table("Suppressions", header, rows)


def _corrections(report: Report) -> Iterator[str]:
    rows = [
        (each.aspect, code(each.path), each.property, escaped(each.before), escaped(each.after))
        for each in report.corrections
    ]
    header = ("Aspect", "Resource", "Property", "Before", "After")
    yield from _table("Corrected by Aspects", header, rows)


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"## {title}"
        yield ""
        yield f"| {' | '.join(header)} |"
        yield f"|{'---|' * len(header)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""
