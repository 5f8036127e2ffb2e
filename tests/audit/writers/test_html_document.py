from __future__ import annotations

import base64
import hashlib
import json
import re
from copy import deepcopy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from audit.model import Location, NagRule, PluginFinding, Report, Verdict
from audit.writers.html.charts import bar
from audit.writers.html_document import LAYERS_SHOWN, HtmlWriter
from policies import Outcome
from tests.audit.sample import REPORT, row

DOCUMENT = Path(__file__).parent / "documents" / "compliance.html"

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "-->",
    "\"' onload=alert(1) x='",
    "<img src=x onerror=alert(1)>",
    "]]>",
    "&lt;b&gt;&amp;",
    "{{ 7 * 7 }}{% raw %}",
    "\u2028\u2029\x00\x1b[31m",
    "javascript:alert(1)",
    "\u202egnp.exe",
)


class Page(HTMLParser):
    """The elements of a page, in order, its text, and what its scripts and its style hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.contents: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self._within = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        if tag != "wbr":
            self.text += " "
            self.elements.append((tag, tuple(name for name, _ in attrs)))
            self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, _tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within in self.contents:
            self.contents[self._within].append(data)
        else:
            self.text += data

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.contents["script"][0])

    @property
    def policy(self) -> str:
        (policy,) = (
            attributes["content"] or ""
            for tag, attributes in self.attributes
            if attributes.get("http-equiv") == "Content-Security-Policy"
        )
        return policy


def read(report: Report) -> Page:
    return Page(HtmlWriter().write(report))


def said(report: Report) -> str:
    """The page's text, as it is read."""
    return " ".join(read(report).text.split())


def bare(page: str) -> str:
    """The page without its style, its script and their hashes, which say nothing of the report."""
    page = re.sub(r"(<style>).*?(</style>)", r"\1\2", page, flags=re.DOTALL)
    page = re.sub(r"(<script>).*?(</script>)", r"\1\2", page, flags=re.DOTALL)
    return re.sub(r"sha256-[^']+", "sha256-", page)


def test_whole_document() -> None:
    assert bare(HtmlWriter().write(REPORT)) == DOCUMENT.read_text(encoding="utf-8")


def test_data_of_the_tables() -> None:
    data = read(REPORT).data
    strings = data["strings"]

    def told(indexes: list[int]) -> list[str]:
        return [strings[index] for index in indexes]

    assert data["outcomes"][:2] == ["violation", "suppressed"]
    assert data["policies"] == [
        ["KMS-1", "KMS", "Database storage is encrypted."],
        ["TAG-1", "TAG", "Every resource is tagged."],
    ]
    assert [each[:3] for each in data["judgements"]] == [[0, 0, 0], [2, 1, 0]]
    assert told([each[3] for each in data["judgements"]]) == [REPORT.rows[0].detail, ""]
    assert [told(each) for each in data["resources"]] == [
        [
            "stack-dev",
            "Database",
            "AWS::RDS::DBInstance",
            "stack-dev/Database/Instance",
            "Database",
            "infra/storage/database.py:12",
        ]
    ]
    assert [(each[0], told(each[1:])) for each in data["inventory"]] == [
        (0, ["database-dev", "Owner=platform", "Key", "Delete"])
    ]
    assert [told(each) for each in data["corrections"]] == [
        ["RequiredTags", "stack-dev/Database/Instance", "Tags.Owner", "", "platform"]
    ]


def test_what_is_of_no_resource_has_a_layer_and_a_place() -> None:
    whole = replace(row("KMS-1", Outcome.COMPLIANT), logical_id="", resource_type="", path="")
    data = read(replace(REPORT, rows=(whole,))).data
    resource = data["resources"][data["judgements"][0][2]]
    assert [data["strings"][index] for index in resource] == [
        *("stack-dev", "", "", "", "whole template", "infra/stack.py:30")
    ]


