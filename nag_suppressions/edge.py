"""Suppressed findings of the edge."""

from __future__ import annotations

from datetime import date
from typing import Final

from infra.edge.entry import METHODS, PAGES
from nag_suppressions.suppression import Owner, Suppression

EXPIRES: Final = date(2027, 11, 30)


_ONE_KEY: Final = (
    "The clients are programs with one key, not people who sign in: there is no user pool."
)
_SHARED_PAGE: Final = (
    "People open this read-only page with the programs' key as a password: there is no user pool "
    "(docs/adr/0042-a-page-behind-the-same-key.md)."
)


def _without_cognito(http_method: str, path: str, why: str) -> Suppression:
    return Suppression(
        construct=lambda stack: stack.entry.methods[http_method, path],
        finding="AwsSolutions::AwsSolutions-COG4",
        reason=(
            f"{why} The key authorizer admits each request, by a constant-time comparison "
            "(decision 9 of docs/architecture.md); policy API-1 demands it of every method."
        ),
        owner=Owner.SECURITY,
        expires=EXPIRES,
    )


def _gateway_account(resource: str, reason: str) -> Suppression:
    return Suppression(
        construct=lambda stack: stack.gateway_account and stack.gateway_account.role,
        finding=f"AwsSolutions::AwsSolutions-IAM5[Resource::{resource}]",
        reason=reason,
        owner=Owner.SECURITY,
        expires=EXPIRES,
    )


_LOG_GROUP: Final = "arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group"
_EVERY_API: Final = (
    "API Gateway has one role for each account and region, with which it writes the logs of "
    "every API there, of other environments too. The name's beginning is what these groups "
    "share, and the role is API Gateway's alone."
)

EDGE = (
    *(_without_cognito(*method, _ONE_KEY) for method in METHODS),
    *(_without_cognito("GET", path, _SHARED_PAGE) for path in PAGES),
    _gateway_account(
        "*",
        "logs:DescribeLogGroups is what finds groups, so it names none (Service Authorization "
        "Reference, Amazon CloudWatch Logs). It is the only action on *: policy IAM-2 refuses "
        "others.",
    ),
    _gateway_account(f"{_LOG_GROUP}:API-Gateway-Execution-Logs_*", _EVERY_API),
    _gateway_account(f"{_LOG_GROUP}:log-group-api-access-*", _EVERY_API),
)
