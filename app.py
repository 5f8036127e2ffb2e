"""The CDK app: reads the settings, builds a stack for each region, guards and synthesises."""

from __future__ import annotations

import sys

import aws_cdk as cdk

from infra.environment import SettingError, read_environments
from infra.stack import PipelineStack


def main() -> int:
    """Synthesise; 0 when every policy is met, 1 on a violation, 2 on a wrong setting."""
    app = cdk.App()
    try:
        environments = read_environments(app.node.get_all_context())
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for environment in environments:
        region = f"-{environment.region}" if environment.region else ""
        PipelineStack(app, f"stack{region}-{environment.suffix}", environment=environment)
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
