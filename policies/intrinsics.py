"""What can be told of CloudFormation functions without deploying them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_PSEUDO: Final = re.compile(r"\$\{AWS::(\w+)\}")
_PLACEHOLDER: Final = re.compile(r"\$\{([^!}][^}]*)\}")


def text(value: object) -> str | None:
    """The text that a value makes, each reference in it as `${Name}` or `${Name.Attribute}`.

    Literals, `Ref`, `Fn::GetAtt`, `Fn::Join` over those, and `Fn::Sub` are told; `None` stands for
    whatever else, as `Fn::If` or `Fn::ImportValue`, that only a deployment decides.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((function, argument),) = value.items()
    tell = _TELLING.get(function)
    return None if tell is None else tell(argument)


def _ref(argument: object) -> str | None:
    return f"${{{argument}}}" if isinstance(argument, str) else None


def _get_att(argument: object) -> str | None:
    match argument:
        case str(name):
            return f"${{{name}}}"
        case [str(name), str(attribute)]:
            return f"${{{name}.{attribute}}}"
    return None


def _join(argument: object) -> str | None:
    match argument:
        case [str(delimiter), list(parts)]:
            told = [text(part) for part in parts]
            known = [each for each in told if each is not None]
            return delimiter.join(known) if len(known) == len(told) else None
    return None


def _sub(argument: object) -> str | None:
    match argument:
        case str(pattern):
            return pattern
        case [str(pattern), dict(variables)]:
            return _substitute(pattern, variables)
    return None


def _substitute(pattern: str, variables: Mapping[str, object]) -> str | None:
    told = {name: text(value) for name, value in variables.items()}
    known = {name: value for name, value in told.items() if value is not None}
    if len(known) < len(told):
        return None
    return _PLACEHOLDER.sub(lambda match: known.get(match[1], match[0]), pattern)


_TELLING: Final[Mapping[str, Callable[[object], str | None]]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Join": _join,
    "Fn::Sub": _sub,
}
"""How the text of each function is told."""


@dataclass(frozen=True)
class Arn:
    """The parts of an ARN that say what it names."""

    service: str
    account: str
    resource: str

    @classmethod
    def parse(cls, told: str) -> Arn | None:
        """The ARN that a text of `text` is, `None` where it is none.

        A reference to a whole ARN, as `${Queue.Arn}`, is none.
        """
        # A pseudo parameter carries colons of its own.
        parts = _PSEUDO.sub(r"${\1}", told).split(":", 5)
        if len(parts) < 6 or parts[0] != "arn":  # noqa: PLR2004 - arn:partition:service:region:account:resource
            return None
        return cls(service=parts[2], account=parts[4], resource=parts[5])


def references(value: object) -> frozenset[str]:
    """Every logical id, parameter and pseudo parameter that a value refers to, however deep."""
    found: set[str] = set()
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, list):
            left.extend(each)
        elif isinstance(each, dict):
            if len(each) != 1:
                left.extend(each.values())
                continue
            (call,) = each.items()
            match call:
                case ("Ref", str(name)) | ("Fn::GetAtt", [str(name), *_]):
                    found.add(name)
                case ("Fn::GetAtt", str(name)):
                    found.add(name.partition(".")[0])
                case ("Fn::Sub", str(pattern)):
                    found |= _placeholders(pattern)
                case ("Fn::Sub", [str(pattern), variables]):
                    found |= _placeholders(pattern)
                    left.append(variables)
                case (_, argument):
                    left.append(argument)
    return frozenset(found)


def _placeholders(pattern: str) -> set[str]:
    return {match[1].partition(".")[0] for match in _PLACEHOLDER.finditer(pattern)}
