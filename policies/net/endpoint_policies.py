"""NET-11."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.iam.named import is_named_action, is_named_resource
from policies.iam.statements import ENDPOINT_DOCUMENTS, Statement, StatementPolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class EndpointPolicies(StatementPolicy):
    """What gateway endpoints let through."""

    id = "NET-11"
    title = "Gateway endpoints let named actions on named resources through, nothing else."
    rationale = "Without a policy a task can copy videos to a bucket of any account."
    source = (
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html; "
        "decision 8 of the design"
    )
    remedy = "Call add_to_policy on the endpoint with the buckets that the tasks need."
    resource_types = ("AWS::EC2::VPCEndpoint",)
    documents = (ENDPOINT_DOCUMENTS,)
    required = "PolicyDocument"

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge PolicyDocument, which a gateway endpoint must have."""
        if resource.get("VpcEndpointType") == "Interface":
            yield NotApplicable("An interface endpoint is bounded by its security group.")
            return
        yield from super().examine(resource, template, rules)

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge the actions and resources of one Allow statement."""
        if not statement.allows:
            return
        for name, found, is_named in (
            ("Action", tuple(statement.actions()), is_named_action),
            ("Resource", tuple(statement.resources()), is_named_resource),
        ):
            if not found:
                yield Violation(statement.part.at(name), ABSENT, f"a named {name.lower()}")
            for entry in found:
                if not is_named(entry.value):
                    yield Violation(entry.path, entry.value, f"a named {name.lower()}")
