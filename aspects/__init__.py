"""The CDK side of compliance: Aspects that correct, a plugin that judges, `guard()` that joins."""

from aspects.destroy_policy import DestroyPolicy
from aspects.guard import guard
from aspects.kms_encryption import KmsEncryption
from aspects.plugin import PolicyPlugin
from aspects.required_tags import RequiredTags
from aspects.suffix_naming import SuffixNaming

__all__ = [
    "DestroyPolicy",
    "KmsEncryption",
    "PolicyPlugin",
    "RequiredTags",
    "SuffixNaming",
    "guard",
]
