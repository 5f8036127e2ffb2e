from __future__ import annotations

import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sqs as sqs

from audit.assembly import AssemblyError, read_assembly


def test_stacks_of_stages_are_read(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path), builtin_cloud_formation_validation=False)
    stage = cdk.Stage(app, "Stage", env=cdk.Environment(region="eu-west-1"))
    queue = sqs.CfnQueue(cdk.Stack(stage, "Stack"), "Queue")
    app.synth()

    (stack,) = read_assembly(tmp_path).stacks

    assert (stack.path, stack.region) == ("Stage/Stack", "eu-west-1")
    assert stack.paths["Queue"] == queue.node.path
    assert stack.entry("nothing") is None


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(None, "No such file or directory; expected a cloud assembly", id="nothing"),
        pytest.param("{", "expected JSON: synthesise again.", id="broken"),
        pytest.param("[]", "expected a cloud assembly.", id="a list"),
        pytest.param("{}", "KeyError: 'version'; expected a cloud assembly.", id="no version"),
        pytest.param('{"version": "1", "artifacts": {"a": 1}}', "expected a cloud", id="artifact"),
    ],
)
def test_what_is_no_assembly_is_one_line(tmp_path: Path, content: str | None, error: str) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(AssemblyError) as raised:
        read_assembly(tmp_path)
    assert str(tmp_path) in str(raised.value)
    assert error in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_empty_assembly_has_no_stacks(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"version": "55.0.0"}))
    assembly = read_assembly(tmp_path)
    assert (assembly.stacks, assembly.plugins, assembly.constructs) == ((), None, {})