def test_what_is_allowed_is_the_style_and_the_script_and_nothing_else() -> None:
    page = read(REPORT)
    assert re.sub(r"sha256-[^']+", "sha256-", page.policy).split("; ") == [
        "default-src 'none'",
        "style-src 'sha256-'",
        "script-src 'sha256-'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    allowed = [*page.contents["style"], page.contents["script"][1]]
    assert re.findall(r"sha256-([^']+)", page.policy) == [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in allowed
    ]


def test_nothing_is_fetched() -> None:
    page = read(REPORT)
    fetched = [
        (tag, value)
        for tag, attributes in page.attributes
        for name, value in attributes.items()
        if name in {"src", "srcset", "data", "action", "style"} or (name == "href" and tag != "a")
    ]
    assert [(tag, (value or "")[:5]) for tag, value in fetched] == [("link", "data:")]
    assert not re.search(r"url\(|@import|@font-face", page.contents["style"][0])


def with_text(text: str) -> Report:
    """The sample with a text in every place that a template or our code can fill."""
    (policy, other), (violation, corrected) = REPORT.policies, REPORT.rows
    location = Location(file=text, line=1)
    return replace(
        REPORT,
        suffix=text,
        profile=text,
        commit=text,
        tools={"cdk-nag": text, text: text},
        templates=tuple(
            replace(each, file=text, region=text, sha256=text, location=location)
            for each in REPORT.templates
        ),
        policies=(replace(policy, title=text, rationale=text, remedy=text), other),
        rows=(
            replace(violation, path=text, detail=text, resource_type=text),
            replace(corrected, logical_id=text, path=text),
        ),
        nag=tuple(
            replace(each, id=text, description=text, findings=(text,), acknowledged=(text,))
            for each in REPORT.nag
        ),
        findings=tuple(
            replace(each, plugin=text, rule=text, path=text, detail=text, remedy=text)
            for each in REPORT.findings
        ),
        suppressions=tuple(
            replace(each, finding=text, paths=(text,), reason=text, owner=text)
            for each in REPORT.suppressions
        ),
        corrections=tuple(
            replace(each, aspect=text, path=text, property=text, before=text, after=text)
            for each in REPORT.corrections
        ),
        resources=tuple(
            replace(
                each,
                type=text,
                path=text,
                layer=text,
                name=text,
                tags={text: text},
                key=text,
                deletion_policy=text,
                location=location,
            )
            for each in REPORT.resources
        ),
        requirements=tuple(replace(each, requirement=text) for each in REPORT.requirements),
        errors=(text,),
    )


HARMLESS = read(with_text("harmless"))


@given(st.sampled_from(HOSTILE) | st.text(min_size=1))
def test_no_text_becomes_an_element_or_an_attribute(text: str) -> None:
    page = read(with_text(text))
    assert page.elements == HARMLESS.elements
    assert page.contents["style"] == HARMLESS.contents["style"]
    assert page.contents["script"][1:] == HARMLESS.contents["script"][1:]
    assert text in page.data["strings"]
    assert text in page.text


def test_a_lone_surrogate_is_shown_as_what_it_is() -> None:
    page = read(replace(REPORT, errors=("broken \ud800.",)))
    assert "broken ?." in page.text


NAG = NagRule(id="AwsSolutions-X1", description="X.", resources=0, findings=(), acknowledged=())


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        pytest.param(NAG, "1 rule not evaluated AwsSolutions-X1 X.", id="not evaluated"),
        pytest.param(
            replace(NAG, resources=2),
            "AwsSolutions-X1 X. 2 resources no finding 0 rules not evaluated",
            id="no finding",
        ),
        pytest.param(
            replace(NAG, resources=1, acknowledged=("a/b",)),
            "AwsSolutions-X1 X. 1 resource acknowledged a/b",
            id="acknowledged",
        ),
        pytest.param(
            replace(NAG, resources=2, findings=("a/c",), acknowledged=("a/b",)),
            "AwsSolutions-X1 X. 2 resources finding a/c acknowledged a/b",
            id="finding",
        ),
    ],
)
def test_a_rule_of_nag_says_what_it_was_evaluated_on(rule: NagRule, shown: str) -> None:
    text = said(replace(REPORT, nag=(rule,)))
    assert shown in text
    assert text.count("AwsSolutions-X1 X.") == 1


def test_without_nag_no_rule_is_said_to_be_evaluated() -> None:
    text = said(replace(REPORT, nag=(), errors=("cdk-nag: nothing judged.",)))
    assert "No rule of cdk-nag was evaluated." in text
    assert "These parts of the judgement were not made." in text
    assert "cdk-nag: nothing judged." in text


CLEAN = replace(REPORT, rows=(row("TAG-1", Outcome.COMPLIANT),), findings=())


