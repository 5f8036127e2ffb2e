"""What lets AWS deliver the logs of other services to groups of the stack."""

from __future__ import annotations

from aws_cdk import Aws, Stack, aws_iam as iam, aws_logs as logs
from constructs import Construct

from infra.naming import Naming


class LogDelivery(Construct):
    """One resource policy for all groups: an account's region has ten of them, for all stacks.

    Without a policy of ours the service writes one for the whole account by itself, which stays
    for ever. What has its logs delivered depends on this.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, naming: Naming) -> None:
        super().__init__(scope, construct_id)
        sources = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:*"
        self._statement = iam.PolicyStatement(
            principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            conditions={
                "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                "ArnLike": {"aws:SourceArn": sources},
            },
        )
        logs.CfnResourcePolicy(
            self,
            "Policy",
            policy_name=naming.regional("log-resource-policy"),
            policy_document=Stack.of(self).to_json_string(
                iam.PolicyDocument(statements=[self._statement])
            ),
        )

    def allow(self, *groups: logs.ILogGroup) -> None:
        """Let logs be delivered to these groups, too."""
        self._statement.add_resources(*(group.log_group_arn for group in groups))
