"""What the measurements should show, and whether those of a run do."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from benchmarks import api, lists, policies, ranges, synth, worker

Figures = Mapping[str, Any]
"""What each benchmark returns, by its name."""

LINEAR: Final = 1.25
"""A resource among 5,000 takes at most so many times what one among 50 takes."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A bound on one figure.

    Attributes:
        what: is measured.
        bound: for it.
        at_least: whether more is better.
        read: finds it among all figures.
    """

    what: str
    bound: float
    at_least: bool = False
    read: Callable[[Figures], float]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a figure compares with its aim."""

    what: str
    aim: str
    figure: float
    is_met: bool


def _largest(name: str) -> Callable[[Figures], float]:
    return lambda figures: max(row["slowest_to_fastest"] for row in figures["lists"][name].values())


def _per_resource(figures: Figures) -> float:
    return float(figures["policies"]["sizes"][-1]["ratio_per_resource"])


def _of_500(figures: Figures) -> float:
    rows = figures["policies"]["sizes"]
    return float(next(row["seconds"] for row in rows if row["resources"] == 500))  # noqa: PLR2004 - as the aim says


def _as_fast(figures: Figures) -> list[float]:
    rows = figures["worker"]["one_at_a_time"]["milliseconds"]
    return [row["ffprobe"] / row["job"] for row in rows]


def _over_bare(figures: Figures) -> float:
    return float(figures["worker"]["one_at_a_time"]["milliseconds_over_bare"])


def _several_in_flight(figures: Figures) -> float:
    fleets = figures["worker"]["throughput"]["fleets"]
    return min(float(row["times_bare_a_file"]) for row in fleets if row["in_flight"] > 1)


def _fetched(figures: Figures) -> float:
    return max(float(row["share"]) for row in figures["ranges"]["kinds"])


def _cached(name: str, connections: int) -> Callable[[Figures], float]:
    return lambda figures: float(figures["api"][str(connections)][name]["api_to_it"])


AIMS: Final = (
    Aim(what="policies on 500 resources, s", bound=policies.LIMIT_SECONDS, read=_of_500),
    Aim(what="a resource among 5,000, to one among 50", bound=LINEAR, read=_per_resource),
    Aim(
        what="cdk synth with the guard, to one without",
        bound=synth.LIMIT,
        read=lambda figures: float(figures["synth"]["guarded ratio"]),
    ),
    Aim(
        what="the job, times as fast as ffprobe",
        bound=worker.TIMES_AS_FAST,
        at_least=True,
        read=lambda figures: statistics.geometric_mean(_as_fast(figures)),
    ),
    Aim(
        what="its slowest kind",
        bound=1,
        at_least=True,
        read=lambda figures: min(_as_fast(figures)),
    ),
    Aim(what="the job over bare, ms", bound=worker.MILLISECONDS_OVER, read=_over_bare),
    Aim(what="several in flight, to bare", bound=worker.TIMES_A_FILE, read=_several_in_flight),
    Aim(what="fetched of 1 GB, share", bound=ranges.AIM, read=_fetched),
    *(
        Aim(
            what=f"cached reads, {connections} connections, to {name}",
            bound=bound,
            at_least=True,
            read=_cached(name, connections),
        )
        for name, bound in ((api.PLAIN, api.TO_PLAIN), (api.CONSTANT, api.TO_CONSTANT))
        for connections in api.CONNECTIONS
    ),
    *(
        Aim(
            what=f"a page among {size:,}, slowest depth to fastest",
            bound=lists.FLAT,
            read=_largest(str(size)),
        )
        for size in lists.SIZES
    ),
)


def verdicts(figures: Figures) -> Iterator[Verdict]:
    """Each aim's, in their order."""
    for aim in AIMS:
        figure = aim.read(figures)
        is_met = figure >= aim.bound if aim.at_least else figure <= aim.bound
        sign = "≥" if aim.at_least else "≤"
        yield Verdict(what=aim.what, aim=f"{sign} {aim.bound:g}", figure=figure, is_met=is_met)


def tell(figures: Figures) -> list[dict[str, Any]]:
    """Print a line for each aim; the verdicts as mappings."""
    print("aims")
    found = list(verdicts(figures))
    for each in found:
        print(
            f"  {each.what:<52} {each.figure:>8.3f}  {each.aim:<7}"
            f"{'met' if each.is_met else 'NOT MET'}"
        )
    return [asdict(each) for each in found]