@pytest.mark.parametrize(
    ("report", "headline"),
    [
        pytest.param(
            CLEAN,
            "Compliant Nothing violates a policy or a rule. 1 accepted by reviewed suppressions.",
            id="compliant",
        ),
        pytest.param(
            replace(CLEAN, suppressions=()),
            "Compliant Nothing violates a policy or a rule. Resources",
            id="without exceptions",
        ),
        pytest.param(
            replace(REPORT, errors=("x",)),
            "Violated 1 policy violation, 1 other finding, 1 unjudged part.",
            id="violated",
        ),
        pytest.param(
            replace(REPORT, findings=REPORT.findings * 2, rows=()),
            "Violated 2 other findings.",
            id="found by others",
        ),
        pytest.param(
            replace(REPORT, templates=()),
            "Not evaluated No template was judged.",
            id="nothing to judge",
        ),
    ],
)
def test_verdict_stands_first(report: Report, headline: str) -> None:
    assert headline in said(report)


def test_an_empty_report() -> None:
    empty = Report(
        time="2026-01-31T12:00:00Z",
        commit="",
        suffix="",
        profile="",
        tools={},
        templates=(),
        policies=(),
        rows=(),
        nag=(),
        findings=(),
        suppressed_findings=(),
        suppressions=(),
        corrections=(),
        resources=(),
        requirements=(),
        errors=(),
    )
    text = said(empty)
    assert empty.verdict is Verdict.NOT_EVALUATED
    assert "The Aspects had nothing to correct." in text
    assert "Commit unknown" in text


@pytest.mark.parametrize(
    ("expires", "shown"),
    [
        ("2026-01-30", "2026-01-30 expired"),
        ("2026-01-31", "2026-01-31 expires soon"),
        ("2026-03-02", "2026-03-02 expires soon"),
        ("2026-03-03", "2026-03-03 Corrections"),
    ],
)
def test_the_end_of_a_suppression_is_told(expires: str, shown: str) -> None:
    suppression = replace(REPORT.suppressions[0], expires=expires)
    assert shown in said(replace(REPORT, suppressions=(suppression,)))


def test_advice_comes_behind_what_fails() -> None:
    advice = PluginFinding(
        plugin="Construct Annotations",
        rule="advice",
        severity="warning",
        path="stack-dev/Database",
        detail="It is old.",
        remedy="Renew it.",
        location=None,
    )
    text = said(replace(REPORT, findings=(advice, *REPORT.findings)))
    told = [text.index(each) for each in ("Judge: Policies", "Judge: AwsSolutions", "Advice.")]
    assert told == sorted(told)
    assert "stack-dev/Database It is old. Remedy. Renew it." in text


def test_many_places_of_one_fault_are_folded() -> None:
    rows = tuple(replace(REPORT.rows[0], path=f"stack-dev/{number}") for number in range(8))
    text = said(replace(REPORT, rows=rows))
    assert "8 places." in text
    assert "3 more stack-dev/5" in text


def test_small_layers_share_a_bar() -> None:
    resources = tuple(
        replace(REPORT.resources[0], logical_id=f"R{number}", layer=f"Layer{number:02}")
        for number in range(LAYERS_SHOWN + 2)
    )
    rows = tuple(replace(REPORT.rows[1], logical_id=resource.logical_id) for resource in resources)
    text = said(replace(REPORT, resources=resources, rows=(*rows, rows[-1])))
    assert "By layer Layer Judgements Layer21 2 corrected Layer00 1 corrected" in text
    assert "Layer18 1 corrected 2 smaller layers 2 corrected Requirements" in text


@pytest.mark.parametrize(
    ("counts", "longest", "segments"),
    [
        pytest.param({}, 1, [], id="nothing"),
        pytest.param(
            {Outcome.VIOLATION: 1, Outcome.COMPLIANT: 3},
            8,
            [("compliant", "0.0", "375.0"), ("violation", "375.0", "125.0")],
            id="in the order of the outcomes",
        ),
        pytest.param(
            {Outcome.COMPLIANT: 500, Outcome.VIOLATION: 1},
            1002,
            [("compliant", "0.0", "499.0"), ("violation", "499.0", "6.0")],
            id="the smallest is seen",
        ),
        pytest.param(
            {Outcome.COMPLIANT: 9999, Outcome.NOT_APPLICABLE: 1},
            10000,
            [("compliant", "0.0", "994.0"), ("not-applicable", "994.0", "6.0")],
            id="all fit",
        ),
    ],
)
def test_bar(
    counts: dict[Outcome, int], longest: int, segments: list[tuple[str, str, str]]
) -> None:
    found = re.findall(r'<rect class="(\S+)" x="(\S+)" width="(\S+)"', bar(counts, longest))
    assert found == segments


def test_same_report_same_bytes() -> None:
    assert HtmlWriter().write(REPORT) == HtmlWriter().write(deepcopy(REPORT))
