"""The metadata of an app's constructs, as the cloud assembly keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aws_cdk as cdk
from constructs import IConstruct

RULES: Final = "guard:rules"
"""By which rules a stack is judged."""

CORRECTION: Final = "guard:correction"
"""What an Aspect corrected: aspect, property, before (left out for absent), after."""

NAMED_BY_OVERRIDE: Final = "guard:named"
"""By this a construct says that a property override names it: no Aspect sees those."""

ORIGIN: Final = "guard:origin"
"""The classes of our code that make a construct, most special first: file, name."""

JUDGES: Final = "guard:judges"
"""The versions of the plugins that judge a stack, by name; a judge that finds nothing is in no
report."""

LOGICAL_ID: Final = "aws:cdk:logicalId"
"""By this the CDK tells which construct a resource, parameter or output comes from."""

SUPPRESSION: Final = "guard:suppression"
"""A reviewed suppression: finding, reason, owner, expires (an ISO date)."""


@dataclass(frozen=True)
class Entry:
    """One metadata entry of the construct at a path; the app's own path is empty."""

    path: str
    type: str
    data: Any


def entries(context: cdk.IPolicyValidationContext) -> Iterator[Entry]:
    """The metadata of every construct.

    What stands within stacks is read from the cloud assembly, because asking each construct of
    the tree would cost more than all the rest of the guard.
    """
    yield from _outside_stacks(context.app_construct)
    templates = (Path(stack.template_path) for stack in context.stack_templates)
    for directory in sorted({template.parent for template in templates}):
        yield from _in_assembly(directory)


def paths(context: cdk.IPolicyValidationContext) -> Mapping[tuple[str, str], str]:
    """The path of each resource, by the path of its stack and its logical id."""
    stacks = [stack.stack_construct_path for stack in context.stack_templates]
    return {
        (stack, entry.data): entry.path
        for entry in entries(context)
        if entry.type == LOGICAL_ID
        for stack in stacks
        if entry.path.startswith(f"{stack}/")
    }


def _outside_stacks(construct: IConstruct) -> Iterator[Entry]:
    for entry in construct.node.metadata:
        yield Entry(construct.node.path, entry.type, entry.data)
    for child in construct.node.children:
        if not isinstance(child, cdk.Stack):
            yield from _outside_stacks(child)


def _in_assembly(directory: Path) -> Iterator[Entry]:
    for artifact in _load(directory / "manifest.json")["artifacts"].values():
        if artifact["type"] != "aws:cloudformation:stack":
            continue
        of_constructs = artifact.get("metadata") or _load(
            directory / artifact["additionalMetadataFile"]
        )
        for path, found in of_constructs.items():
            for entry in found:
                yield Entry(path.removeprefix("/"), entry["type"], entry.get("data"))


def _load(path: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
