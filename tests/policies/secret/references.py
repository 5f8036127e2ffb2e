"""Values that are drawn from a secret, and values that are not."""

from __future__ import annotations

from typing import Any, Final

from policies.secret.reference import STORED
from tests.policies.broken import NO_VALUES_AT_ALL

SECRETS: Final[dict[str, Any]] = {
    "Secret": {"Type": STORED},
    "Attached": {"Type": "AWS::SecretsManager::SecretTargetAttachment"},
    "Queue": {"Type": "AWS::SQS::Queue"},
}

EXPECTED: Final = f"a dynamic reference to the template's {STORED}"


def drawn(name: str, key: str = "password") -> dict[str, Any]:
    return {
        "Fn::Join": [
            "",
            ["{{resolve:secretsmanager:", {"Ref": name}, f":SecretString:{key}::}}}}"],
        ]
    }


DRAWN: Final[dict[str, Any]] = {
    "secret": drawn("Secret"),
    "whole secret": drawn("Secret", ""),
    "attachment": drawn("Attached"),
    "substituted": {"Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString:password::}}"},
}

NOT_DRAWN: Final[dict[str, Any]] = {
    **NO_VALUES_AT_ALL,
    "another resource": drawn("Queue"),
    "secret of elsewhere": drawn("Elsewhere"),
    "parameter": {"Ref": "Password"},
    "hidden by a condition": {"Fn::If": ["A", drawn("Secret"), "x"]},
    "joined to something": {"Fn::Join": ["", ["x", drawn("Secret")]]},
}

WRITTEN: Final[dict[str, str]] = {
    "plain": "correct horse battery staple",
    "by its ARN": "{{resolve:secretsmanager:arn:aws:secretsmanager:x:1:secret:y:SecretString:z}}",
    "from a parameter store": "{{resolve:ssm-secure:password}}",
}
