"""cdk-nag's AwsSolutions as a plugin whose warnings count as much as its errors."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from aspects.judge import Breach, Judge


class NagPlugin(Judge):
    """Reports what AwsSolutionsChecks reports."""

    plugin_name = "AwsSolutions"
    plugin_version = metadata.version("cdk-nag")

    def breaches(self, context: cdk.IPolicyValidationContext) -> Iterator[Breach]:
        """Whatever cdk-nag finds in the tree, whether it calls it a warning or an error."""
        report = AwsSolutionsChecks().validate(context)
        for violation in report.violations:
            for resource in violation.violating_resources:
                yield Breach(
                    rule=violation.rule_name,
                    path=resource.construct_path or "",
                    description=violation.description,
                    fix=violation.fix,
                )
