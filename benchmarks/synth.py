"""What the guard costs: wall time of `cdk synth` with it and without, in turn, in one run."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
RUNS: Final = 9
"""Single rounds differ by a tenth and more."""

LIMIT: Final = 1.10
"""At most 10 % more than a synth without the guard."""

APPS: Final = {
    "unguarded": "-m benchmarks.unguarded_app",
    "cdk-nag alone": "-m benchmarks.nag_app",
    "guarded": "-m benchmarks.guarded_app",
    "and reported": "app.py",
}

ENVIRONMENT: Final = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
"""Python keeps its bytecode, as it does by default: else each round compiles every policy anew."""


def seconds(app: str) -> float:
    """Wall time in seconds of one `cdk synth` of an app, the built-in validation included."""
    with tempfile.TemporaryDirectory() as directory:
        command = [
            str(ROOT / "node_modules/.bin/cdk"),
            "synth",
            "--quiet",
            f"--app={sys.executable} {app}",
            f"--output={directory}/cdk.out",
            f"--context=audit:reports={directory}/reports",
        ]
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 - our own command
            command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True
        )
        return time.perf_counter() - start


def main() -> dict[str, float]:
    """Print each round and the median ratios; the figures as a mapping."""
    for app in APPS.values():
        seconds(app)
    print(f"cdk synth, {RUNS} rounds   {'   '.join(f'{name:>13}' for name in APPS)}")
    rounds = []
    for number in range(1, RUNS + 1):
        # Forwards, then backwards: a machine that slows down slows none more than another.
        order = list(APPS) if number % 2 else list(reversed(APPS))
        measured = {name: seconds(APPS[name]) for name in order}
        taken = {name: measured[name] for name in APPS}
        rounds.append(taken)
        print(f"  {number:<20} {'   '.join(f'{each:>11.2f} s' for each in taken.values())}")
    figures = {name: statistics.median(each[name] for each in rounds) for name in APPS}
    ratios = {
        name: statistics.median(each[name] / each["unguarded"] for each in rounds)
        for name in APPS
        if name != "unguarded"
    }
    print(f"  median ratio         {'':>13}   {'   '.join(f'{r:>13.3f}' for r in ratios.values())}")
    print(f"  aim: guarded at most {LIMIT:.2f}")
    return {
        **{f"{name} seconds": value for name, value in figures.items()},
        **{f"{name} ratio": value for name, value in ratios.items()},
        "limit": LIMIT,
    }


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m benchmarks.synth", description=__doc__).parse_args()
    main()
