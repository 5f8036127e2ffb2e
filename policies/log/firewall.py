"""LOG-8."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import elsewhere, examine_absent
from policies.finding import NotApplicable, Violation
from policies.log_groups import DECLARED, is_declared
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

LOGGING = "AWS::WAFv2::LoggingConfiguration"
FILTER = "LoggingFilter"


class Firewall(ResourcePolicy):
    """Logs of firewalls."""

    id = "LOG-8"
    title = "Every firewall logs all that it judges, to a log group that the stack declares."
    rationale = "A refused client can be told why, and an attack can be told from a mistake."
    source = (
        "https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html; "
        "client requirement: logs"
    )
    remedy = "Add a CfnLoggingConfiguration with both ARNs and without a filter."
    resource_types = ("AWS::WAFv2::WebACL",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the logging configuration that refers to the web ACL."""
        found = template.by_reference(LOGGING, "ResourceArn").get(resource.logical_id, ())
        if not found:
            yield Violation(f"{LOGGING}.ResourceArn", ABSENT, "a reference to the web ACL")
        for each in found:
            yield from elsewhere(each, _examine(each, template))


def _examine(logging: Resource, template: Template) -> Iterator[Violation]:
    yield from examine_absent(logging, FILTER)
    destinations = tuple(logging.parts("LogDestinationConfigs"))
    if not destinations:
        yield Violation("LogDestinationConfigs", ABSENT, DECLARED)
    for each in destinations:
        if not is_declared(each.value, template):
            yield Violation(each.path, each.value, DECLARED)
