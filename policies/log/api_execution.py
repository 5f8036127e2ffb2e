"""LOG-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.log_groups import examine_name
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template


class ApiExecution(ResourcePolicy):
    """Execution logs of API stages."""

    id = "LOG-4"
    title = "The execution log group of every API stage is declared by the stack."
    rationale = "API Gateway creates it otherwise: unencrypted, kept for ever, and left behind."
    source = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html; "
        "decision 19 of the design"
    )
    remedy = "Declare a LogGroup named API-Gateway-Execution-Logs_{rest_api_id}/{stage_name}."
    resource_types = ("AWS::ApiGateway::Stage",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that a group of the name that API Gateway fixes is declared."""
        api, stage = text(resource.get("RestApiId")), resource.get("StageName")
        if api is None or not isinstance(stage, str):
            yield Violation("StageName", stage, "a literal name, of a REST API of the template")
        else:
            yield from examine_name(f"API-Gateway-Execution-Logs_{api}/{stage}", template)
