"""What the policies of TAG guard in our template, and so where it is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.mutants.guarded.common import ROWS, tag_path, tags_path
from tests.mutants.mutation import (
    Mutation,
    demanded,
    whole,
)

TAGGED: Final = tuple(row for row in ROWS if row.tags)

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "TAG-1": (
        whole(*(demanded(row.type, tag_path(row, "Owner"), "somebody else", "") for row in TAGGED)),
        whole(*(demanded(row.type, tags_path(row)) for row in TAGGED)),
    ),
    "TAG-2": (demanded("AWS::ECS::Service", "Properties.PropagateTags", "NONE"),),
}
"""Mutations by the id of the policy that must find each of their mutants."""
