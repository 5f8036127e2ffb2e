"""The tables that the page's script shows a part of at a time, as compact data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup

from audit.model import Location, Report, Row
from policies import Outcome

FIRST_SHOWN: Final = (
    Outcome.VIOLATION,
    Outcome.SUPPRESSED,
    Outcome.CORRECTED,
    Outcome.COMPLIANT,
    Outcome.NOT_APPLICABLE,
)
WHOLE_TEMPLATE: Final = "whole template"
"""The layer of what is judged of no single resource."""

_UNSAFE: Final = {ord(each): f"\\u{ord(each):04x}" for each in "<>&"}


def embedded(report: Report) -> Markup:
    """The tables as JSON in which nothing can end the element that holds it.

    Strings that recur stand once, in `strings`; entries refer to them, to `policies` and to
    `resources` by their index:

    - `judgements`: outcome, policy, resource, detail
    - `resources`: stack, logical id, type, path, layer, place
    - `inventory`: resource, name, tags, key, deletion policy
    - `corrections`: Aspect, path, property, before, after
    """
    return Markup(_encode(_data(report)).translate(_UNSAFE))  # noqa: S704 - escaped just here


_encode = json.JSONEncoder(separators=(",", ":")).encode


class _Strings:
    """Each string once."""

    def __init__(self) -> None:
        self._indexes: dict[str, int] = {}

    def index(self, text: str) -> int:
        return self._indexes.setdefault(text, len(self._indexes))

    def indexes(self, *texts: str) -> list[int]:
        return [self.index(text) for text in texts]

    def all(self) -> list[str]:
        return list(self._indexes)


def _data(report: Report) -> dict[str, Any]:
    strings = _Strings()
    resources = _resources(report)
    indexes = {key: number for number, key in enumerate(resources)}
    policies = {policy.id: number for number, policy in enumerate(report.policies)}
    outcomes = {outcome: number for number, outcome in enumerate(FIRST_SHOWN)}
    return {
        "outcomes": FIRST_SHOWN,
        "policies": [(policy.id, policy.family, policy.title) for policy in report.policies],
        "judgements": [
            (
                outcomes[row.outcome],
                policies[row.policy],
                indexes[row.stack, row.logical_id],
                strings.index(row.detail),
            )
            for row in sorted(report.rows, key=lambda row: outcomes[row.outcome])
        ],
        "resources": [strings.indexes(*resource) for resource in resources.values()],
        "inventory": [
            (
                indexes[item.stack, item.logical_id],
                *strings.indexes(item.name, _tags(item.tags), item.key, item.deletion_policy),
            )
            for item in report.resources
        ],
        "corrections": [
            strings.indexes(each.aspect, each.path, each.property, each.before, each.after)
            for each in report.corrections
        ],
        "strings": strings.all(),
    }


def _resources(report: Report) -> dict[tuple[str, str], tuple[str, ...]]:
    """Each resource, and each template as a whole, by stack and logical id."""
    places = report.places()
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for item in report.resources:
        key = item.stack, item.logical_id
        found[key] = (*key, item.type, item.path, item.layer, place(places.get(key)))
    for row in report.rows:
        key = row.stack, row.logical_id
        if key not in found:
            found[key] = (*key, row.resource_type, row.path, layer(row), place(places.get(key)))
    return found


def layer(row: Row) -> str:
    """The layer of a row whose resource is not in the inventory."""
    return "" if row.logical_id else WHOLE_TEMPLATE


def place(location: Location | None) -> str:
    """As `infra/stack.py:30`; empty for none."""
    return f"{location.file}:{location.line}" if location else ""


def _tags(tags: Mapping[str, str]) -> str:
    return "\n".join(f"{key}={tags[key]}" for key in sorted(tags))


def layers(report: Report) -> Iterator[tuple[str, Row]]:
    """Each row with its layer."""
    known = {(item.stack, item.logical_id): item.layer for item in report.resources}
    for row in report.rows:
        yield known.get((row.stack, row.logical_id)) or layer(row), row
