"""What judging costs: all policies on templates of 50, 500 and 5,000 resources, in one run."""

from __future__ import annotations

import argparse
import gc
import json
import math
import re
import time
from typing import Any

from app import rules_of
from infra.environment import read_environments
from policies import POLICIES, Rules, Template, judge
from tests.synthesis import template

SIZES = (50, 500, 5000)
RUNS = 7
SUFFIX = "dev"
LIMIT_SECONDS = 0.1
"""For 500 resources."""


def copies_of(original: dict[str, Any], size: int) -> dict[str, Any]:
    """A template of this many resources: copies of one, each with ids and names of its own.

    A copy refers to itself alone, as the original does.
    """
    text = json.dumps(original["Resources"])
    ids = re.compile(rf"\b({'|'.join(original['Resources'])})\b")
    resources: dict[str, Any] = {}
    for number in range(math.ceil(size / len(original["Resources"]))):
        copied = ids.sub(rf"\g<1>Copy{number}", text)
        named = re.sub(rf"-{SUFFIX}\b", f"-copy{number}-{SUFFIX}", copied)
        resources |= json.loads(named)
    return original | {"Resources": dict(list(resources.items())[:size])}


def seconds(document: dict[str, Any], rules: Rules) -> float:
    """Wall time in seconds to judge a parsed template, its indexes included: the best of some."""
    best = math.inf
    for _ in range(RUNS):
        start = time.perf_counter()
        judge(Template(document), rules, POLICIES)
        best = min(best, time.perf_counter() - start)
    return best


def measure() -> dict[str, Any]:
    """The figures: per size the seconds, the microseconds a resource, and these as a ratio."""
    (environment,) = read_environments({"environmentSuffix": SUFFIX})
    rules = rules_of(environment)
    original = template(environmentSuffix=SUFFIX)
    # The policies alone: what the CDK leaves behind is not theirs to walk over.
    gc.freeze()
    taken = {size: seconds(copies_of(original, size), rules) for size in SIZES}
    smallest = taken[SIZES[0]] / SIZES[0]
    return {
        "policies": len(POLICIES),
        "limit_seconds_for_500": LIMIT_SECONDS,
        "sizes": [
            {
                "resources": size,
                "seconds": taken[size],
                "microseconds_per_resource": taken[size] / size * 1e6,
                "ratio_per_resource": taken[size] / size / smallest,
            }
            for size in SIZES
        ],
    }


def main() -> dict[str, Any]:
    """Print a line for each size; the figures as a mapping."""
    figures = measure()
    print(f"{figures['policies']} policies, best of {RUNS}")
    print("  resources     time  per resource  ratio per resource")
    for row in figures["sizes"]:
        print(
            f"  {row['resources']:>9,} {row['seconds']:>6.3f} s "
            f"{row['microseconds_per_resource']:>10.0f} µs {row['ratio_per_resource']:>19.2f}"
        )
    print(f"  aim: 500 in under {LIMIT_SECONDS} s, and a ratio that doesn't grow")
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.policies", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    if parser.parse_args().json:
        print(json.dumps(measure(), indent=2))
    else:
        main()
