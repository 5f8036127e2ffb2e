"""cdk-nag's AwsSolutions as a plugin whose warnings count as much as its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import metadata

import aws_cdk as cdk

from aspects.judge import Breach, Judge
from aspects.nag_loading import AwsSolutionsChecks


class NagPlugin(Judge):
    """Reports what AwsSolutionsChecks reports.

    Args:
        meanwhile: is called with the context before cdk-nag judges in the CDK's process, where
            this one would only wait: begins what can go on beside it.
    """

    plugin_name = "AwsSolutions"
    plugin_version = metadata.version("cdk-nag")

    def __init__(self, *, meanwhile: Callable[[cdk.IPolicyValidationContext], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def breaches(self, context: cdk.IPolicyValidationContext) -> Iterator[Breach]:
        """Whatever cdk-nag finds in the tree, whether it calls it a warning or an error."""
        self._meanwhile(context)
        report = AwsSolutionsChecks().validate(context)
        for violation in report.violations:
            for resource in violation.violating_resources:
                yield Breach(
                    rule=violation.rule_name,
                    path=resource.construct_path or "",
                    description=violation.description,
                    fix=violation.fix,
                )
