"""The CDK app: reads the settings, builds a stack for each region, guards and synthesises."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Final

import aws_cdk as cdk

from aspects import Reviewed, guard
from infra.environment import Environment, read_environments
from infra.setting import SettingError
from infra.stack import PipelineStack
from nag_suppressions import REGISTER, apply
from policies import Rules

CDK_JSON: Final = Path(__file__).with_name("cdk.json")

FAILING: Final = {
    "@aws-cdk/core:failSynthOnValidationErrors": True,
    "@aws-cdk/core:validateAgainstDefaultRules": True,
    "@aws-cdk/core:appMode": "inmemory",
}
"""`app.synth()` raises on a violation, and on an error of the CDK's own validation, whatever the
command line would do about it."""

REPORTS: Final = "audit:reports"
"""Context key: the folder of the reports, `reports` by default."""


def rules_of(environment: Environment) -> Rules:
    """What the policies must know of an environment."""
    return Rules(
        suffix=environment.suffix,
        tags=environment.tags,
        cache_transit_encryption=environment.must_encrypt_transit,
        backup_retention_days=environment.fewest_backup_days,
    )


def build(app: cdk.App) -> None:
    """Add what the context asks for: a stack for each region, and the guard.

    Raises:
        SettingError: a setting is wrong.
    """
    environments = read_environments(app.node.get_all_context())
    reviewed: list[Reviewed] = []
    for environment in environments:
        stack = PipelineStack(app, environment.stack_id, environment=environment)
        reviewed += apply(stack, REGISTER)
    guard(app, rules_of(environments[0]), reviewed=reviewed)


def main() -> int:
    """Synthesise and report; 0 when every policy is met, 1 on a violation, 2 on a wrong setting."""
    # The writers are loaded by who writes: to build the app takes none of them.
    from audit.colour import can_colour  # noqa: PLC0415
    from audit.publish import publish  # noqa: PLC0415
    from audit.terminal import violations  # noqa: PLC0415

    # The CDK's classes live as long as this process: collecting garbage need not visit them.
    gc.freeze()
    context = json.loads(CDK_JSON.read_text(encoding="utf-8"))["context"]
    app = cdk.App(context=context, post_cli_context=FAILING)
    try:
        build(app)
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    told = ""
    try:
        app.synth()
    except RuntimeError as error:
        if "validation-report.json" not in str(error):
            raise
        told = f"{str(error).removeprefix('ValidationFailed: ')}\n"
    reports = Path(app.node.try_get_context(REPORTS) or "reports")
    try:
        report = publish(Path(app.outdir), reports)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{told}{error}\n")
        return 2
    # What fails the CDK and is no violation of the report is told in the CDK's words.
    told = violations(report, colour=can_colour(sys.stderr)) or told
    sys.stderr.write(told)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
