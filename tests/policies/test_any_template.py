"""No template makes a policy raise, or fall silent on what it judges.

The templates are the rows of every policy's table, with anything put in place of any part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from policies import POLICIES, Outcome, Policy, ResourcePolicy, Template
from tests.policies.arbitrary import VALUES
from tests.policies.table import RULES

HERE = Path(__file__).parent

TEMPLATES: tuple[dict[str, Any], ...] = tuple(
    dict(case.resources)
    for path in sorted(HERE.glob("*/test_*.py"))
    for case in getattr(
        import_module(f"tests.policies.{path.parent.name}.{path.stem}"), "CASES", ()
    )
    if case.resources
)

Step = tuple[Any, ...]


def _steps(value: object, to: Step = ()) -> Iterator[Step]:
    """The way to every part of a value."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, part in items:
        yield (*to, key)
        yield from _steps(part, (*to, key))


def _replace(template: dict[str, Any], way: Step, value: object) -> None:
    inner: Any = template
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value


@st.composite
def _documents(draw: st.DrawFn) -> dict[str, Any]:
    resources = deepcopy(draw(st.sampled_from(TEMPLATES)))
    # Without a type, or with properties that are none, it is no template: whoever reads it says so.
    shape = (("Type",), ("Properties",))
    ways = [way for way in _steps(resources) if len(way) > 1 and way[1:] not in shape]
    if ways:
        _replace(resources, draw(st.sampled_from(ways)), draw(VALUES))
    return {"Resources": resources}


def _rows(template: Template) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for policy in POLICIES:
        yield policy.id, tuple(policy.judge(template, RULES))


@settings(max_examples=300, deadline=None)
@given(_documents())
def test_no_policy_raises_or_is_silent(document: dict[str, Any]) -> None:
    for policy, rows in _rows(Template(document)):
        assert rows, policy
        assert all(row.policy == policy for row in rows)
        assert all(row.detail for row in rows if row.outcome is not Outcome.COMPLIANT)


@settings(max_examples=50, deadline=None)
@given(_documents())
def test_judging_changes_nothing_and_is_repeatable(document: dict[str, Any]) -> None:
    before = json.dumps(document)

    first = tuple(_rows(Template(document)))

    assert tuple(_rows(Template(document))) == first
    assert json.dumps(document) == before


def _types(policy: Policy) -> tuple[str, ...]:
    return policy.resource_types if isinstance(policy, ResourcePolicy) else ()


@pytest.mark.parametrize(
    "policy", [each for each in POLICIES if _types(each)], ids=lambda policy: policy.id
)
def test_every_resource_of_its_types_has_a_row(policy: Policy) -> None:
    resources = {f"It{index}": {"Type": name} for index, name in enumerate(_types(policy))}

    rows = tuple(policy.judge(Template({"Resources": resources}), RULES))

    assert {row.logical_id for row in rows} == set(resources)
