"""All measurements, one after the other, and how they compare with what they should show."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks import (
    aims,
    api,
    lists,
    plots,
    policies,
    ranges,
    redis_clients,
    synth,
    uncached,
    worker,
    worker_loop,
)

BENCHMARKS = {
    "policies": policies.main,
    "synth": synth.main,
    "worker": worker.main,
    "ranges": ranges.main,
    "worker_loop": worker_loop.main,
    "redis_clients": redis_clients.main,
    "api": api.main,
    "uncached": uncached.main,
    "lists": lists.main,
}


def main() -> None:
    """Run every benchmark; the figures are kept as JSON beside the plots."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        default=plots.BUILD / "figures.json",
        help="where the figures are written; by default %(default)s",
    )
    arguments = parser.parse_args()
    figures: dict[str, object] = {name: measure() for name, measure in BENCHMARKS.items()}
    figures["aims"] = aims.tell(figures)
    arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(f"figures: {arguments.json}")


if __name__ == "__main__":
    main()
