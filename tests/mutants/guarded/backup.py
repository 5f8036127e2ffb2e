"""What the policies of BACKUP guard in our template, and so where it is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.mutation import Mutation, demanded

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "BACKUP-1": (demanded("AWS::RDS::DBInstance", "Properties.BackupRetentionPeriod", 0, 6, "7"),),
}
"""Mutations by the id of the policy that must find each of their mutants."""
