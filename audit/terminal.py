"""What a terminal shows of a report that has violations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.colour import BOLD, CYAN, DIM, RED, YELLOW, painter
from audit.model import Location, Report
from policies import Outcome


@dataclass(frozen=True)
class Fault:
    """One finding: the rule, its title and remedy, the resource, what is wrong, and its place."""

    rule: str
    title: str
    remedy: str
    path: str
    detail: str
    location: Location | None


def violations(report: Report, *, colour: bool) -> str:
    """Every violation, grouped by policy, and what could not be judged; empty for none."""
    paint = painter(colour=colour)
    faults = tuple(_faults(report))
    lines = [paint(RED, "Not judged: ") + error for error in report.errors]
    groups: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.rule, fault.title, fault.remedy), []).append(fault)
    for (rule, title, remedy), group in groups.items():
        lines += ["", f"{paint(RED, rule)}  {paint(BOLD, title)}".rstrip()]
        for fault in group:
            place = f"  {fault.location.file}:{fault.location.line}" if fault.location else ""
            lines.append(f"  {paint(CYAN, fault.path)}{paint(DIM, place)}")
            lines += [f"    {fault.detail}"] if fault.detail else []
        lines += [f"  {paint(YELLOW, 'Remedy:')} {remedy}"] if remedy else []
    if faults:
        lines += ["", f"{_count(len(faults), 'violation')} of {_count(len(groups), 'rule')}."]
    return "".join(f"{line}\n" for line in lines)


def _faults(report: Report) -> Iterator[Fault]:
    places = report.places()
    policies = {policy.id: policy for policy in report.policies}
    for row in report.rows:
        if row.outcome is Outcome.VIOLATION:
            policy = policies[row.policy]
            place = places.get((row.stack, row.logical_id))
            path = row.path or row.logical_id or row.stack
            yield Fault(row.policy, policy.title, policy.remedy, path, row.detail, place)
    for each in report.findings:
        if each.fails:
            rule, granular, _ = each.rule.partition("[")
            detail = f"Finding: {each.rule}" if granular else ""
            yield Fault(rule, each.detail, each.remedy, each.path, detail, each.location)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
