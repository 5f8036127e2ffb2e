from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from audit.__main__ import main
from audit.writers.json_document import JsonWriter
from policies import Outcome
from tests.audit.sample import REPORT, row
from tests.synthesis import ROOT

TOPIC = """\
Resources:
  Alerts:
    Type: AWS::SNS::Topic
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties:
      TopicName: !Sub topic-{suffix}
      KmsMasterKeyId: !Ref Key
      Tags: [{{Key: Project, Value: atlas}}]
  Key:
    Type: AWS::KMS::Key
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties:
      EnableKeyRotation: true
      PendingWindowInDays: 7
      Tags: [{{Key: Project, Value: atlas}}]
      KeyPolicy:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: kms:*
            Resource: '*'
            Principal: {{AWS: !Sub 'arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:root'}}
  Alias:
    Type: AWS::KMS::Alias
    Properties:
      AliasName: alias/key-{suffix}
      TargetKeyId: !Ref Key
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Alerts]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Deny
            Action: sns:Publish
            Resource: !Ref Alerts
            Principal: '*'
            Condition: {{Bool: {{'aws:SecureTransport': 'false'}}}}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(TOPIC.format(suffix="qa7"))
    return path


def test_check_of_what_meets_every_policy(
    template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(template), "--suffix", "qa7", "--tag", "Project=atlas"]) == 0
    assert capsys.readouterr() == ("", "")


def test_check_of_what_violates(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(template), "--suffix", "prod"]) == 1
    assert capsys.readouterr().err == (
        "\n"
        "NAME-2  Every name begins with its resource type and ends in the environment's suffix.\n"
        "  Alias\n"
        '    AliasName is "alias/key-qa7"; expected "alias/key-prod" or "alias/key-{role}-prod".\n'
        "  Alerts\n"
        '    TopicName is {"Fn::Sub": "topic-qa7"}; expected "topic-prod" or "topic-{role}-prod".\n'
        "  Remedy: Take the name from Naming: naming.regional(type, role).\n"
        "\n"
        "2 violations of 1 rule.\n"
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param("[1, 2", "expected a YAML or JSON template.", id="broken"),
        pytest.param("- 1", "expected an object with Resources.", id="no template"),
        pytest.param("a: !Bogus 1", "unknown function !Bogus; expected one of", id="function"),
        pytest.param("a: &x 1\nb: *x", "alias *x; expected none", id="alias"),
    ],
)
def test_check_of_no_template_is_one_line_and_the_rest_is_judged(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, error: str
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(content)
    assert main(["check", str(broken), str(template), "--suffix", "prod"]) == 2
    first, *rest = capsys.readouterr().err.splitlines()
    assert first.startswith(f"Not judged: {broken}: ")
    assert error in first
    assert any(line.startswith("NAME-2") for line in rest)


@pytest.mark.parametrize("tag", ["Project", "=atlas", "Project="])
def test_a_wrong_tag_is_a_wrong_call(tag: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", "template.yaml", "--tag", tag])
    assert raised.value.code == 2
    assert f"{tag!r}; expected KEY=VALUE" in capsys.readouterr().err


def test_report_writes_every_document(synthesised: Path, tmp_path: Path) -> None:
    folder = tmp_path / "some" / "reports"
    assert main(["report", str(synthesised), "--output", str(folder)]) == 1
    documents = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {"compliance.csv", "compliance.json", "compliance.md", "compliance.sarif"} <= {
        *documents
    }
    main(["report", str(synthesised), "--output", str(folder)])
    assert documents == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_report_of_no_assembly_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(
        "manifest.json: No such file or directory; expected a cloud assembly: synthesise first."
    )


def test_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    violated, compliant = tmp_path / "violated.json", tmp_path / "compliant.json"
    violated.write_text(JsonWriter().write(replace(REPORT, findings=())))
    met = replace(REPORT, rows=(row("KMS-1", Outcome.COMPLIANT),), findings=(), suppressions=())
    compliant.write_text(JsonWriter().write(met))

    assert main(["diff", str(violated), str(compliant)]) == 0
    assert capsys.readouterr().out == (
        "Compliant now: violations that went:\n"
        "  KMS-1 stack-dev/Database/Instance: Encrypted is false; expected <true> | `x`.\n"
        "Suppressions that went:\n"
        "  AwsSolutions-RDS10 Database/Instance, until 2027-11-30\n"
    )
    assert main(["diff", str(compliant), str(violated)]) == 1
    assert capsys.readouterr().out.startswith("Lost: violations that came:\n")
    assert main(["diff", str(tmp_path / "none.json"), str(violated)]) == 2


@pytest.mark.parametrize("command", ["report", "diff", "check"])
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main([command, "--help"])
    assert raised.value.code == 0
    assert f"  python -m audit {command} " in capsys.readouterr().out


def test_the_command_needs_neither_the_cdk_nor_node(template: Path) -> None:
    program = (
        "import runpy, sys\n"
        f"sys.argv = ['audit', 'check', {str(template)!r}, '--suffix', 'qa7']\n"
        "try:\n    runpy.run_module('audit', run_name='__main__')\n"
        "finally:\n    print({'jsii', 'aws_cdk'} & set(sys.modules))"
    )
    process = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stdout, process.stderr) == (0, "set()\n", "")


def test_report_is_as_the_schema_says(synthesised: Path, tmp_path: Path) -> None:
    main(["report", str(synthesised), "--output", str(tmp_path)])
    schema = json.loads((ROOT / "docs/compliance.schema.json").read_text())
    report = json.loads((tmp_path / "compliance.json").read_text())
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(report)) == []
    sarif = json.loads((ROOT / "tests/audit/schemas/sarif-2.1.0.json").read_text())
    log = json.loads((tmp_path / "compliance.sarif").read_text())
    assert list(jsonschema.Draft4Validator(sarif).iter_errors(log)) == []
