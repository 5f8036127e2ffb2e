"""What the cloud assembly keeps beside the templates: constructs' metadata, stacks' settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aws_cdk as cdk
from constructs import IConstruct

from policies import Deployment

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


class Metadata:
    """The metadata of every construct, read by the first plugin for those that judge after it.

    What stands within stacks is read from the cloud assembly, because asking each construct of
    the tree would cost more than all the rest of the guard.

    Attributes:
        entries: of the last synthesis.
        deployments: how each stack is deployed, by the path of its template.
    """

    def __init__(self) -> None:
        self.entries: Sequence[Entry] = ()
        self.deployments: Mapping[Path, Deployment] = {}

    def read(
        self, app: IConstruct, stacks: Iterable[cdk.PolicyValidationStack]
    ) -> Mapping[tuple[str, str], str]:
        """Read all, and tell each resource's path by the path of its stack and its logical id.

        Args:
            app: the construct above the stacks.
            stacks: those that were synthesised.
        """
        templates = {stack.stack_construct_path: Path(stack.template_path) for stack in stacks}
        artifacts = [
            (directory, name, artifact)
            for directory in sorted({template.parent for template in templates.values()})
            for name, artifact in _load(directory / "manifest.json")["artifacts"].items()
            if artifact["type"] == "aws:cloudformation:stack"
        ]
        in_stacks = [
            entry for directory, _, artifact in artifacts for entry in _of(artifact, directory)
        ]
        self.entries = (*_outside_stacks(app), *in_stacks)
        self.deployments = {
            directory / artifact["properties"]["templateFile"]: _deployment(name, artifact)
            for directory, name, artifact in artifacts
        }
        return {
            (stack, entry.data): entry.path
            for entry in in_stacks
            if entry.type == LOGICAL_ID
            for stack in templates
            if entry.path.startswith(f"{stack}/")
        }


def _outside_stacks(construct: IConstruct) -> Iterator[Entry]:
    node = construct.node
    for entry in node.metadata:
        yield Entry(node.path, entry.type, entry.data)
    for child in node.children:
        if not isinstance(child, cdk.Stack):
            yield from _outside_stacks(child)


def _of(artifact: Mapping[str, Any], directory: Path) -> Iterator[Entry]:
    of_constructs = artifact.get("metadata") or _load(
        directory / artifact["additionalMetadataFile"]
    )
    for path, found in of_constructs.items():
        for entry in found:
            yield Entry(path.removeprefix("/"), entry["type"], entry.get("data"))


def _deployment(name: str, artifact: Mapping[str, Any]) -> Deployment:
    properties = artifact["properties"]
    return Deployment(
        name=properties.get("stackName", name),
        termination_protection=properties.get("terminationProtection", False),
    )


def _load(path: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
