"""Accepted findings of the storage layer."""

from __future__ import annotations

from datetime import date

from nag_suppressions.suppression import Owner, Suppression

STORAGE = (
    Suppression(
        construct=lambda stack: stack.database.instance,
        finding="AwsSolutions::AwsSolutions-RDS10",
        reason=(
            "Every environment must be fully destroyable (decision 3 of docs/architecture.md), "
            "which deletion protection forbids. Against a deletion by mistake stand the "
            "permissions of whoever deploys; policy DESTROY-2 demands what this rule forbids."
        ),
        owner=Owner.PLATFORM,
        expires=date(2027, 11, 30),
    ),
    Suppression(
        construct=lambda stack: None if stack.cache.secret else stack.cache.replication_group,
        finding="AwsSolutions::AwsSolutions-AEC3",
        reason=(
            "Transit encryption is off in development only (decision 3 of docs/architecture.md); "
            "at-rest encryption is on in both profiles. The cache holds metadata of videos, "
            "internal but no credentials, and is reached from two security groups in isolated "
            "subnets. Policy KMS-5 demands encryption in production."
        ),
        owner=Owner.SECURITY,
        expires=date(2027, 11, 30),
    ),
    Suppression(
        construct=lambda stack: None if stack.cache.secret else stack.cache.replication_group,
        finding="AwsSolutions::AwsSolutions-AEC6",
        reason=(
            "Redis AUTH needs transit encryption, which is off in development only (decision 3 of "
            "docs/architecture.md). In production the token is generated, and policy KMS-5 "
            "demands it."
        ),
        owner=Owner.SECURITY,
        expires=date(2027, 11, 30),
    ),
    Suppression(
        construct=lambda stack: stack.cache.secret,
        finding="AwsSolutions::AwsSolutions-SMG4",
        reason=(
            "ElastiCache changes an AUTH token by two calls to its own API (rotate, then set), "
            "while the nodes accept both; a rotation function for it does not exist. The runbook "
            "has the steps (decision 11 of docs/architecture.md)."
        ),
        owner=Owner.SECURITY,
        expires=date(2027, 11, 30),
    ),
)
