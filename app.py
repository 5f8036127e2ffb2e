"""The CDK app: reads the settings, builds a stack for each region, guards and synthesises."""

from __future__ import annotations

import sys

import aws_cdk as cdk

from aspects import guard
from infra.environment import Environment, SettingError, read_environments
from infra.stack import PipelineStack
from policies import Rules


def rules_of(environment: Environment) -> Rules:
    """What the policies must know of an environment."""
    return Rules(
        suffix=environment.suffix,
        tags=environment.tags,
        cache_transit_encryption=environment.cache_transit_encryption,
        backup_retention_days=environment.backup_retention_days,
    )


def main() -> int:
    """Synthesise; 0 when every policy is met, 1 on a violation, 2 on a wrong setting."""
    app = cdk.App()
    try:
        environments = read_environments(app.node.get_all_context())
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for environment in environments:
        PipelineStack(app, environment.stack_id, environment=environment)
    guard(app, rules_of(environments[0]))
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
