"""LOG-5."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.log_groups import examine_name
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

EXPORTS = "EnableCloudwatchLogsExports"


class Database(ResourcePolicy):
    """Logs of databases."""

    id = "LOG-5"
    title = "Databases export their logs to log groups that the stack declares."
    rationale = "Failed logins and slow statements are lost with the instance otherwise."
    source = (
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
        "USER_LogAccess.Procedural.UploadtoCloudWatch.html; decision 19 of the design"
    )
    remedy = (
        "Pass cloudwatch_logs_exports, and declare a LogGroup named "
        "/aws/rds/instance/{identifier}/{export} for each."
    )
    resource_types = ("AWS::RDS::DBInstance",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge each export by the name of the group that RDS fixes."""
        exports = tuple(resource.parts(EXPORTS))
        if not exports:
            yield Violation(EXPORTS, resource.get(EXPORTS), "the logs of the engine")
        identifier = text(resource.get("DBInstanceIdentifier")) or f"${{{resource.logical_id}}}"
        for export in exports:
            if isinstance(export.value, str):
                yield from examine_name(f"/aws/rds/instance/{identifier}/{export.value}", template)
            else:
                yield Violation(export.path, export.value or ABSENT, "the literal name of a log")
