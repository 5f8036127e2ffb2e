"""Statements of IAM policy documents, wherever a template keeps them."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from policies.finding import NotApplicable, Violation
from policies.intrinsics import Arn, text
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Part, Resource, Template, entries, is_intrinsic

Documents: TypeAlias = Mapping[str, str]

IDENTITY_DOCUMENTS: Final[Documents] = {
    "AWS::IAM::Role": "Policies",
    "AWS::IAM::User": "Policies",
    "AWS::IAM::Group": "Policies",
    "AWS::IAM::Policy": "PolicyDocument",
    "AWS::IAM::ManagedPolicy": "PolicyDocument",
    "AWS::IAM::RolePolicy": "PolicyDocument",
    "AWS::IAM::UserPolicy": "PolicyDocument",
    "AWS::IAM::GroupPolicy": "PolicyDocument",
}
"""Where a type keeps what an identity may do: a document, or a list of named documents."""

RESOURCE_DOCUMENTS: Final[Documents] = {
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::SecretsManager::ResourcePolicy": "ResourcePolicy",
    "AWS::EFS::FileSystem": "FileSystemPolicy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::Logs::ResourcePolicy": "PolicyDocument",
}
"""Where a type keeps who may use the resource."""

TRUST_DOCUMENTS: Final[Documents] = {"AWS::IAM::Role": "AssumeRolePolicyDocument"}
"""Where a role keeps who may assume it."""

ENDPOINT_DOCUMENTS: Final[Documents] = {"AWS::EC2::VPCEndpoint": "PolicyDocument"}
"""Where an endpoint keeps what it lets through, which grants nothing."""

_RESTRICTING: Final = frozenset(
    prefix + operator
    for prefix in ("", "ForAnyValue:")
    for operator in (
        "ArnEquals",
        "ArnLike",
        "Bool",
        "IpAddress",
        "StringEquals",
        "StringEqualsIgnoreCase",
        "StringLike",
    )
)


@dataclass(frozen=True)
class Statement:
    """One statement of a policy document, and where it stands."""

    part: Part

    @property
    def allows(self) -> bool:
        """Whether it allows, or may: everything but a literal Deny."""
        return self.part.get("Effect") != "Deny"

    def actions(self) -> Iterator[Part]:
        """The entries of Action."""
        return self.part.parts("Action")

    def resources(self) -> Iterator[Part]:
        """The entries of Resource."""
        return self.part.parts("Resource")

    def principals(self) -> Iterator[tuple[str, Part]]:
        """The entries of Principal with their kind: AWS, Service, Federated, or `*` for anyone."""
        principal = self.part.get("Principal")
        if isinstance(principal, Mapping) and not is_intrinsic(principal):
            for kind in principal:
                for entry in self.part.parts(f"Principal.{kind}"):
                    anyone = kind == "AWS" and entry.value == "*"
                    yield "*" if anyone else str(kind), entry
        elif principal is not ABSENT:
            yield "*", Part(self.part.at("Principal"), principal)

    def restrictions(self) -> frozenset[str]:
        """Condition keys, in lower case, whose values narrow who or what the statement concerns.

        Negations, `IfExists`, `ForAllValues` (true of a request without the key) and values that
        match anything narrow nothing.
        """
        condition = self.part.get("Condition")
        if not isinstance(condition, Mapping):
            return frozenset()
        return frozenset(
            str(key).lower()
            for operator, tests in condition.items()
            if operator in _RESTRICTING and isinstance(tests, Mapping)
            for key, values in tests.items()
            if all(_narrows(each.value) for each in entries(values, "")) and values != []
        )


def _narrows(value: object) -> bool:
    told = text(value)
    if not told:
        return False
    arn = Arn.parse(told)
    if arn is None:
        return told.strip("*?") != "" and not told.startswith("arn:")
    return not (arn.account or arn.resource).startswith(("*", "?"))


def statements(resource: Resource, *tables: Documents) -> Iterator[Statement | Violation]:
    """Statements of a resource's documents; a violation in place of what can't be read."""
    for table in tables:
        for given in _documents(resource, table.get(resource.type)):
            document = Part(given.path, _parsed(given.value))
            if not isinstance(document.value, Mapping) or "Statement" not in document.value:
                yield Violation(given.path, given.value, "a literal policy document")
                continue
            for entry in document.parts("Statement"):
                if isinstance(entry.value, Mapping) and not is_intrinsic(entry.value):
                    yield Statement(entry)
                else:
                    yield Violation(entry.path, entry.value, "a literal statement")


def _parsed(value: object) -> object:
    """A document that a type takes as JSON in a text; anything else as it is."""
    told = text(value)
    if told is None:
        return value
    try:
        return json.loads(told)
    except json.JSONDecodeError:
        return value


def _documents(resource: Resource, name: str | None) -> Iterator[Part]:
    if name == "Policies":
        for policy in resource.parts(name):
            yield Part(policy.at("PolicyDocument"), policy.get("PolicyDocument"))
    elif name is not None and resource.get(name) is not ABSENT:
        yield Part(name, resource.get(name))


class StatementPolicy(ResourcePolicy):
    """A policy that looks at one statement at a time. Override `examine_statement`.

    Attributes:
        documents: where the types that it examines keep their documents.
        required: property whose document must be there; empty where none must.
    """

    documents: ClassVar[tuple[Documents, ...]]
    required: ClassVar[str] = ""

    @abstractmethod
    def examine_statement(
        self, statement: Statement, resource: Resource, template: Template
    ) -> Iterator[Violation]:
        """What is wrong with one statement; nothing if all is well."""

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge every statement; one that can't be read is a violation."""
        if self.required and resource.get(self.required) is ABSENT:
            yield Violation(self.required, ABSENT, "a literal policy document")
        for statement in statements(resource, *self.documents):
            if isinstance(statement, Violation):
                yield statement
            else:
                yield from self.examine_statement(statement, resource, template)
