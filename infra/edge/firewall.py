"""The firewall before the API."""

from __future__ import annotations

from typing import Final

from aws_cdk import Aws, aws_wafv2 as wafv2
from constructs import Construct

from infra.edge.authorizer import KEY_HEADERS
from infra.naming import Naming
from infra.observability.log_delivery import LogDelivery
from infra.observability.log_groups import LogGroups

REQUESTS_PER_ADDRESS: Final = 60_000
"""Most requests of one address in five minutes: 200 a second, since a client is a program that
may speak for a whole company."""

MANAGED_RULES: Final = {
    "common": "AWSManagedRulesCommonRuleSet",
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
}
COUNTED: Final = {"common": ("NoUserAgent_HEADER", "SizeRestrictions_QUERYSTRING")}
"""Rules that would refuse clients who do no wrong, with the 403 of a wrong key: Python's
http.client sends no User-Agent, and a key's prefix of 225 Japanese characters is a query of more
than 2,048 bytes. What is too long for the API is told by it.
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html"""


class Firewall(Construct):
    """A web ACL with a rate rule and AWS's managed rules, which logs every request it judges.

    Attributes:
        web_acl: the web ACL.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        log_groups: LogGroups,
        log_delivery: LogDelivery,
    ) -> None:
        super().__init__(scope, construct_id)
        acl = wafv2.CfnWebACL
        self.web_acl = acl(
            self,
            "WebAcl",
            name=naming.regional("web-acl"),
            scope="REGIONAL",
            default_action=acl.DefaultActionProperty(allow={}),
            visibility_config=_metrics(naming.regional("web-acl")),
            rules=[
                acl.RuleProperty(
                    name="rate",
                    priority=0,
                    action=acl.RuleActionProperty(block={}),
                    statement=acl.StatementProperty(
                        rate_based_statement=acl.RateBasedStatementProperty(
                            aggregate_key_type="IP",
                            limit=REQUESTS_PER_ADDRESS,
                            evaluation_window_sec=300,
                        )
                    ),
                    visibility_config=_metrics(naming.regional("web-acl", "rate")),
                ),
                *(
                    acl.RuleProperty(
                        name=role,
                        priority=priority,
                        override_action=acl.OverrideActionProperty(none={}),
                        statement=acl.StatementProperty(
                            managed_rule_group_statement=acl.ManagedRuleGroupStatementProperty(
                                vendor_name="AWS",
                                name=name,
                                rule_action_overrides=_counted(role),
                            )
                        ),
                        visibility_config=_metrics(naming.regional("web-acl", role)),
                    )
                    for priority, (role, name) in enumerate(MANAGED_RULES.items(), start=1)
                ),
            ],
        )
        self._log(naming, log_groups, log_delivery)

    def protect(self, *, stage_arn: str) -> None:
        """Stand before the stage of an API."""
        wafv2.CfnWebACLAssociation(
            self, "Association", resource_arn=stage_arn, web_acl_arn=self.web_acl.attr_arn
        )

    def _log(self, naming: Naming, log_groups: LogGroups, log_delivery: LogDelivery) -> None:
        # The service wants this prefix.
        group = log_groups.create(
            self, "LogGroup", name=f"aws-waf-logs-{naming.regional('web-acl')}"
        )
        log_delivery.allow(group)
        configuration = wafv2.CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=self.web_acl.attr_arn,
            # Without the `:*` that CloudFormation ends the ARN of a log group with.
            log_destination_configs=[
                (
                    f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:"
                    f"{group.log_group_name}"
                )
            ],
            redacted_fields=[
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(
                    # As the firewall itself writes names; it compares them in any case.
                    single_header={"Name": name.lower()}
                )
                for name in KEY_HEADERS
            ],
        )
        configuration.node.add_dependency(log_delivery)


def _counted(role: str) -> list[wafv2.CfnWebACL.RuleActionOverrideProperty] | None:
    return [
        wafv2.CfnWebACL.RuleActionOverrideProperty(
            name=name, action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={})
        )
        for name in COUNTED.get(role, ())
    ] or None


def _metrics(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True,
        metric_name=name,
        # A sample would show headers, the key among them.
        sampled_requests_enabled=False,
    )
