"""compliance.html: the report for people, as one page that needs nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import Markup

from audit.diff import SOON
from audit.model import NagRule, Policy, Report, Suppression, Verdict
from audit.writers.html.charts import bar, slug, words
from audit.writers.html.tables import embedded, layers, place
from audit.writers.writer import Writer
from policies import Outcome

FILES: Final = Path(__file__).parent / "html"
LAYERS_SHOWN: Final = 20
"""Bars of the chart by layer; the smaller layers share one more."""


class HtmlWriter(Writer):
    """One self-contained page: no request, no server, its script and style allowed by hash."""

    file_name = "compliance.html"

    def write(self, report: Report) -> str:
        """HTML. What the report says is escaped, and shown as text."""
        style, script = (
            (FILES / name).read_text(encoding="utf-8") for name in ("page.css", "page.js")
        )
        page = _template().render(
            report=report,
            style=style,
            script=script,
            policy=content_security_policy(style, script),
            headline=_headline(report),
            totals=Counter(row.outcome for row in report.rows),
            charts=_charts(report),
            faults=list(_faults(report)),
            catalogue=_catalogue(report),
            nag=_nag(report.nag),
            suppressions=[_expiring(each, report) for each in report.suppressions],
            place=place,
            bar=bar,
            data=embedded(report),
            Outcome=Outcome,
            Verdict=Verdict,
        )
        # A lone surrogate, which a template can hold as an escape, is no character of a file.
        return page.encode(errors="replace").decode()


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FILES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "slug": slug,
        "words": words,
        "breakable": breakable,
        "counted": counted,
        "number": "{:,}".format,
    }
    return environment.get_template("page.html")


def content_security_policy(style: str, script: str) -> str:
    """What the page may do: apply this style and run this script, and nothing else.

    https://www.w3.org/TR/CSP3/
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_source(style)}",
            f"script-src {_source(script)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def breakable(path: str) -> Markup:
    """The path, which may break behind a separator."""
    return Markup("<wbr>").join(re.split(r"(?<=/)|(?<=::)", path))


def _headline(report: Report) -> str:
    if report.verdict is Verdict.NOT_EVALUATED:
        return "No template was judged."
    if report.verdict is Verdict.COMPLIANT:
        accepted = sum(len(each.paths) for each in report.suppressions)
        exceptions = f" {accepted:,} accepted by reviewed suppressions." if accepted else ""
        return f"Nothing violates a policy or a rule.{exceptions}"
    found = (
        (sum(row.outcome is Outcome.VIOLATION for row in report.rows), "policy violation"),
        (sum(each.fails for each in report.findings), "other finding"),
        (len(report.errors), "unjudged part"),
    )
    return f"{', '.join(counted(number, noun) for number, noun in found if number)}."


