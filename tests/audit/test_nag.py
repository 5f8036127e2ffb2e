from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

from audit.nag import read_table
from tests.synthesis import ROOT


def test_table_is_of_the_pinned_version() -> None:
    assert read_table().version == version("cdk-nag")


def test_table_is_what_the_rules_examine() -> None:
    generated = subprocess.run(
        [sys.executable, "scripts/nag_rules.py"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    assert generated == (ROOT / "audit/nag_rules.json").read_bytes()


def test_a_rule_names_the_constructs_that_it_examines() -> None:
    assert read_table().rules["AwsSolutions-RDS3"].constructs == {
        "aws-cdk-lib.aws_rds.CfnDBInstance"
    }
