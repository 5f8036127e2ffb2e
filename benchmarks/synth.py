"""What the guard costs: wall time of `cdk synth` with it and without, in turn, in one run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5
LIMIT = 1.10
"""At most 10 % more than a synth without the guard."""


def seconds(app: str) -> float:
    """Wall time in seconds of one `cdk synth` of an app, the built-in validation included."""
    with tempfile.TemporaryDirectory() as directory:
        command = [
            str(ROOT / "node_modules/.bin/cdk"),
            "synth",
            "--quiet",
            f"--app={sys.executable} {app}",
            f"--output={directory}",
        ]
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
        return time.perf_counter() - start


def main() -> dict[str, float]:
    """Print each pair and the median ratio; the figures as a mapping."""
    guarded, unguarded = "app.py", "-m benchmarks.unguarded_app"
    seconds(guarded)
    seconds(unguarded)
    pairs = []
    print(f"cdk synth, {RUNS} pairs      guarded  unguarded  ratio")
    for number in range(1, RUNS + 1):
        with_guard, without = seconds(guarded), seconds(unguarded)
        pairs.append((with_guard, without))
        print(f"  {number:<25} {with_guard:>7.2f} s {without:>7.2f} s {with_guard / without:>7.3f}")
    ratio = statistics.median(with_guard / without for with_guard, without in pairs)
    print(f"  median ratio {ratio:.3f}, aim at most {LIMIT:.2f}")
    return {
        "guarded_seconds": statistics.median(pair[0] for pair in pairs),
        "unguarded_seconds": statistics.median(pair[1] for pair in pairs),
        "ratio": ratio,
        "limit": LIMIT,
    }


if __name__ == "__main__":
    main()
