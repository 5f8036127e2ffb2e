"""What each policy guards in our template, and so where it is broken, by family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.guarded import (
    api,
    backup,
    destroy,
    ecs,
    ha,
    iam,
    kms,
    log,
    name,
    net,
    region,
    secret,
    tag,
    whole_template,
)
from tests.mutants.mutation import Mutation

FAMILIES: Final = (
    whole_template,
    name,
    tag,
    destroy,
    region,
    kms,
    ha,
    ecs,
    backup,
    log,
    net,
    iam,
    secret,
    api,
)
GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    policy: mutations for family in FAMILIES for policy, mutations in family.GUARDED.items()
}
"""Mutations by the id of the policy that must find each of their mutants."""
