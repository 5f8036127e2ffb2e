from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
import pytest
from constructs import Construct

from aspects.metadata import ORIGIN
from aspects.origin import record_origin

HERE = Path(__file__)


class Base(Construct):
    pass


class Special(Base):
    pass


@pytest.mark.parametrize(
    ("made", "root", "expected"),
    [
        pytest.param(Base, HERE.parent, [{"file": HERE.name, "name": "Base"}], id="own class"),
        pytest.param(
            Special,
            HERE.parents[1],
            [
                {"file": f"aspects/{HERE.name}", "name": "Special"},
                {"file": f"aspects/{HERE.name}", "name": "Base"},
            ],
            id="own base class too",
        ),
        pytest.param(Construct, HERE.parents[2], None, id="a library's class"),
        pytest.param(Base, HERE.parent / "elsewhere", None, id="a class beyond the root"),
    ],
)
def test_origin(made: type[Construct], root: Path, expected: list[dict[str, str]] | None) -> None:
    construct = made(cdk.Stack(cdk.App(), "stack"), "Made")

    record_origin(construct, root)

    recorded = [entry.data for entry in construct.node.metadata if entry.type == ORIGIN]
    assert recorded == ([expected] if expected else [])
