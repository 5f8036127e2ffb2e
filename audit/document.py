"""Reading a CloudFormation template, JSON or YAML, from a file that nobody vouches for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

MAXIMUM_BYTES: Final = 1_048_576
"""What CloudFormation itself takes from S3:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""
MAXIMUM_DEPTH: Final = 64
"""Deeper than any real template; shallow enough for every walk over it to recurse."""

MAXIMUM_NUMBER: Final = 64
"""Characters of a number; more are an attack on whoever converts it."""

SHORT_FUNCTIONS: Final = {
    "Ref": "Ref",
    "Condition": "Condition",
    **{
        name: f"Fn::{name}"
        for name in (
            "And",
            "Base64",
            "Cidr",
            "Equals",
            "FindInMap",
            "ForEach",
            "GetAtt",
            "GetAZs",
            "If",
            "ImportValue",
            "Join",
            "Length",
            "Not",
            "Or",
            "Select",
            "Split",
            "Sub",
            "ToJsonString",
            "Transform",
        )
    },
}
"""Tags of YAML's short form, as `!Sub`, and the keys that they stand for."""

_YAML: Final = "tag:yaml.org,2002:"
_CORE_TAGS: Final = {
    f"{_YAML}{name}": name for name in ("null", "bool", "int", "float", "str", "map", "seq")
}


class DocumentError(ValueError):
    """The file holds no template that can be judged; the message is one line."""


def read_document(path: Path) -> object:
    """The content of a template, its short functions in their long form.

    Args:
        path: a JSON or YAML file. What begins with `{` is JSON.

    Raises:
        DocumentError: the file can't be read, is too large or too deep, is neither JSON nor YAML,
            or uses what CloudFormation doesn't support in YAML, as aliases.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"{path}: {error.strerror}; expected a readable file.") from error
    if len(content) > MAXIMUM_BYTES:
        raise DocumentError(
            f"{path}: more than {MAXIMUM_BYTES} bytes; expected what CloudFormation takes."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path}: byte {error.start} is not UTF-8; expected a template."
        ) from error
    try:
        return _read_json(text) if text.lstrip().startswith("{") else _read_yaml(text)
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from error


def _read_json(text: str) -> object:
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"line {error.lineno}: {error.msg}; expected a JSON template."
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except DocumentError:
        raise
    except ValueError as error:
        # Python refuses to make a number of thousands of digits.
        raise DocumentError(f"{error}; expected a JSON template.") from error
    _examine_depth(document)
    return document


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise DocumentError(f"key {twice!r} is there twice; expected each key once.")
    return made


def _refuse_constant(name: str) -> object:
    raise DocumentError(f"{name} is no JSON value; expected a JSON template.")


def _examine_depth(document: object) -> None:
    level: list[Any] = [document]
    for _ in range(MAXIMUM_DEPTH + 1):
        containers = [value for value in level if isinstance(value, (dict, list)) and value]
        if not containers:
            return
        level = [
            child
            for value in containers
            for child in (value.values() if isinstance(value, dict) else value)
        ]
    raise _too_deep()


def _too_deep() -> DocumentError:
    return DocumentError(f"nested deeper than {MAXIMUM_DEPTH} levels; expected a template.")


def _read_yaml(text: str) -> object:
    try:
        return _YamlBuilder(text).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "unreadable"
        raise DocumentError(f"{line}{problem}; expected a YAML or JSON template.") from error


class _YamlBuilder:
    """Builds a document from libyaml's events, so that limits hold while it is read.

    PyYAML's own composer follows aliases, and needs time and stack without bound for what nests
    deeply.
    """

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        resolver: Any = yaml.resolver.Resolver()
        self._resolve = resolver.resolve
        self._constructor = yaml.constructor.SafeConstructor()

    def document(self) -> object:
        """The only document of the stream; `None` for an empty one."""
        value: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise DocumentError("several YAML documents; expected one template.")
                value = self._value(next(self._events), 0)
        return value

    def _value(self, event: yaml.Event, depth: int) -> object:
        if depth > MAXIMUM_DEPTH:
            raise _too_deep()
        if isinstance(event, yaml.AliasEvent):
            raise DocumentError(
                f"line {_line(event)}: alias *{event.anchor}; "
                "expected none, since CloudFormation supports no YAML aliases."
            )
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(depth)
        else:
            value = self._mapping(depth)
        return _in_long_form(event, value)

    def _sequence(self, depth: int) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return items

    def _mapping(self, depth: int) -> dict[str, object]:
        made: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise DocumentError(f"line {line}: a key that is no text; expected a text.")
            if event.value in made:
                raise DocumentError(
                    f"line {line}: key {event.value!r} is there twice; expected each key once."
                )
            made[event.value] = self._value(next(self._events), depth + 1)
        return made

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        tag = event.tag
        if tag is None:
            tag = str(self._resolve(yaml.ScalarNode, event.value, event.implicit))
        if _CORE_TAGS.get(tag, "str") == "str":
            # Dates stay texts: CloudFormation has no other reading of 2010-09-09.
            return event.value
        if len(event.value) > MAXIMUM_NUMBER:
            raise DocumentError(
                f"line {_line(event)}: a number of {len(event.value)} characters; "
                f"expected at most {MAXIMUM_NUMBER}."
            )
        try:
            return self._constructor.construct_object(yaml.ScalarNode(tag, event.value))
        except (KeyError, ValueError) as error:
            raise DocumentError(
                f"line {_line(event)}: {event.value[:40]!r} is no "
                f"{_CORE_TAGS[tag]}; expected a YAML value."
            ) from error


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _in_long_form(event: yaml.Event, value: object) -> object:
    tag: str | None = getattr(event, "tag", None)
    if tag is None or tag == "!" or tag in _CORE_TAGS:
        return value
    name = tag.removeprefix("!")
    if name not in SHORT_FUNCTIONS:
        shown = tag.replace(_YAML, "!!")
        raise DocumentError(
            f"line {_line(event)}: unknown function {shown[:40]}; "
            f"expected one of {', '.join(f'!{each}' for each in SHORT_FUNCTIONS)}."
        )
    if name == "GetAtt" and isinstance(value, str):
        value = list(value.partition(".")[::2])
    return {SHORT_FUNCTIONS[name]: value}
