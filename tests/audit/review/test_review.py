from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.__main__ import main
from audit.review import Review, review
from audit.review.writers import markdown, terminal
from tests.synthesis import template

Template = dict[str, Any]


def holding(**resources: Template) -> Template:
    return {"Resources": resources}


def resource(kind: str, **properties: object) -> Template:
    return {"Type": kind, "Properties": properties}


QUEUE = resource("AWS::SQS::Queue", QueueName="queue-dev", VisibilityTimeout=30)
DATABASE = resource(
    "AWS::RDS::DBInstance",
    DBInstanceIdentifier="database-dev",
    DBInstanceClass="db.t3.medium",
    Engine="postgres",
    StorageEncrypted=True,
)
ROLE = resource("AWS::IAM::Role", RoleName="role-dev", AssumeRolePolicyDocument={}, Policies=[])
GROUP = resource("AWS::EC2::SecurityGroup", GroupDescription="nodes", VpcId="vpc-1")
BUCKET = resource("AWS::S3::Bucket", BucketName="bucket-dev")
WAY_OUT = (
    "CloudFormation makes the new one first, and the name is taken. Way out: let the name carry "
    "what forces the replacement, as a parameter group's its engine, or remove the resource in "
    "one deployment and add it in the next."
)
NAMED = "named and is replaced, for"
ALL = {
    "PolicyDocument": {"Statement": [{"Action": "s3:*", "Effect": "Allow", "Resource": "*"}]},
    "PolicyName": "all",
}
SHELL = {"CidrIp": "0.0.0.0/0", "FromPort": 22, "IpProtocol": "tcp", "ToPort": 23}
LOST = "nothing of what it holds is kept."


def with_properties(one: Template, **properties: object) -> Template:
    return {**one, "Properties": {**one["Properties"], **properties}}


TABLE: tuple[tuple[str, Template, Template, dict[str, list[str]]], ...] = (
    ("nothing", holding(Q=QUEUE), holding(Q=QUEUE), {}),
    (
        "added",
        holding(Q=QUEUE),
        holding(Q=QUEUE, B=BUCKET),
        {"Added": ["AWS::S3::Bucket B (bucket-dev)"]},
    ),
    (
        "removed without data",
        holding(Q=QUEUE, G=GROUP),
        holding(Q=QUEUE),
        {"Removed": ["AWS::EC2::SecurityGroup G"]},
    ),
    (
        "removed with data",
        holding(Q=QUEUE, D=DATABASE),
        holding(Q=QUEUE),
        {
            "Data that will be lost": [f"AWS::RDS::DBInstance D (database-dev): removed; {LOST}"],
            "Removed": ["AWS::RDS::DBInstance D (database-dev)"],
        },
    ),
    (
        "replaced under another name",
        holding(D=DATABASE),
        holding(D=with_properties(DATABASE, DBInstanceIdentifier="database-qa")),
        {
            "Data that will be lost": [
                "AWS::RDS::DBInstance D (database-qa): replaced, for DBInstanceIdentifier; " + LOST
            ],
            "Replaced": ["AWS::RDS::DBInstance D (database-qa): for DBInstanceIdentifier"],
            "Other changes": [
                "AWS::RDS::DBInstance D DBInstanceIdentifier: database-dev → database-qa"
            ],
        },
    ),
    (
        "replaced under the same name",
        holding(D=DATABASE),
        holding(D=with_properties(DATABASE, StorageEncrypted=False)),
        {
            "This update will fail": [
                f"AWS::RDS::DBInstance D (database-dev): {NAMED} StorageEncrypted. {WAY_OUT}"
            ],
            "Data that will be lost": [
                f"AWS::RDS::DBInstance D (database-dev): replaced, for StorageEncrypted; {LOST}"
            ],
            "Replaced": ["AWS::RDS::DBInstance D (database-dev): for StorageEncrypted"],
            "Encryption": ["AWS::RDS::DBInstance D StorageEncrypted: true → false"],
        },
    ),
    (
        "larger",
        holding(D=DATABASE),
        holding(D=with_properties(DATABASE, DBInstanceClass="db.r6g.large")),
        {"Size and cost": ["AWS::RDS::DBInstance D DBInstanceClass: db.t3.medium → db.r6g.large"]},
    ),
    (
        "allowed more",
        holding(R=ROLE),
        holding(
            R=with_properties(
                ROLE,
                Policies=[ALL],
            )
        ),
        {
            "Permissions": [
                "+ Allow AWS:${R}: s3:* on *",
                f"AWS::IAM::Role R Policies[]: absent → {json.dumps(ALL, sort_keys=True)}",
            ]
        },
    ),
    (
        "opened",
        holding(G=GROUP),
        holding(
            G=with_properties(
                GROUP,
                SecurityGroupIngress=[SHELL],
            )
        ),
        {
            "Network exposure": [
                "+ ${G.GroupId} in: tcp 22-23, 0.0.0.0/0",
                f"AWS::EC2::SecurityGroup G SecurityGroupIngress: absent → {json.dumps([SHELL])}",
            ]
        },
    ),
    (
        "a task definition, of which the update makes another revision",
        holding(T=resource("AWS::ECS::TaskDefinition", Family="task-dev", Cpu="256")),
        holding(T=resource("AWS::ECS::TaskDefinition", Family="task-dev", Cpu="512")),
        {
            "Replaced": ["AWS::ECS::TaskDefinition T (task-dev): for Cpu"],
            "Size and cost": ["AWS::ECS::TaskDefinition T Cpu: 256 → 512"],
        },
    ),
    (
        "an attribute",
        holding(Q=QUEUE),
        holding(Q={**QUEUE, "DeletionPolicy": "Retain"}),
        {"Other changes": ["AWS::SQS::Queue Q DeletionPolicy: absent → Retain"]},
    ),
    (
        "another type",
        holding(Q=QUEUE),
        holding(Q=resource("AWS::SNS::Topic", TopicName="topic-dev")),
        {"Replaced": ["AWS::SNS::Topic Q (topic-dev): for its type"]},
    ),
    (
        "an unknown type, and text that is no text",
        holding(X=resource("Custom::Thing", Value="a")),
        holding(X=resource("Custom::Thing", Value="\x1b[31m\n" + "b" * 200)),
        {"Other changes": [f"Custom::Thing X Value: a → �[31m�{'b' * 113}…"]},
    ),
)


