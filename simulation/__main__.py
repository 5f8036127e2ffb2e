"""`python -m simulation`: how the worker scales, by a discrete-event simulation."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from simulation import report
from simulation.arrivals import SHAPES
from simulation.days import VOLUMES, Day, Told, play_all, steps, targets, thresholds
from simulation.settings import Settings, TemplateError, read
from simulation.work import load

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "scaling"
FIGURES: Final = ROOT / "build" / "simulation" / "days.json"
EPILOG: Final = """\
exit codes:
  0  done
  1  the template is not what can be simulated; a line on standard error says why
  2  wrong arguments
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m simulation",
        description="Play days of arrivals with the scaling of a synthesised template, and with "
        "that of the CDK's own pattern; write docs/scaling/ and build/simulation/days.json.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("template", type=Path, help="of the stack, as in cdk.out/")
    given = parser.parse_args(arguments)
    try:
        settings = read(_template(given.template), "worker")
        tried = [targets(settings), thresholds(settings), steps(settings)]
    except TemplateError as error:
        sys.stderr.write(f"{given.template}: {error}\n")
        return 1
    days = _days(settings, _pattern(settings))
    played = iter(play_all([*days, *chain.from_iterable(tried)]))
    told = list(islice(played, len(days)))
    _write(told, report.Tried(*(list(islice(played, len(each))) for each in tried)))
    table = report.markdown(report.HEADER, report.rows(told))
    sys.stdout.write(f"{table}\n\nSee {PAGE / 'README.md'}.\n")
    return 0


def _template(path: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TemplateError(f"{error}; expected a template as `make synth` writes it.") from error
    return document


def _pattern(settings: Settings) -> Settings:
    # It loads the CDK.
    from simulation.queue_pattern import CONTAINER, template  # noqa: PLC0415

    return read(template(settings), CONTAINER)


def _days(settings: Settings, pattern: Settings) -> list[Day]:
    return [
        Day(policy=policy, shape=shape, files=files, settings=each, protected=protected)
        for files in VOLUMES
        for shape in SHAPES
        for policy, each, protected in (("ours", settings, True), ("pattern", pattern, False))
    ]


def _write(told: Sequence[Told], tried: report.Tried) -> None:
    PAGE.mkdir(exist_ok=True)
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(
        json.dumps([asdict(each) for each in [*told, *chain.from_iterable(tried)]], indent=1)
    )
    for shape in SHAPES:
        largest = [
            each for each in told if (each.day.shape, each.day.files) == (shape, VOLUMES[-1])
        ]
        report.plot_tasks(
            PAGE / f"{shape}.svg", f"{VOLUMES[-1]:,} files a day, {shape} arrivals", largest
        )
    page = report.page(told, tried, load("prices.json"), load("assumptions.json"))
    (PAGE / "README.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
