"""The one role with which API Gateway writes logs in an account and region."""

from __future__ import annotations

from aws_cdk import Aws, aws_apigateway as apigateway, aws_iam as iam
from constructs import Construct

from infra.naming import Naming


class GatewayAccount(Construct):
    """Lets API Gateway write logs.

    The setting belongs to the account's region, and so to one stack there; the others have
    `apiGatewayAccount=existing`.

    Attributes:
        account: the setting; stages that log depend on it.
    """

    def __init__(self, scope: Construct, construct_id: str, *, naming: Naming) -> None:
        super().__init__(scope, construct_id)
        # The groups of every API of the account's region, whichever stack declares them.
        groups = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:*"
        role = iam.Role(
            self,
            "Role",
            role_name=naming.account_wide("role", "api-gateway"),
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            inline_policies={
                # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
                "logs": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=[
                                "logs:CreateLogGroup",
                                "logs:CreateLogStream",
                                "logs:DescribeLogGroups",
                                "logs:DescribeLogStreams",
                                "logs:FilterLogEvents",
                                "logs:GetLogEvents",
                                "logs:PutLogEvents",
                            ],
                            resources=[groups],
                        )
                    ]
                )
            },
        )
        self.account = apigateway.CfnAccount(self, "Account", cloud_watch_role_arn=role.role_arn)
