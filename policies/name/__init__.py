"""Every resource is named by the one convention, and its name ends in the environment's suffix."""

from policies.name.by_convention import ByConvention
from policies.name.explicit import Explicit
from policies.name.length import Length
from policies.name.namespace import InNamespace
from policies.name.stacks import Stacks
from policies.name.unique import Unique

__all__ = ["POLICIES"]

POLICIES = (
    Explicit(),
    ByConvention(),
    Length(),
    InNamespace(),
    Unique(),
    Stacks(),
)
