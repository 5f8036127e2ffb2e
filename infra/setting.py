"""How one value of the CDK context is read: what it may be, and what is said when it is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Parser: TypeAlias = Callable[[str, object], T]
"""Takes the key and the value; gives the setting or raises `SettingError`."""


class SettingError(ValueError):
    """A context value is wrong; the message is one line with the key, the value and the rule."""

    def __init__(self, key: str, value: object, rule: str) -> None:
        shown = str(value) if str(value).isprintable() else repr(value)
        super().__init__(f"{key}={shown}: expected {rule}.")


def whole_number(minimum: int, maximum: int) -> Parser[int]:
    """A number without a fraction, from the minimum to the maximum."""

    def parse(key: str, value: object) -> int:
        if re.fullmatch(r"[0-9]{1,9}", str(value)) and minimum <= int(str(value)) <= maximum:
            return int(str(value))
        raise SettingError(key, value, f"a whole number from {minimum} to {maximum}")

    return parse


def one_of(*allowed: str) -> Parser[str]:
    """One of these words."""

    def parse(key: str, value: object) -> str:
        if str(value) in allowed:
            return str(value)
        raise SettingError(key, value, f"one of {', '.join(allowed)}")

    return parse


def flag(key: str, value: object) -> bool:
    """True or false, as JSON or the command line writes them."""
    return one_of("true", "false")(key, str(value).lower()) == "true"


def matching(pattern: str, rule: str) -> Parser[str]:
    """A text that a regular expression matches as a whole; the rule says so to a person."""

    def parse(key: str, value: object) -> str:
        if re.fullmatch(pattern, str(value), re.ASCII):
            return str(value)
        raise SettingError(key, value, rule)

    return parse
