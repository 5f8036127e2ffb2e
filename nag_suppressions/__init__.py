"""The register of suppressed findings, one module a layer."""

from nag_suppressions.compute import COMPUTE
from nag_suppressions.edge import EDGE
from nag_suppressions.foundation import FOUNDATION
from nag_suppressions.storage import STORAGE
from nag_suppressions.suppression import Owner, Suppression, apply

__all__ = ["REGISTER", "Owner", "Suppression", "apply"]

REGISTER: tuple[Suppression, ...] = (*FOUNDATION, *STORAGE, *COMPUTE, *EDGE)
