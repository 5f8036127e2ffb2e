"""Everything that takes tags carries the required ones, tasks too."""

from policies.tag.propagated import Propagated
from policies.tag.required import Required

__all__ = ["POLICIES"]

POLICIES = (
    Required(),
    Propagated(),
)
