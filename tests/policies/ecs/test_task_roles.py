from __future__ import annotations

import json
from typing import Any

import pytest

from policies.ecs.task_roles import TaskRoles
from tests.policies.broken import NOT_A_REFERENCE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation

ROLE = {"Type": "AWS::IAM::Role"}
REFERENCE = "a reference to the template's AWS::IAM::Role"
OWN = "a role that nothing else uses"


def arn(name: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, "Arn"]}


def template(
    task: object = arn("TaskRole"), execution: object = arn("Execution")
) -> dict[str, Any]:
    return {
        "TaskRole": ROLE,
        "Execution": ROLE,
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Task": resource("AWS::ECS::TaskDefinition", TaskRoleArn=task, ExecutionRoleArn=execution),
    }


def shared(role: str, logical_id: str) -> tuple[str, Any, str]:
    name = "TaskRoleArn" if role == "TaskRole" else "ExecutionRoleArn"
    return violation(logical_id, f"{name} is {json.dumps(arn(role))}; expected {OWN}.")


CASES = (
    Case(name="two of its own", resources=template(), expected=(compliant("Task"),)),
    *broken(
        "TaskRoleArn",
        REFERENCE,
        {**NOT_A_REFERENCE, "no role": {"Ref": "Queue"}},
        template,
        logical_id="Task",
    ),
    *broken(
        "ExecutionRoleArn",
        REFERENCE,
        NOT_A_REFERENCE,
        lambda v: template(execution=v),
        logical_id="Task",
    ),
    Case(
        name="one for both",
        resources=template(execution=arn("TaskRole")),
        expected=(
            shared("TaskRole", "Task"),
            violation(
                "Task", f"ExecutionRoleArn is {json.dumps(arn('TaskRole'))}; expected {OWN}."
            ),
        ),
    ),
    Case(
        name="one for two tasks",
        resources={
            **template(),
            "OtherExecution": ROLE,
            "Other": resource(
                "AWS::ECS::TaskDefinition",
                TaskRoleArn=arn("TaskRole"),
                ExecutionRoleArn=arn("OtherExecution"),
            ),
        },
        expected=(shared("TaskRole", "Task"), shared("TaskRole", "Other")),
    ),
    Case(
        name="one for a function too",
        resources={
            **template(),
            "Function": resource("AWS::Lambda::Function", Role=arn("TaskRole")),
        },
        expected=(shared("TaskRole", "Task"),),
    ),
    Case(name="no task definition", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(TaskRoles(), case) == case.expected