def counted(number: int, noun: str) -> str:
    """As "1 resource", "2,000 resources"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A line of a chart.

    Attributes:
        label: what it is of.
        counts: its segments.
        facet: the column of the judgements that the label is a value of; empty for none.
    """

    label: str
    counts: Mapping[Outcome, int]
    facet: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars that can be compared: `longest` is the sum of the longest."""

    title: str
    head: str
    bars: Sequence[Bar]
    longest: int


def _charts(report: Report) -> list[Chart]:
    family = {policy.id: policy.family for policy in report.policies}
    by_family = _counts((family[row.policy], row.outcome) for row in report.rows)
    by_layer = _counts((layer, row.outcome) for layer, row in layers(report))
    largest = sorted(by_layer, key=lambda layer: (-by_layer[layer].total(), layer))
    others = sum((by_layer[layer] for layer in largest[LAYERS_SHOWN:]), Counter[Outcome]())
    layer_bars = [
        Bar(label=layer, counts=by_layer[layer], facet="layer") for layer in largest[:LAYERS_SHOWN]
    ]
    if others:
        label = counted(len(largest) - LAYERS_SHOWN, "smaller layer")
        layer_bars.append(Bar(label=label, counts=others, facet=""))
    return [
        _chart(
            "By policy family",
            "Family",
            [Bar(label=name, counts=counts, facet="family") for name, counts in by_family.items()],
        ),
        _chart("By layer", "Layer", layer_bars),
    ]


def _counts(pairs: Iterable[tuple[str, Outcome]]) -> dict[str, Counter[Outcome]]:
    counts: dict[str, Counter[Outcome]] = {}
    for name, outcome in pairs:
        counts.setdefault(name, Counter())[outcome] += 1
    return counts


def _chart(title: str, head: str, bars: Sequence[Bar]) -> Chart:
    longest = max((sum(bar.counts.values()) for bar in bars), default=1)
    return Chart(title=title, head=head, bars=bars, longest=longest)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a fault is: construct path, the code that makes it, what is wrong."""

    path: str
    place: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Everything wrong by one policy or rule.

    Attributes:
        rule: id of the policy, or of another judge's rule.
        title: the condition that is not met.
        judge: who says so.
        remedy: what to do; empty where the judge didn't tell.
        fails: whether it fails a synthesis.
        places: where it was found.
    """

    rule: str
    title: str
    judge: str
    remedy: str
    fails: bool
    places: Sequence[Place]


def _faults(report: Report) -> Iterator[Fault]:
    """What fails a synthesis first, our policies before other judges."""
    faults = [*_violations(report), *_findings(report)]
    return iter(sorted(faults, key=lambda fault: not fault.fails))


def _violations(report: Report) -> Iterator[Fault]:
    code = report.places()
    places: dict[str, list[Place]] = {}
    for row in report.rows:
        if row.outcome is Outcome.VIOLATION:
            found = Place(
                path=row.path or row.logical_id or row.stack,
                place=place(code.get((row.stack, row.logical_id))),
                detail=row.detail,
            )
            places.setdefault(row.policy, []).append(found)
    for policy in report.policies:
        if policy.id in places:
            yield Fault(
                rule=policy.id,
                title=policy.title,
                judge="Policies",
                remedy=policy.remedy,
                fails=True,
                places=places[policy.id],
            )


def _findings(report: Report) -> Iterator[Fault]:
    descriptions = {rule.id: rule.description for rule in report.nag}
    places: dict[tuple[str, str, str, bool], list[Place]] = {}
    for each in report.findings:
        key = each.plugin, each.rule, each.remedy, each.fails
        found = Place(path=each.path, place=place(each.location), detail=each.detail)
        places.setdefault(key, []).append(found)
    for (plugin, rule, remedy, fails), found_at in places.items():
        yield Fault(
            rule=rule,
            title=descriptions.get(rule.partition("[")[0], ""),
            judge=plugin,
            remedy=remedy,
            fails=fails,
            places=found_at,
        )


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A policy, how it judged, and its sources: text, and whether it is an address."""

    policy: Policy
    counts: Mapping[Outcome, int]
    sources: Sequence[tuple[str, bool]]


def _catalogue(report: Report) -> dict[str, list[Judged]]:
    """The policies with how they judged, by family."""
    counts = _counts((row.policy, row.outcome) for row in report.rows)
    families: dict[str, list[Judged]] = {}
    for policy in report.policies:
        sources = [(text, text.startswith("https://")) for text in policy.source.split("; ")]
        families.setdefault(policy.family, []).append(
            Judged(policy=policy, counts=counts.get(policy.id, {}), sources=sources)
        )
    return families


@dataclass(frozen=True, kw_only=True)
class Nag:
    """The rules of cdk-nag that had something to look at, and those that had not."""

    evaluated: Sequence[tuple[NagRule, str]]
    not_evaluated: Sequence[NagRule]


def _nag(rules: Sequence[NagRule]) -> Nag:
    """A rule that reported nothing has no finding; that it passed, nobody says."""
    judged = [(rule, _status(rule)) for rule in rules]
    order = ("finding", "acknowledged", "no finding")
    return Nag(
        evaluated=sorted(
            ((rule, status) for rule, status in judged if status in order),
            key=lambda each: order.index(each[1]),
        ),
        not_evaluated=[rule for rule, status in judged if status not in order],
    )


def _status(rule: NagRule) -> str:
    if rule.findings:
        return "finding"
    if rule.acknowledged:
        return "acknowledged"
    return "no finding" if rule.resources else "not evaluated"


def _expiring(suppression: Suppression, report: Report) -> tuple[Suppression, str]:
    """The suppression, and what has to be said of its last day."""
    today = date.fromisoformat(report.time[:10])
    if suppression.expires < today.isoformat():
        return suppression, "expired"
    if suppression.expires <= (today + SOON).isoformat():
        return suppression, "expires soon"
    return suppression, ""
