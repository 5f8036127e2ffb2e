"""Where our code makes a resource."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.model import Location


@dataclass(frozen=True)
class MakingClass:
    """A class of ours that makes a construct: its file, from the root, and its name."""

    file: str
    name: str


@dataclass(frozen=True)
class _Source:
    line: int
    literal: Mapping[str, Sequence[int]]
    """Lines of calls, by the id that they give."""
    formatted: Sequence[tuple[re.Pattern[str], int]]
    """Lines of calls that give an f-string, and what it can become."""

    def calls(self, construct_id: str) -> Sequence[int]:
        return self.literal.get(construct_id) or [
            line for pattern, line in self.formatted if pattern.fullmatch(construct_id)
        ]


class Origins:
    """Finds the lines that make resources.

    The CDK under Python records no call stack of ours. The guard records which classes of ours
    make a construct; within their sources, the call that is given the resource's construct id, or
    that of the closest construct around it, makes it. Where no id leads to one call, because it is
    computed or used twice, the class is told.

    Args:
        classes: by construct path, the most special class first.
        root: what the files of the classes are relative to.
    """

    def __init__(self, classes: Mapping[str, Sequence[MakingClass]], root: Path) -> None:
        self._classes = classes
        self._root = root
        self._files: dict[str, Mapping[str, _Source]] = {}

    def locate(self, path: str) -> Location | None:
        """The place that makes what is at a construct path; `None` where it can't be told."""
        around, ids = path, list[str]()
        while around and around not in self._classes:
            around, _, construct_id = around.rpartition("/")
            ids.append(construct_id)
        sources = [
            (each.file, source)
            for each in self._classes.get(around, ())
            if (source := self._sources(each.file).get(each.name))
        ]
        for construct_id in ids:
            calls = [
                (file, line) for file, source in sources for line in source.calls(construct_id)
            ]
            if len(calls) == 1:
                return Location(file=calls[0][0], line=calls[0][1])
        return Location(file=sources[0][0], line=sources[0][1].line) if sources else None

    def _sources(self, file: str) -> Mapping[str, _Source]:
        if file not in self._files:
            self._files[file] = dict(_read(self._root / file))
        return self._files[file]


def _read(path: Path) -> Iterator[tuple[str, _Source]]:
    try:
        module = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        # The code went or changed since it was synthesised; then there is no place to tell.
        return
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield node.name, _source(node)


def _source(node: ast.ClassDef) -> _Source:
    literal: dict[str, list[int]] = {}
    formatted: list[tuple[re.Pattern[str], int]] = []
    for given, line in _ids(node):
        if isinstance(given, ast.JoinedStr):
            formatted.append((_pattern(given), line))
        elif isinstance(given.value, str):
            literal.setdefault(given.value, []).append(line)
    return _Source(node.lineno, literal, formatted)


def _ids(node: ast.ClassDef) -> Iterator[tuple[ast.Constant | ast.JoinedStr, int]]:
    """What calls give as an id: `Queue(self, "Jobs")`, `add_x("videos")`, `self._alarm("Cpu")`."""
    for call in ast.walk(node):
        match call:
            case ast.Call(
                args=[ast.Name() | ast.Attribute(), ast.Constant() | ast.JoinedStr() as given, *_]
            ):
                yield given, call.lineno
            case ast.Call(
                func=ast.Attribute(value=owner, attr=method),
                args=[ast.Constant() | ast.JoinedStr() as given, *_],
            ) if method.startswith("add_") or (isinstance(owner, ast.Name) and owner.id == "self"):
                yield given, call.lineno


def _pattern(text: ast.JoinedStr) -> re.Pattern[str]:
    return re.compile(
        "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in text.values
        )
    )
