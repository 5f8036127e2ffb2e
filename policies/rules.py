"""What one environment demands, as far as policies must know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The parameters of judgement.

    Attributes:
        suffix: the `environmentSuffix` that every name ends in.
        tags: required tag keys with the value each must have.
        region: the only region the template may name; `None` for a region-agnostic template.
        cache_transit_encryption: whether the cache must encrypt in transit.
        backup_retention_days: fewest days of automated database backups.
    """

    suffix: str
    tags: Mapping[str, str] = field(default_factory=dict)
    region: str | None = None
    cache_transit_encryption: bool = True
    backup_retention_days: int = 1
