"""Which videos an operator means: `probe_version < 3 and status = 'refused'`."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
        ConditionError: the text is something else.
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
            return tuple(conditions)
        joint = AND.match(text, position)
        if joint is None:
            raise ConditionError(f"{text[position:].strip()!r}: expected `and` or the end.")
        position = joint.end()


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
    return Condition(column=column, operator=cast("Operator", comparison["operator"]), value=value)
