"""The register of accepted findings, one module a layer."""

from nag_suppressions.storage import STORAGE
from nag_suppressions.suppression import (
    Applied,
    Owner,
    Suppression,
    SuppressionError,
    apply,
    unused,
)

__all__ = ["REGISTER", "Applied", "Owner", "Suppression", "SuppressionError", "apply", "unused"]

REGISTER: tuple[Suppression, ...] = (*STORAGE,)
