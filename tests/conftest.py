"""What holds for every test."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# jsii runs on the Node.js of the virtual environment, whatever the machine has.
os.environ["JSII_NODE"] = str(Path(sys.executable).with_name("node"))

# A slow machine is no finding; the same examples each time, so that a run can be repeated.
settings.register_profile(
    "tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many mutants were caught, as the tests recorded it in whichever process each ran."""
    told: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            told.update(
                {key: count for key, count in report.user_properties if isinstance(count, int)}
            )
    if told["mutants"]:
        terminalreporter.section("mutants")
        terminalreporter.write_line(f"{told['caught']} of {told['mutants']} mutants caught")
