from __future__ import annotations

import pytest

from tests.infra.compute.test_service import containers, service, statements
from tests.infra.rendered import Rendered
from tests.synthesis import template

POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


def test_listens_where_the_load_balancer_sends(stack: Rendered) -> None:
    api = containers(stack, "api")["api"]
    assert api["PortMappings"] == [{"ContainerPort": 8080, "Protocol": "tcp"}]
    assert {"Name": "API_PORT", "Value": "8080"} in api["Environment"]
    (target,) = service(stack, "api")["LoadBalancers"]
    assert (target["ContainerName"], target["ContainerPort"]) == ("api", 8080)
    assert target["TargetGroupArn"] == "${target-group-dev}"


@pytest.mark.parametrize(
    ("name", "metric", "value"),
    [
        ("scaling-policy-api-requests-dev", "ALBRequestCountPerTarget", 12_000),
        ("scaling-policy-api-cpu-dev", "ECSServiceAverageCPUUtilization", 60),
    ],
)
def test_scales_on_its_load(stack: Rendered, name: str, metric: str, value: int) -> None:
    target = stack.resource(POLICY, name)["TargetTrackingScalingPolicyConfiguration"]
    assert target["PredefinedMetricSpecification"]["PredefinedMetricType"] == metric
    assert target["TargetValue"] == value


def test_number_of_tasks_stays_within_the_settings() -> None:
    stack = Rendered(template(apiMinimum="3", apiMaximum="9"))
    (target,) = (
        each
        for each in stack.resources("AWS::ApplicationAutoScaling::ScalableTarget").values()
        if "service-api-dev" in each["ResourceId"]
    )
    assert (target["MinCapacity"], target["MaxCapacity"]) == (3, 9)


def test_task_reads_secrets_and_asks_for_files_to_be_probed_again(stack: Rendered) -> None:
    secrets, key, queue = statements(stack, "api-task")
    assert secrets["Action"] == "secretsmanager:GetSecretValue"
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert (queue["Action"], queue["Resource"]) == ("sqs:SendMessage", "${queue-ingest-dev.Arn}")
