"""What the runbook tells operators to type and to look for is there."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from tests.synthesis import properties_by, template
from video_catalog.__main__ import command_line

RUNBOOK: Final = (Path(__file__).parents[1] / "docs" / "runbook.md").read_text()
BLOCKS: Final = tuple(
    re.sub(r"(?m)^   ", "", block) if block.startswith("   ") else block
    for block in re.findall(r"(?ms)^ *```bash\n(.*?)^ *```$", RUNBOOK)
)
TYPED: Final = "\n".join(BLOCKS).replace("\\\n", " ")

NOT_OURS: Final = {
    "database-dev-damaged", "database-dev-restored", "kept-dev", "last-dev", "service-$service-dev",
}  # fmt: skip
"""What an operator makes by hand, and a name with a variable."""


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    return template(profile="production")


def _names(value: object) -> set[str]:
    """Every text of a template."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(_names, value.values()))
    if isinstance(value, list):
        return set().union(*map(_names, value))
    return set()


def test_has_an_entry_for_each_alarm(stack: dict[str, Any]) -> None:
    alarms = [
        name.removesuffix("-dev")
        for name in properties_by(stack, "AWS::CloudWatch::Alarm", "AlarmName")
    ]
    entries = re.findall(r"(?m)^\| `(alarm-[a-z-]+)` \| \S.+ \| \S.+ \|$", RUNBOOK)
    assert sorted(entries) == sorted(alarms)


def test_names_what_the_stack_has(stack: dict[str, Any]) -> None:
    named = re.findall(r"(?:/aws/lambda/)?[a-z0-9$-]*[a-z0-9]-(?:\$SUFFIX|SUFFIX)[a-z-]*", RUNBOOK)
    found = {re.sub(r"\$?SUFFIX", "dev", name) for name in named}
    assert len(found) > 15
    assert found - NOT_OURS <= _names(stack) | {"stack-dev"}


def test_asks_for_outputs_that_there_are(stack: dict[str, Any]) -> None:
    asked = set(re.findall(r"OutputKey=='(\w+)'", RUNBOOK))
    assert asked
    assert asked <= stack["Outputs"].keys()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(each.strip(), id=each.strip())
        for each in re.findall(
            r"(?m)^(?:operate|\$ python -m video_catalog) (.+)$", TYPED + RUNBOOK
        )
    ],
)
def test_operators_can_type_it(command: str) -> None:
    assert command_line().parse_args(shlex.split(command, comments=True)).run


def test_exports_where_the_worker_may_write(stack: dict[str, Any]) -> None:
    (written,) = (
        statement["Resource"]
        for role in properties_by(stack, "AWS::IAM::Role", "RoleName").values()
        for policy in role.get("Policies", ())
        for statement in policy["PolicyDocument"]["Statement"]
        if "s3:PutObject" in statement["Action"] and "worker" in str(role["RoleName"])
    )
    prefix = written["Fn::Join"][1][-1].strip("/*")
    assert set(re.findall(r"s3://\$bucket/(\w+)/\$archive", RUNBOOK)) == {prefix}


@pytest.mark.parametrize("block", [pytest.param(each, id=each[:40]) for each in BLOCKS])
def test_is_bash(block: str) -> None:
    subprocess.run(["/bin/bash", "-n", "-c", block], check=True)  # noqa: S603 - parsed, not run
