"""The CDK's own difference of two templates."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

SCRIPT: Final = Path(__file__).with_name("differences.cjs")
MODULES: Final = Path(__file__).parents[2] / "node_modules"


class Impact(StrEnum):
    """What CloudFormation does to a resource, as `@aws-cdk/cloudformation-diff` names it."""

    CREATE = "WILL_CREATE"
    UPDATE = "WILL_UPDATE"
    REPLACE = "WILL_REPLACE"
    MAY_REPLACE = "MAY_REPLACE"
    DESTROY = "WILL_DESTROY"
    ORPHAN = "WILL_ORPHAN"
    IMPORT = "WILL_IMPORT"
    NONE = "NO_CHANGE"


REPLACING: Final = frozenset({Impact.REPLACE, Impact.MAY_REPLACE})


@dataclass(frozen=True)
class Leaf:
    """A value that changed, by its path within the resource, as `Policies[0].PolicyName`."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A resource that changed.

    Attributes:
        logical_id: in the template.
        type: CloudFormation's, of the new template where there are two.
        impact: what happens to it.
        causes: properties whose change replaces it, or may.
        leaves: the values that changed.
    """

    logical_id: str
    type: str
    impact: Impact
    causes: tuple[str, ...]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All that changed.

    Attributes:
        resources: by logical id, in its order.
        statements: of IAM, as the CDK parses them: additions and removals, by kind.
        rules: of security groups, likewise.
        text: the CDK's own lines.
    """

    resources: tuple[Changed, ...]
    statements: Mapping[str, Any]
    rules: Mapping[str, Any]
    text: str


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """Compare two templates.

    Raises:
        OSError: there is no Node.js, or no library of the CDK.
        ValueError: the CDK can't compare them; the message is its own.
    """
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}")
    if node is None or not (MODULES / "@aws-cdk").is_dir():
        raise OSError(f"{MODULES}: no library of the CDK; run `make setup`.")
    run = subprocess.run(  # noqa: S603 - our own script
        [node, str(SCRIPT)],
        input=json.dumps({"before": before, "after": after}),
        env={**os.environ, "NODE_PATH": str(MODULES), "FORCE_COLOR": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        told = [line for line in run.stderr.splitlines() if "Error: " in line]
        raise ValueError(f"Templates can't be compared: {' '.join(told) or run.stderr.strip()}")
    return _read(json.loads(run.stdout))


def _read(document: Mapping[str, Any]) -> Difference:
    return Difference(
        resources=tuple(
            Changed(
                logical_id=logical_id,
                type=each["type"],
                impact=Impact(each["impact"]),
                causes=tuple(
                    name
                    for name, value in each["properties"].items()
                    if value["impact"] in REPLACING
                ),
                leaves=tuple(
                    leaf
                    for name, value in {**each["properties"], **each["attributes"]}.items()
                    for leaf in leaves(name, value["before"], value["after"])
                ),
            )
            for logical_id, each in sorted(document["resources"].items())
        ),
        statements=document["statements"],
        rules=document["rules"],
        text=document["text"],
    )


def leaves(path: str, before: Any, after: Any) -> Iterator[Leaf]:  # noqa: ANN401 - whatever a property holds
    """The innermost values that differ."""
    if before == after or _follows(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from leaves(f"{path}.{key}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(path, before, after)
    else:
        yield Leaf(path, before, after)


def _follows(before: Any, after: Any) -> bool:  # noqa: ANN401 - likewise
    """Whether a reference is marked alone because what it refers to is replaced."""
    return isinstance(before, str) and after in {f"{before} (replaced)", f"{before}(replaced)"}


def _of_lists(path: str, before: list[Any], after: list[Any]) -> Iterator[Leaf]:
    gone = [each for each in before if each not in after]
    come = [each for each in after if each not in before]
    if len(gone) == len(come):
        for old, new in zip(gone, come, strict=True):
            yield from leaves(f"{path}[{after.index(new)}]", old, new)
    else:
        yield from (Leaf(f"{path}[]", each, None) for each in gone)
        yield from (Leaf(f"{path}[]", None, each) for each in come)
    if not gone and not come:
        # Another order, or another number of the same.
        yield Leaf(path, before, after)