@pytest.mark.parametrize(
    ("before", "after", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_review(before: Template, after: Template, expected: dict[str, list[str]]) -> None:
    found = review(before, after)
    assert {each.heading: list(each.lines) for each in found.sections} == expected
    assert bool(found.text) == bool(expected)


ALARM = "alarm-queue-age-dev"
DOCUMENTS = Path(__file__).with_name("documents")


def changed() -> Template:
    """The real stack with changes that somebody might make."""
    after: Template = copy.deepcopy(template())
    resources = {each["Type"]: each["Properties"] for each in after["Resources"].values()}
    resources["AWS::RDS::DBInstance"]["DBInstanceClass"] = "db.r6g.large"
    resources["AWS::RDS::DBInstance"]["PubliclyAccessible"] = True
    resources["AWS::EFS::FileSystem"]["Encrypted"] = False
    del resources["AWS::ElastiCache::ReplicationGroup"]["KmsKeyId"]
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policies = resources["AWS::IAM::Role"]["Policies"]
    policies[0]["PolicyDocument"]["Statement"].append(statement)
    (alarm,) = (
        name
        for name, each in after["Resources"].items()
        if each.get("Properties", {}).get("AlarmName") == ALARM
    )
    del after["Resources"][alarm]
    return after


@pytest.mark.parametrize(
    ("name", "write"),
    [("review.txt", functools.partial(terminal, colour=False)), ("review.md", markdown)],
)
def test_shows_what_a_change_of_the_real_stack_does(
    name: str, write: Callable[[str, Review], str]
) -> None:
    expected = (DOCUMENTS / name).read_text(encoding="utf-8")
    assert write("development", review(template(), changed())) == expected


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (functools.partial(terminal, colour=False), "a *title*: nothing changed\n"),
        (markdown, "## a \\*title\\*\n\nNothing changed.\n\n"),
    ],
)
def test_says_so_where_nothing_changed(write: Callable[[str, Review], str], expected: str) -> None:
    same = holding(Q=QUEUE)
    assert write("a *title*", review(same, same)) == expected


def test_paints_where_the_terminal_allows() -> None:
    found = review(holding(D=DATABASE), holding(Q=QUEUE))
    assert "  \x1b[1;31mData that will be lost\x1b[0m\n" in terminal("t", found, colour=True)


def test_shortens_what_github_would_not_take() -> None:
    many = {f"Q{n}": resource("AWS::SQS::Queue", QueueName=f"queue-{n}") for n in range(3000)}
    written = markdown("t", review(holding(Q=QUEUE), holding(Q=QUEUE, **many)))
    assert "    …\n\n</details>" in written


def test_what_the_cdk_cannot_compare_is_one_line() -> None:
    with pytest.raises(ValueError, match=r"^Templates can't be compared: TypeError: [^\n]*$"):
        review(
            holding(D=with_properties(DATABASE, KmsKeyId={"Ref": "Key"})),
            holding(D=with_properties(DATABASE, KmsKeyId=None)),
        )


def test_says_what_to_do_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.review.difference.MODULES", Path("/nowhere"))
    with pytest.raises(OSError, match=r"^/nowhere: no library of the CDK; run `make setup`\.$"):
        review(holding(), holding())


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (holding(Q=QUEUE), 0),
        (holding(Q=QUEUE, B=BUCKET), 0),
        (holding(Q=with_properties(QUEUE, FifoQueue=True)), 1),
        ([], 2),
    ],
    ids=["nothing", "added", "fails", "no template"],
)
def test_exit_code_tells_whether_the_update_can_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], after: object, code: int
) -> None:
    (tmp_path / "old.json").write_text(json.dumps(holding(Q=QUEUE)))
    (tmp_path / "new.json").write_text(json.dumps(after))
    paths = [str(tmp_path / name) for name in ("old.json", "new.json", "review.md")]
    assert main(["review", *paths[:2], "--markdown", paths[2]]) == code
    printed = capsys.readouterr()
    assert bool(printed.err) == (code == 2)
    assert (tmp_path / "review.md").exists() == (code != 2)
