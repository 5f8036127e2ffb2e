from __future__ import annotations

from tests.infra.compute.test_service import statements
from tests.infra.rendered import Rendered

SCHEDULE = "AWS::SecretsManager::RotationSchedule"


def test_database_password_and_api_key_rotate_every_month(stack: Rendered) -> None:
    schedules = {each["SecretId"]: each for each in stack.resources(SCHEDULE).values()}
    database, api_key = sorted(schedules)
    assert database.startswith("${DatabaseSecretAttachment")
    assert api_key == "${secret-api-key-dev}"
    for schedule in schedules.values():
        assert schedule["RotationLambdaARN"] == "${function-rotation-dev.Arn}"
        assert schedule["RotationRules"] == {"AutomaticallyAfterDays": 30}
        assert schedule["RotateImmediatelyOnUpdate"] is False


def test_function_is_tried_when_it_can_answer(stack: Rendered) -> None:
    for name in stack.resources(SCHEDULE):
        endpoint = "com.amazonaws.${AWS::Region}.secretsmanager"
        assert endpoint in stack.depends_on(SCHEDULE, name)


def test_function_may_rotate_those_secrets(stack: Rendered) -> None:
    secrets = sorted(each["SecretId"] for each in stack.resources(SCHEDULE).values())
    rotate = statements(stack, "rotation")[-1]
    assert rotate["Action"] == [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    ]
    assert sorted(rotate["Resource"]) == secrets


def test_new_values_are_generated_and_encrypted_by_the_key(stack: Rendered) -> None:
    (key,) = stack.resources("AWS::KMS::Key")
    granted = [(each["Action"], each["Resource"]) for each in statements(stack, "rotation")]
    assert (["kms:Decrypt", "kms:GenerateDataKey"], f"${{{key}.Arn}}") in granted
    (on_everything,) = (
        each["Action"]
        for each in statements(stack, "rotation")
        if (each["Effect"], each["Resource"]) == ("Allow", "*")
    )
    assert "secretsmanager:GetRandomPassword" in on_everything


def test_secrets_manager_may_call_it_before_a_schedule_is_made(stack: Rendered) -> None:
    ((name, permission),) = (
        (name, each)
        for name, each in stack.resources("AWS::Lambda::Permission").items()
        if each["FunctionName"] == "${function-rotation-dev.Arn}"
    )
    assert permission["Principal"] == "secretsmanager.amazonaws.com"
    assert permission["SourceAccount"] == "${AWS::AccountId}"
    for schedule in stack.resources(SCHEDULE):
        assert name in stack.depends_on(SCHEDULE, schedule)


def test_reaches_the_database_and_secrets_manager_alone(stack: Rendered) -> None:
    reached = {
        (each["DestinationSecurityGroupId"], each["FromPort"])
        for each in stack.resources("AWS::EC2::SecurityGroupEgress").values()
        if each["GroupId"] == "${security-group-rotation-dev.GroupId}"
    }
    assert reached == {
        ("${security-group-database-dev.GroupId}", 5433),
        ("${security-group-endpoints-dev.GroupId}", 443),
    }
