"""Plots of what was measured, as SVG files in a folder that is not committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from matplotlib.figure import Figure

BUILD: Final = Path(__file__).parents[1] / "build" / "benchmarks"


def lines(
    name: str, *, title: str, x: str, y: str, series: Mapping[str, Sequence[tuple[float, float]]]
) -> Path:
    """A line for each series.

    Args:
        name: of the file, without its ending.
        title: what is shown.
        x: what the first of each pair is, with its unit.
        y: what the second is.
        series: pairs by the line's label.

    Returns:
        The file.
    """
    BUILD.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot(title=title, xlabel=x, ylabel=y)
    for label, points in series.items():
        axes.plot(*zip(*points, strict=True), marker="o", label=label)
    axes.set_ylim(bottom=0)
    axes.set_xticks(sorted({place for points in series.values() for place, _ in points}))
    axes.grid(alpha=0.3)
    axes.legend()
    path = BUILD / f"{name}.svg"
    figure.savefig(path)
    return path
