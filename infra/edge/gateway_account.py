"""The one role with which API Gateway writes logs in an account and region."""

from __future__ import annotations

from aws_cdk import Aws, aws_apigateway as apigateway, aws_iam as iam, aws_logs as logs
from constructs import Construct

from infra.edge.entry import ACCESS_LOG_GROUP
from infra.naming import Naming
from infra.observability.log_groups import LogGroups


class GatewayAccount(Construct):
    """Lets API Gateway write logs.

    The setting belongs to the account's region, and so to one stack there; the others have
    `apiGatewayAccount=existing`.

    Attributes:
        account: the setting; stages that log depend on it.
        role: what API Gateway writes logs with.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, naming: Naming, log_groups: LogGroups
    ) -> None:
        super().__init__(scope, construct_id)
        # API Gateway tries the role by writing to this group.
        # https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2312
        welcome = log_groups.create(self, "WelcomeLogGroup", name="/aws/apigateway/welcome")
        self.role = iam.Role(
            self,
            "Role",
            role_name=naming.account_wide("role", "api-gateway"),
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            inline_policies={"logs": _permissions(welcome)},
        )
        self.account = apigateway.CfnAccount(
            self, "Account", cloud_watch_role_arn=self.role.role_arn
        )
        self.account.node.add_dependency(welcome)


def _permissions(welcome: logs.ILogGroup) -> iam.PolicyDocument:
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    groups = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group"
    return iam.PolicyDocument(
        statements=[
            iam.PolicyStatement(
                actions=[
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:DescribeLogStreams",
                    "logs:FilterLogEvents",
                    "logs:GetLogEvents",
                    "logs:PutLogEvents",
                ],
                # Those of every API of the account's region, whichever stack declares them.
                resources=[
                    welcome.log_group_arn,
                    f"{groups}:API-Gateway-Execution-Logs_*",
                    f"{groups}:{ACCESS_LOG_GROUP}-*",
                ],
            ),
            # Names no group: it is what finds them.
            iam.PolicyStatement(actions=["logs:DescribeLogGroups"], resources=["*"]),
        ]
    )
