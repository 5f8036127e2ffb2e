"""Reading a cloud assembly: the folder that a synthesis leaves, `cdk.out`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from policies import Deployment

MANIFEST: Final = "manifest.json"
VALIDATION_REPORT: Final = "validation-report.json"

_LOGICAL_ID: Final = "aws:cdk:logicalId"
_UNKNOWN_REGION: Final = "unknown-region"


class AssemblyError(ValueError):
    """The folder holds no cloud assembly that can be read; the message is one line."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack as it was synthesised.

    Attributes:
        id: its artifact id.
        path: its construct path.
        region: `None` where it is region-agnostic.
        file: name of its template.
        content: the template's bytes.
        deployment: what it is deployed with beside the template.
        metadata: entries of each construct, by construct path: type and data.
    """

    id: str
    path: str
    region: str | None
    file: str
    content: bytes
    deployment: Deployment
    metadata: Mapping[str, Sequence[tuple[str, Any]]]

    @cached_property
    def document(self) -> object:
        """The template.

        Raises:
            ValueError: it is no JSON.
        """
        return json.loads(self.content)

    def entries(self, entry_type: str) -> Iterator[tuple[str, Any]]:
        """Path and data of each metadata entry of a type."""
        for path, found in self.metadata.items():
            yield from ((path, data) for kind, data in found if kind == entry_type)

    def entry(self, entry_type: str) -> Any:  # noqa: ANN401 - JSON
        """Data of the stack's own metadata entry of a type; `None` for none."""
        return next(
            (data for kind, data in self.metadata.get(self.path, ()) if kind == entry_type), None
        )

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """Construct path of each resource, by its logical id."""
        return {logical_id: path for path, logical_id in self.entries(_LOGICAL_ID)}


@dataclass(frozen=True, kw_only=True)
class Construct:
    """What the construct tree says of a construct: its class and the library it is from."""

    name: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Assembly:
    """A cloud assembly.

    Attributes:
        schema: version of the assembly's schema.
        stacks: in the order of the manifest, those of stages too.
        plugins: what the validation plugins reported; `None` where nothing validated.
        constructs: the construct tree, by path; empty where it was not written.
    """

    schema: str
    stacks: tuple[Stack, ...]
    plugins: Sequence[Mapping[str, Any]] | None
    constructs: Mapping[str, Construct]


def read_assembly(directory: Path) -> Assembly:
    """The cloud assembly in a folder.

    Raises:
        AssemblyError: there is none, or a file of it can't be read.
    """
    try:
        manifest = _load(directory / MANIFEST)
        validation = directory / VALIDATION_REPORT
        return Assembly(
            schema=manifest["version"],
            stacks=tuple(_stacks(directory, manifest)),
            plugins=_load(validation)["pluginReports"] if validation.exists() else None,
            constructs=dict(_constructs(directory, manifest)),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise AssemblyError(
            f"{directory}: {type(error).__name__}: {error}; expected a cloud assembly."
        ) from error


def _load(path: Path) -> Any:  # noqa: ANN401 - JSON
    return _parse(path, _read(path))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AssemblyError(
            f"{path}: {error.strerror}; expected a cloud assembly: synthesise first."
        ) from error


def _parse(path: Path, content: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise AssemblyError(f"{path}: {error}; expected JSON: synthesise again.") from error


def _stacks(directory: Path, manifest: Mapping[str, Any]) -> Iterator[Stack]:
    for artifact_id, artifact in manifest.get("artifacts", {}).items():
        properties = artifact.get("properties", {})
        if artifact["type"] == "cdk:cloud-assembly":
            nested = directory / properties["directoryName"]
            yield from _stacks(nested, _load(nested / MANIFEST))
        elif artifact["type"] == "aws:cloudformation:stack":
            region = artifact["environment"].rpartition("/")[2]
            metadata = dict(artifact.get("metadata", {}))
            if "additionalMetadataFile" in artifact:
                metadata |= _load(directory / artifact["additionalMetadataFile"])
            yield Stack(
                id=artifact_id,
                path=artifact["displayName"].partition(" (")[0],
                region=None if region == _UNKNOWN_REGION else region,
                file=properties["templateFile"],
                content=_read(directory / properties["templateFile"]),
                deployment=Deployment(
                    name=properties.get("stackName", artifact_id),
                    termination_protection=properties.get("terminationProtection", False),
                ),
                metadata={
                    path.removeprefix("/"): [(entry["type"], entry.get("data")) for entry in found]
                    for path, found in metadata.items()
                },
            )


def _constructs(directory: Path, manifest: Mapping[str, Any]) -> Iterator[tuple[str, Construct]]:
    for artifact in manifest.get("artifacts", {}).values():
        if artifact["type"] == "cdk:tree":
            yield from _walk(_load(directory / artifact["properties"]["file"])["tree"])


def _walk(node: Mapping[str, Any]) -> Iterator[tuple[str, Construct]]:
    info = node.get("constructInfo", {})
    yield node["path"], Construct(name=info.get("fqn", ""), version=info.get("version", ""))
    for child in node.get("children", {}).values():
        yield from _walk(child)
