"""All measurements, one after the other; `--json FILE` keeps the figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks import api, lists, policies, ranges, synth, uncached, worker, worker_loop


def main() -> None:
    """Run every benchmark."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    arguments = parser.parse_args()
    figures = {
        "policies": policies.main(),
        "synth": synth.main(),
        "worker": worker.main(),
        "ranges": ranges.main(),
        "worker_loop": worker_loop.main(),
        "api": api.main(),
        "uncached": uncached.main(),
        "lists": lists.main(),
    }
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
