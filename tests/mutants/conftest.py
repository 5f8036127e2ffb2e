"""Tells how many mutants were caught."""

from __future__ import annotations

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Sum up what the tests recorded, in whichever process each ran."""
    told: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            told.update(dict(report.user_properties))
    if told["mutants"]:
        terminalreporter.section("mutants")
        terminalreporter.write_line(f"{told['caught']} of {told['mutants']} mutants caught")
