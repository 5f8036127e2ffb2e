"""Which videos an operator means: `probe_version < 3 and status = 'refused'`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

Operator = Literal["<", "<=", "=", "!=", ">=", ">"]

COLUMNS: Final[Mapping[str, type[int | str]]] = {
    "probe_version": int,
    "status": str,
    "reason": str,
    "container": str,
    "codec": str,
    "bucket": str,
    "key": str,
}
"""What may be asked for, with the type of its values."""

ONLY_OF: Final[Mapping[str, str]] = {
    "container": "probed",
    "codec": "probed",
    "reason": "refused",
}
"""Columns that records of one status alone have, with that status."""

COMPARISON: Final = re.compile(
    r"\s*(?P<column>[a-z_]+)\s*(?P<operator><=|>=|!=|<|>|=)\s*"
    r"(?:(?P<number>-?[0-9]{1,18})|'(?P<text>(?:[^']|'')*)')\s*"
)
AND: Final = re.compile(r"(?i:and)\b")


class ConditionError(ValueError):
    """A text that names no videos; the message says where and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One comparison of a column with a value.

    Attributes:
        column: one of `COLUMNS`.
        operator: as SQL writes it.
        value: of the column's type.
    """

    column: str
    operator: Operator
    value: int | str


def parse_conditions(text: str) -> tuple[Condition, ...]:
    """Comparisons joined by `and`; texts stand in single quotes, doubled inside, as in SQL.

    Raises:
        ConditionError: the text is something else, or nothing can ever match it.
    """
    conditions = []
    position = 0
    while True:
        comparison = COMPARISON.match(text, position)
        if comparison is None:
            raise ConditionError(
                f"{text[position:].strip()!r}: no comparison; expected one like "
                "`probe_version < 3` or `status = 'refused'`."
            )
        conditions.append(_condition(comparison))
        position = comparison.end()
        if position == len(text):
            _check_statuses(conditions)
            return tuple(conditions)
        joint = AND.match(text, position)
        if joint is None:
            raise ConditionError(f"{text[position:].strip()!r}: expected `and` or the end.")
        position = joint.end()


def _check_statuses(conditions: Sequence[Condition]) -> None:
    # Else nothing would match, and that looks as if all were well.
    statuses = {status: each.column for each in conditions if (status := _status(each)) is not None}
    if len(statuses) > 1:
        raise ConditionError(
            f"{' and '.join(statuses.values())}: no video matches both; what is refused has no "
            "container and no codec, what is probed has no reason."
        )


def _status(condition: Condition) -> int | str | None:
    """Of all that can match; `None` if it may be any."""
    if condition.column == "status" and condition.operator == "=":
        return condition.value
    return ONLY_OF.get(condition.column)


def _is_text(value: str) -> bool:
    """Whether it is no bytes of another encoding, as arguments may be."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _condition(comparison: re.Match[str]) -> Condition:
    column, number, text = comparison["column"], comparison["number"], comparison["text"]
    if column not in COLUMNS:
        raise ConditionError(f"{column}: no such column; expected one of {', '.join(COLUMNS)}.")
    value = int(number) if number is not None else text.replace("''", "'")
    expected = COLUMNS[column]
    if not isinstance(value, expected):
        kind = "a whole number" if expected is int else "a text in single quotes"
        raise ConditionError(f"{column}: {value!r}; expected {kind}.")
    if isinstance(value, str) and not _is_text(value):
        raise ConditionError(f"{column}: {value!r}; expected text.")
    operator = cast("Operator", comparison["operator"])
    if column == "container" and (operator not in {"=", "!="} or not value):
        raise ConditionError(
            f"container {operator} {value!r}: expected `=` or `!=` and one of its names, as 'mp4'."
        )
    return Condition(column=column, operator=operator, value=value)
