"""JSON schemas of the dataclasses that the API answers with."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Schema = dict[str, Any]

SIMPLE: Final[Mapping[type, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    NoneType: {"type": "null"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    Fraction: {"type": "string", "pattern": "^-?[0-9]+(/[0-9]+)?$"},
}
ATTRIBUTE: Final = re.compile(r"^    (\w+): (.*(?:\n      .*)*)", re.MULTILINE)
REFERENCES: Final = "#/components/schemas/"


def schema_of(kind: Any, components: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any type
    """The schema of a type; of a dataclass, a reference to what is put into the components.

    Raises:
        TypeError: there is no schema for the type.
    """
    if kind in SIMPLE:
        return dict(SIMPLE[kind])
    if isinstance(kind, type) and is_dataclass(kind):
        if kind.__name__ not in components:
            components[kind.__name__] = object_schema(kind, components)
        return {"$ref": f"{REFERENCES}{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [each.value for each in kind]}
    return _generic_schema(kind, components)


def _generic_schema(kind: Any, components: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any type
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin in {Union, UnionType}:
        return _any_of([schema_of(each, components) for each in arguments])
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return {"type": "array", "items": schema_of(arguments[0], components)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": schema_of(arguments[1], components)}
    raise TypeError(f"{kind!r}: no JSON schema; expected a type of {list(SIMPLE)} or made of them.")


def object_schema(kind: type, components: dict[str, Schema]) -> Schema:
    """The schema of a dataclass, described by its docstring."""
    documentation = inspect.getdoc(kind) or ""
    described = dict(ATTRIBUTE.findall(documentation))
    types = get_type_hints(kind)
    return {
        "type": "object",
        "description": documentation.split("\n", 1)[0],
        "properties": {
            field.name: {
                **schema_of(types[field.name], components),
                "description": " ".join(described[field.name].split()),
            }
            for field in fields(kind)
        },
    }


def _any_of(schemas: list[Schema]) -> Schema:
    kinds = [each.get("type") for each in schemas]
    # `null` beside a simple type reads best as a list of types.
    if all(isinstance(each, str) for each in kinds) and not any("enum" in each for each in schemas):
        merged: Schema = {}
        for each in schemas:
            merged |= each
        return {**merged, "type": kinds}
    return {"anyOf": schemas}
