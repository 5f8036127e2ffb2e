"""The CDK side of compliance: Aspects that correct, plugins that judge, `guard()` that joins."""

from aspects.destroy_policy import DestroyPolicy
from aspects.guard import guard
from aspects.kms_encryption import KmsEncryption
from aspects.required_tags import RequiredTags
from aspects.suffix_naming import SuffixNaming
from aspects.suppression_plugin import Reviewed, suppress

__all__ = [
    "DestroyPolicy",
    "KmsEncryption",
    "RequiredTags",
    "Reviewed",
    "SuffixNaming",
    "guard",
    "suppress",
]
