"""KMS-15."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import Violation
from policies.iam.admitted import is_account, is_role, is_service
from policies.iam.statements import RESOURCE_DOCUMENTS, Statement, StatementPolicy
from policies.template import ABSENT, Part, Resource, Template

USE: Final = frozenset(
    {
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    }
)

CALLERS: Final = frozenset(
    {"aws:sourceaccount", "aws:sourcearn", "kms:calleraccount", "kms:viaservice"}
)


class KeyPolicy(StatementPolicy):
    """Who may use and manage a key."""

    id = "KMS-15"
    title = "Key policies give services named uses under a condition, and all to the account alone."
    rationale = (
        "AWS advises the account's statement, without which a key can become unmanageable; it "
        "only lets IAM policies grant. Whatever else may use the key is named here."
    )
    source = (
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html; "
        "https://docs.aws.amazon.com/kms/latest/developerguide/least-privilege.html"
    )
    remedy = (
        "Give services named uses (kms:Decrypt, kms:GenerateDataKey, …) with a condition on "
        "aws:SourceAccount, aws:SourceArn, kms:ViaService or kms:EncryptionContext; keep kms:* "
        "for AccountRootPrincipal."
    )
    resource_types = ("AWS::KMS::Key",)
    documents = (RESOURCE_DOCUMENTS,)
    required = "KeyPolicy"

    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """Judge who is allowed what."""
        if not statement.allows:
            return
        principals = tuple(statement.principals())
        if not principals:
            yield Violation(statement.part.at("Principal"), ABSENT, "named principals")
        if principals and all(_is_account(kind, each) for kind, each in principals):
            return
        for kind, principal in principals:
            yield from _examine_principal(kind, principal, statement, template)
        services = any(kind != "AWS" for kind, _ in principals)
        for action in statement.actions():
            if not _is_named(action, services=services):
                expected = f"one of {', '.join(sorted(USE))}" if services else "a named action"
                yield Violation(action.path, action.value, expected)


def _is_account(kind: str, principal: Part) -> bool:
    return kind == "AWS" and is_account(principal.value)


def _is_named(action: Part, *, services: bool) -> bool:
    if not isinstance(action.value, str):
        return False
    return action.value in USE if services else not set("*?") & set(action.value)


def _examine_principal(
    kind: str, principal: Part, statement: Statement, template: Template
) -> Iterator[Violation]:
    if kind == "AWS":
        if not is_role(principal.value, template):
            expected = "the account, or a role of the template"
            yield Violation(principal.path, principal.value, expected)
        return
    keys = statement.restrictions()
    if kind == "Service":
        if not is_service(principal.value):
            yield Violation(principal.path, principal.value, "a service by its name")
        context = any(key.startswith("kms:encryptioncontext:") for key in keys)
        if not context and not keys & CALLERS:
            expected = "aws:SourceAccount, aws:SourceArn, kms:ViaService or kms:EncryptionContext"
            condition = statement.part.get("Condition")
            yield Violation(statement.part.at("Condition"), condition, expected)
    elif kind != "*" or not {"kms:calleraccount", "kms:viaservice"} <= keys:
        expected = "a named principal, or conditions on kms:CallerAccount and kms:ViaService"
        yield Violation(principal.path, principal.value, expected)
