"""Actions that take no resource but `*`: a closed table of those that we use.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html,
where their column of resource types is empty.
"""

from __future__ import annotations

from typing import Final

LAMBDA_NETWORK: Final = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)
"""What Lambda demands on `*` of a function's role in a VPC before it creates the function:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions."""

LISTING: Final = ("logs:DescribeLogGroups",)
"""What lists by its nature: the resource that the reference gives it is every log group."""

UNNAMEABLE_TO_ALL: Final = (
    "ecr:GetAuthorizationToken",
    "secretsmanager:GetRandomPassword",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
    *LISTING,
)
"""Those that any role may be allowed."""

NARROWED: Final = {"cloudwatch:PutMetricData": "cloudwatch:namespace"}
"""Those that any role may be allowed where a condition on this key says what they act on."""

UNNAMEABLE: Final = (*UNNAMEABLE_TO_ALL, *LAMBDA_NETWORK)
"""Those that the role of a function in a VPC may be allowed."""
