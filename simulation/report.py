"""The page of what was simulated: tables and plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure

from simulation.days import Told

EVERY: Final = 5
"""Minutes of which one is drawn."""

PLAIN: Final[Any] = {"svg.hashsalt": "scaling", "svg.fonttype": "none"}
"""The same figures make the same bytes."""

HEADER: Final = (
    "files a day", "arrivals", "policy", "p50 s", "p90 s", "p99 s", "longest s",
    "tasks, most", "mean", "given back", "came again", "USD a day",
)  # fmt: skip


class Tried(NamedTuple):
    """Days that were played with other values than the stack's.

    Attributes:
        targets: of the target tracking.
        thresholds: of a burst.
        steps: tasks that a burst starts.
    """

    targets: Sequence[Told]
    thresholds: Sequence[Told]
    steps: Sequence[Told]


def rows(told: Sequence[Told]) -> list[tuple[str, ...]]:
    """A row for each day."""
    return [
        (
            f"{each.day.files:,}",
            each.day.shape,
            each.day.policy,
            f"{each.p50:.1f}",
            f"{each.p90:.1f}",
            f"{each.p99:.1f}",
            f"{each.longest:.1f}",
            str(each.most_tasks),
            f"{each.mean_tasks:.1f}",
            str(each.interrupted),
            str(each.again),
            f"{each.cost:.2f}",
        )
        for each in told
    ]


def markdown(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table, its figures to the right."""
    rules = ["---:" if cell[0].isdigit() else "---" for cell in lines[0]]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rules, *lines])


def _tried(what: str, told: Sequence[Told]) -> str:
    """A table of days by what was tried."""
    return markdown((what, *HEADER[3:]), [row[2:] for row in rows(told)])


def plot_tasks(path: Path, title: str, told: Sequence[Told]) -> None:
    """Running tasks over a day, a line for each policy."""
    with mpl.rc_context(PLAIN):
        figure = Figure(figsize=(8, 3.6), layout="constrained")
        axes = figure.add_subplot(title=title, xlabel="hour of the day", ylabel="running tasks")
        for each in told:
            drawn = each.tasks[::EVERY]
            hours = [number * EVERY / 60 for number in range(len(drawn))]
            axes.plot(hours, drawn, drawstyle="steps-post", label=each.day.policy)
        axes.set_xlim(0, 24)
        axes.set_xticks(range(0, 25, 3))
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.legend()
        figure.savefig(path, metadata={"Date": None})


def page(
    told: Sequence[Told],
    tried: Tried,
    prices: Mapping[str, Any],
    assumed: Mapping[str, Any],
) -> str:
    """The page in Markdown; the plots lie beside it."""
    checked = "compared" if prices["checked"] else "**not compared**"
    plots = "\n\n".join(
        f"![Running tasks, {shape}]({shape}.svg)" for shape in ("steady", "peak", "burst")
    )
    deliveries = "\n\n".join(
        f"{shape}:\n\n{_tried('files a slot', list(days))}"
        for shape, days in groupby(tried.thresholds, lambda each: each.day.shape)
    )
    assumptions = markdown(
        ("assumption", "value", "source"),
        [(each["what"], f"{each['value']:g}", each["source"]) for each in assumed.values()],
    )
    return f"""\
# Scaling on paper

A day of the worker, simulated by `make simulate`: the scaling, the sizes and the limits are read
from the synthesised production template, what a file takes was measured (`python -m
benchmarks.job_times`), and Application Auto Scaling acts as AWS documents it: an alarm for three
minutes above the target, or for fifteen below nine tenths of it, and steps once the template's
alarms have rung, on figures that are a minute old. Waits are from a file's arrival until a task
begins with it. *Ours* are the stack's policies, *pattern* what the CDK's
`QueueProcessingFargateService` scales by: 50 % of the processor, and steps by visible messages. The
same seed makes the same page.

{markdown(HEADER, rows(told))}

A burst is 10,000 files at once at noon, beside the steady arrivals.
*Given back* are files that a stopping task had not done within its stop timeout. Three minutes
after noon the busiest task dies, as its host might; what it had in flight *came again* after the
queue's visibility timeout.

{plots}

## Targets

A broadcaster's day of a million files, with other targets: messages for each running task, as a
share of the files that it may have in flight.

{_tried("share", tried.targets)}

## Bursts

The alarm's threshold is for each slot of the fewest tasks. It is tried on days of 10,000 files with
a delivery more each hour; *none* is target tracking alone.

{deliveries}

How many tasks the alarm starts is tried on the day of 10,000 files with a burst.

{_tried("tasks more", tried.steps)}

## What was assumed

{assumptions}

Prices are those of {prices["region"]} as of {prices["as_of"]}, {checked} with those of today:
{prices["vcpu_hour"]} {prices["currency"]} for a vCPU and hour, {prices["gib_hour"]} for a GiB and
hour. They are from {prices["source"]}; those of today are in {prices["price_list"]}. The cost is
that of the worker's tasks alone.
"""
