"""Log groups, declared by the stack so that nothing is logged unencrypted or left behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from aws_cdk import RemovalPolicy, aws_kms as kms, aws_logs as logs
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class LogGroups:
    """Makes log groups that share the key and the retention of the environment.

    Attributes:
        key: encrypts every group.
        retention_days: one of the periods that CloudWatch Logs offers, in days.
    """

    key: kms.IKey
    retention_days: int

    def create(self, scope: Construct, construct_id: str, *, name: str) -> logs.LogGroup:
        """A log group that is deleted with the stack.

        Args:
            scope: the construct whose logs it holds.
            construct_id: its id there.
            name: its name; where a service fixes the name, exactly what the service writes to.
        """
        group = logs.LogGroup(
            scope,
            construct_id,
            log_group_name=name,
            encryption_key=self.key,
            removal_policy=RemovalPolicy.DESTROY,
        )
        # The L2 takes an enumeration; the number of days is what the setting is.
        resource = cast("logs.CfnLogGroup", group.node.default_child)
        resource.retention_in_days = self.retention_days
        return group
