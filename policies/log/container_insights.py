"""LOG-7."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.log_groups import examine_name
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

SETTING = "containerInsights"


class ContainerInsights(ResourcePolicy):
    """Container Insights of clusters."""

    id = "LOG-7"
    title = "Container Insights is on, and the stack declares the log group that it writes to."
    rationale = "The number of running tasks, which the worker scales by, comes from it."
    source = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "deploy-container-insights-ECS-cluster.html; decisions 16 and 19 of the design"
    )
    remedy = (
        "Pass container_insights_v2=ContainerInsights.ENABLED, and declare a LogGroup named "
        "/aws/ecs/containerinsights/{cluster_name}/performance."
    )
    resource_types = ("AWS::ECS::Cluster",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge ClusterSettings, and the group of the name that ECS fixes."""
        settings = tuple(resource.parts("ClusterSettings"))
        insights = [each.get("Value") for each in settings if each.get("Name") == SETTING]
        if len(insights) != 1 or insights[0] not in ("enabled", "enhanced"):
            expected = f'{SETTING} "enabled" or "enhanced"'
            yield Violation("ClusterSettings", resource.get("ClusterSettings"), expected)
        name = text(resource.get("ClusterName")) or f"${{{resource.logical_id}}}"
        yield from examine_name(f"/aws/ecs/containerinsights/{name}/performance", template)
