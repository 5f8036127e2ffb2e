from __future__ import annotations

from tests.infra.rendered import Rendered

INSIGHTS = "/aws/ecs/containerinsights/cluster-dev/performance"


def test_insights_write_to_a_group_that_is_there_before(stack: Rendered) -> None:
    cluster = stack.resource("AWS::ECS::Cluster", "cluster-dev")
    assert cluster["ClusterSettings"] == [{"Name": "containerInsights", "Value": "enabled"}]
    assert INSIGHTS in stack.resources("AWS::Logs::LogGroup")
    assert INSIGHTS in stack.depends_on("AWS::ECS::Cluster", "cluster-dev")


def test_storage_of_tasks_has_the_stack_s_key(stack: Rendered) -> None:
    cluster = stack.resource("AWS::ECS::Cluster", "cluster-dev")
    (key,) = stack.resources("AWS::KMS::Key")
    assert cluster["Configuration"]["ManagedStorageConfiguration"] == {
        "FargateEphemeralStorageKmsKeyId": f"${{{key}}}"
    }


def test_fargate_uses_the_key_for_this_cluster_alone(stack: Rendered) -> None:
    policy = stack.resource("AWS::KMS::Key")["KeyPolicy"]["Statement"]
    fargate = [each for each in policy if each["Principal"] == {"Service": "fargate.amazonaws.com"}]
    assert [each["Action"] for each in fargate] == [
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:CreateGrant",
    ]
    for statement in fargate:
        assert statement["Condition"]["StringEquals"] == {
            "kms:EncryptionContext:aws:ecs:clusterAccount": ["${AWS::AccountId}"],
            "kms:EncryptionContext:aws:ecs:clusterName": ["cluster-dev"],
        }
