"""What the tables of several families name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from policies.resource_types import RESOURCE_TYPES, ResourceType, TagFormat
from tests.mutants.mutation import (
    GONE,
    Document,
    Mutant,
    Mutation,
    replaced,
)

CONTAINERS: Final = "Properties.ContainerDefinitions.*"

ROWS: Final = tuple(RESOURCE_TYPES.values())

ELSEWHERE: Final = {"Fn::GetAtt": ["Elsewhere", "Arn"]}

LITERAL_KEY: Final = "arn:aws:kms:ap-northeast-1:111122223333:key/mine"


def attribute(name: str) -> str:
    """Path of a load balancer's attribute."""
    return f"Properties.LoadBalancerAttributes.[{name}].Value"


def tags_path(row: ResourceType) -> str:
    """Path of the tags of a resource."""
    return f"Properties.{row.tags.property}" if row.tags else ""


def tag_path(row: ResourceType, key: str) -> str:
    """Path of the value of a tag."""
    is_map = row.tags is not None and row.tags.format is TagFormat.MAP
    return f"{tags_path(row)}.{key}" if is_map else f"{tags_path(row)}.[{key}].Value"


def allowing(**changes: object) -> dict[str, Any]:
    """A role that may do one thing, and is otherwise as ours are."""
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ELSEWHERE} | changes
    statement = {key: value for key, value in statement.items() if value is not GONE}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Fn::Sub": "role-planted-${AWS::Region}-dev"},
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            "Policies": [
                {
                    "PolicyName": "planted",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
                }
            ],
        },
    }


def role(**changes: object) -> Mutation:
    """A role with such a permission, put in."""

    def mutants(document: Document) -> Iterator[Mutant]:
        mutated = replaced(document, ("Resources", "Planted"), allowing(**changes))
        yield Mutant(f"a role may {changes}", mutated)

    return mutants


BOOTSTRAP: Final = {"Ref": "BootstrapVersion"}

REPOSITORY: Final = {
    "Type": "AWS::ECR::Repository",
    "Properties": {
        "RepositoryName": "repository-planted-dev",
        "EmptyOnDelete": True,
        "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": {"Ref": "Key961B73FD"}},
    },
}
"""The stack has none: its image is an asset of the bootstrap."""
