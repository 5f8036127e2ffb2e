from __future__ import annotations

from typing import Any

from tests.synthesis import properties_by, resources, template

BUCKET_EMPTIER = "function-bucket-emptier-dev"


def actions(policy: dict[str, Any]) -> set[str]:
    return {
        action
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
        for action in (
            statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        )
    }


def test_every_bucket_is_emptied() -> None:
    stack = template()
    emptied = [
        each["Properties"]["BucketName"]["Ref"]
        for each in resources(stack, "Custom::S3AutoDeleteObjects").values()
    ]
    assert sorted(emptied) == sorted(resources(stack, "AWS::S3::Bucket"))


def test_function_logs_to_a_declared_group_by_an_inline_policy() -> None:
    stack = template()
    groups = {
        str(each["Properties"]["LogGroupName"]): logical_id
        for logical_id, each in resources(stack, "AWS::Logs::LogGroup").items()
    }
    function = properties_by(stack, "AWS::Lambda::Function", "FunctionName")[BUCKET_EMPTIER]
    assert function["LoggingConfig"] == {
        "LogFormat": "JSON",
        "LogGroup": {"Ref": groups["log-group-bucket-emptier-dev"]},
    }
    role = stack["Resources"][function["Role"]["Fn::GetAtt"][0]]["Properties"]
    assert "ManagedPolicyArns" not in role
    assert [policy["PolicyName"] for policy in role["Policies"]] == ["bucket-emptier"]


def test_bucket_policies_name_the_actions() -> None:
    for policy in resources(template(), "AWS::S3::BucketPolicy").values():
        assert {action for action in actions(policy) if action.endswith("*")} == set()
        assert {"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"} <= actions(
            policy
        )
