"""The client's requirements, and the policies that hold each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from audit.model import Requirement, Row, Verdict
from policies import Outcome

TABLE: Final[Mapping[str, Sequence[str]]] = {
    "What is judged is what is deployed": ("TEMPLATE",),
    "Every resource is named {resource-type}-{suffix}": ("NAME",),
    "Every resource carries the required tags": ("TAG",),
    "Every environment can be destroyed, and leaves nothing behind": ("DESTROY",),
    "The same template deploys to any region, account and partition": ("REGION",),
    "Every store of data is encrypted with a customer managed key": (
        *(f"KMS-{number}" for number in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 16)),
    ),
    "Keys rotate, and their policies are least": ("KMS-14", "KMS-15"),
    "Data is encrypted in transit": ("KMS-5", "KMS-17", "IAM-9", "IAM-10", "ECS-12", "API-8"),
    "The database is Multi-AZ": ("HA-1",),
    "The cache is Multi-AZ, with at least two nodes and failover": ("HA-2", "HA-3"),
    "File systems, services and networks span at least two zones": ("HA-4", "HA-5", "HA-6"),
    "Containers run on Fargate, scale by load and heal by themselves": (
        *("ECS-1", "ECS-2", "ECS-3", "ECS-4", "ECS-9"),
    ),
    "Containers are hardened": (
        *("ECS-5", "ECS-6", "ECS-7", "ECS-13", "ECS-8", "ECS-10", "ECS-11", "ECS-12"),
    ),
    "The database is backed up automatically": ("BACKUP",),
    "Everything is logged, for a set time": ("LOG", "API-4", "API-5"),
    "Nothing is public, and nothing routes to the internet": ("NET",),
    "Permissions are least": ("IAM",),
    "No secret stands in template or environment; secrets are generated and rotate": ("SECRET",),
    "Every call of the API is authorised, validated, throttled and filtered": (
        *("API-1", "API-2", "API-3", "API-6", "API-7", "API-8"),
        *("API-9", "API-10", "API-11", "API-12", "API-13"),
    ),
}
"""Policies of each requirement, by their ids; a family stands for all of its policies."""

_JUDGED: Final = frozenset(Outcome) - {Outcome.NOT_APPLICABLE}


def requirements(rows: Iterable[Row], policies: Sequence[str]) -> tuple[Requirement, ...]:
    """How each requirement is met.

    Args:
        rows: what the policies said.
        policies: ids of all policies that judged.
    """
    counts: dict[str, Counter[Outcome]] = {}
    for row in rows:
        counts.setdefault(row.policy, Counter())[row.outcome] += 1
    return tuple(
        _requirement(text, members(named, policies), counts) for text, named in TABLE.items()
    )


def members(named: Sequence[str], policies: Sequence[str]) -> tuple[str, ...]:
    """The policies that are named by their ids or their families, in the catalogue's order."""
    return tuple(
        policy for policy in policies if policy in named or policy.rpartition("-")[0] in named
    )


def _requirement(
    text: str, policies: tuple[str, ...], counts: Mapping[str, Counter[Outcome]]
) -> Requirement:
    total = sum((counts.get(policy, Counter()) for policy in policies), Counter[Outcome]())
    if total[Outcome.VIOLATION]:
        verdict = Verdict.VIOLATED
    elif any(total[outcome] for outcome in _JUDGED):
        verdict = Verdict.COMPLIANT
    else:
        verdict = Verdict.NOT_EVALUATED
    evidence = {outcome: total[outcome] for outcome in Outcome if total[outcome]}
    return Requirement(requirement=text, policies=policies, evidence=evidence, verdict=verdict)
