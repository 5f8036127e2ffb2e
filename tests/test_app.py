"""The app as the CDK command line runs it: exit codes and what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.synthesis import ROOT

UNREGISTERED = "import sys, app; app.REGISTER = (); sys.exit(app.main())"
"""The app without its register of suppressions: cdk-nag has findings."""


UNSOUND = """
import sys, app

def build(cdk_app, sound=app.build):
    sound(cdk_app)
    queue = cdk_app.node.find_child("stack-dev").ingest.queue.node.default_child
    queue.add_property_override("VisibilityTimeout", 99_999_999)

app.build = build
sys.exit(app.main())
"""
"""The app with a value that no queue can have, which the CDK's own validation finds."""


def run(outdir: Path, *arguments: str, **context: object) -> subprocess.CompletedProcess[str]:
    """The app with context values, as `cdk synth -c` passes them."""
    return subprocess.run(  # noqa: S603 - our own app
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "CDK_OUTDIR": str(outdir)}
        | {"CDK_CONTEXT_JSON": json.dumps({"audit:reports": str(outdir / "reports"), **context})},
        capture_output=True,
        text=True,
        check=False,
    )


def said(process: subprocess.CompletedProcess[str]) -> list[str]:
    """Lines of standard error, without the CDK's progress."""
    lines = process.stderr.splitlines()
    return [line for line in lines if line and not line.startswith("Bundling asset")]


def test_every_policy_is_met(tmp_path: Path) -> None:
    process = run(tmp_path, "app.py", environmentSuffix="qa7")
    assert (process.returncode, process.stdout, said(process)) == (0, "", [])
    assert [path.name for path in tmp_path.glob("*.template.json")] == ["stack-qa7.template.json"]
    report = json.loads((tmp_path / "reports/compliance.json").read_text())
    assert (report["verdict"], report["suffix"], report["errors"]) == ("compliant", "qa7", [])


def test_each_region_has_its_stack(tmp_path: Path) -> None:
    process = run(tmp_path, "app.py", regions="ap-northeast-1,ap-northeast-3", profile="production")
    assert (process.returncode, said(process)) == (0, [])
    assert {path.name for path in tmp_path.glob("*.template.json")} == {
        "stack-ap-northeast-1-dev.template.json",
        "stack-ap-northeast-3-dev.template.json",
    }


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    process = run(tmp_path, "app.py", environmentSuffix="Prod!")
    assert process.returncode == 2
    (line,) = said(process)
    assert line.startswith("environmentSuffix=Prod!: expected ")


def test_a_violation_is_told_without_a_traceback(tmp_path: Path) -> None:
    process = run(tmp_path, "-c", UNREGISTERED)
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    assert "Error:" not in process.stderr
    title, resource, remedy = said(process)[:3]
    assert title.startswith("AwsSolutions-RDS10  The RDS instance")
    assert resource.startswith("  stack-dev/Database/Instance/Resource  infra/storage/database.py:")
    assert remedy.startswith("  Remedy: Change the resource, or enter the finding in")
    assert json.loads((tmp_path / "reports/compliance.json").read_text())["verdict"] == "violated"


def test_no_switch_of_the_command_line_lets_a_violation_pass(tmp_path: Path) -> None:
    # What `cdk synth --ignore-errors` tells the app.
    ignoring = {"@aws-cdk/core:failSynthOnValidationErrors": False}
    process = run(tmp_path, "-c", UNREGISTERED, **ignoring)
    assert process.returncode == 1


def test_no_switch_makes_an_error_of_the_cdk_a_warning(tmp_path: Path) -> None:
    lenient = {"@aws-cdk/core:validateAgainstDefaultRules": False}
    process = run(tmp_path, "-c", UNSOUND, **lenient)
    assert process.returncode == 1
    assert said(process)[0].startswith("F3034 ")
