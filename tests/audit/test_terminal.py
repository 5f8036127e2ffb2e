from __future__ import annotations

import io
from dataclasses import replace

import pytest

from audit.colour import can_colour
from audit.terminal import violations
from policies import Outcome
from tests.audit.sample import REPORT, row


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_whole_text() -> None:
    granular = replace(
        REPORT.findings[0], rule="AwsSolutions-IAM5[Resource::*]", detail="Wildcard.", location=None
    )
    report = replace(
        REPORT,
        rows=(*REPORT.rows, row("KMS-1", Outcome.VIOLATION, "KmsKeyId is absent; expected a key.")),
        findings=(*REPORT.findings, granular, replace(granular, severity="warning")),
        errors=("cdk-nag: crashed.",),
    )
    assert violations(report, colour=False) == (
        "Not judged: cdk-nag: crashed.\n"
        "\n"
        "KMS-1  Database storage is encrypted.\n"
        "  stack-dev/Database/Instance  infra/storage/database.py:12\n"
        "    Encrypted is false; expected <true> | `x`.\n"
        "  stack-dev/Database/Instance  infra/storage/database.py:12\n"
        "    KmsKeyId is absent; expected a key.\n"
        "  Remedy: Pass storage_encryption_key.\n"
        "\n"
        "AwsSolutions-RDS3  The instance is not Multi-AZ.\n"
        "  stack-dev/Database/Instance  infra/storage/database.py:12\n"
        "\n"
        "AwsSolutions-IAM5  Wildcard.\n"
        "  stack-dev/Database/Instance\n"
        "    Finding: AwsSolutions-IAM5[Resource::*]\n"
        "\n"
        "4 violations of 3 rules.\n"
    )


def test_colours_change_no_word() -> None:
    coloured = violations(REPORT, colour=True)
    assert "\x1b[1;31mKMS-1\x1b[0m" in coloured
    for code in ("1;31", "1", "2", "33", "36", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == violations(REPORT, colour=False)


def test_nothing_violated_is_nothing_said() -> None:
    assert violations(replace(REPORT, rows=(), findings=()), colour=True) == ""


@pytest.mark.parametrize(
    ("stream", "environment", "coloured"),
    [
        pytest.param(Terminal(), {}, True, id="terminal"),
        pytest.param(io.StringIO(), {}, False, id="file"),
        pytest.param(Terminal(), {"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param(io.StringIO(), {"FORCE_COLOR": "1"}, True, id="the CDK's terminal"),
        pytest.param(Terminal(), {"FORCE_COLOR": "0"}, False, id="the CDK's file"),
    ],
)
def test_colours(stream: io.StringIO, environment: dict[str, str], *, coloured: bool) -> None:
    assert can_colour(stream, environment) is coloured
