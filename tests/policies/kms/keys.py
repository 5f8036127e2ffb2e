"""A key, and what is none."""

from __future__ import annotations

from typing import Final

from tests.policies.broken import NOT_A_REFERENCE

KEY: Final = {"Type": "AWS::KMS::Key"}
KEY_ARN: Final = {"Fn::GetAtt": ["Key", "Arn"]}
EXPECTED: Final = "a reference to the stack's AWS::KMS::Key"
NOT_THE_KEY: Final = {
    **NOT_A_REFERENCE,
    "key of AWS": "alias/aws/s3",
    "another resource": {"Ref": "Other"},
}
OTHER: Final = {"Type": "AWS::KMS::Alias"}
