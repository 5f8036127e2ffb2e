"""The names of our resources, from the one convention.

`{resource-type}-{suffix}`, or `{resource-type}-{role}-{suffix}` where there are several of a
type; the suffix is last. Names that live in a namespace wider than an account's region carry the
region before the suffix, a bucket's also the account, because one suffix may be deployed to
several regions of one account.
"""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Aws


@dataclass(frozen=True)
class Naming:
    """Names for one `environmentSuffix`."""

    suffix: str

    def regional(self, resource_type: str, role: str = "") -> str:
        """Name that is unique in an account's region, as `queue-ingest-dev`."""
        return self._join(resource_type, role)

    def account_wide(self, resource_type: str, role: str = "") -> str:
        """Name that all regions of an account share, as `role-worker-${AWS::Region}-dev`."""
        return self._join(resource_type, role, Aws.REGION)

    def worldwide(self, resource_type: str, role: str = "") -> str:
        """Name that all accounts share, as `bucket-ingest-${AWS::AccountId}-${AWS::Region}-dev`."""
        return self._join(resource_type, role, Aws.ACCOUNT_ID, Aws.REGION)

    def _join(self, *parts: str) -> str:
        return "-".join(part for part in (*parts, self.suffix) if part)
