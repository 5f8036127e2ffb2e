"""The internal load balancer in front of the metadata API."""

from __future__ import annotations

from typing import Final, cast

from aws_cdk import (
    Duration,
    aws_ec2 as ec2,
    aws_ecs as ecs,
    aws_elasticloadbalancingv2 as elbv2,
    aws_s3 as s3,
)
from constructs import Construct

from infra.foundation.network import Network
from infra.naming import Naming

HTTP_PORT: Final = 80
ACCESS_LOG_PREFIX: Final = "load-balancer"


class LoadBalancer(Construct):
    """An application load balancer that only the API's entry reaches.

    Attributes:
        load_balancer: the load balancer; its security group admits nothing yet.
        target_group: the tasks behind it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        network: Network,
        access_log_bucket: s3.IBucket,
        stage_name: str,
        target: ecs.IEcsLoadBalancerTarget,
    ) -> None:
        """Build the load balancer.

        Args:
            scope: its parent.
            construct_id: its id there.
            naming: the stack's names.
            network: the isolated network.
            access_log_bucket: where the access logs go, under `ACCESS_LOG_PREFIX`; its policy
                must admit them before the load balancer exists.
            stage_name: API stage whose name is taken off the path.
            target: the service behind it.
        """
        super().__init__(scope, construct_id)
        security_group = network.security_group(
            self, "SecurityGroup", role="load-balancer", description="Internal load balancer"
        )
        self.load_balancer = elbv2.ApplicationLoadBalancer(
            self,
            "LoadBalancer",
            load_balancer_name=naming.regional("load-balancer"),
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            internet_facing=False,
            security_group=security_group,
            deletion_protection=False,
            drop_invalid_header_fields=True,
            # Not the strictest, which refuses a GET with Content-Length: 0, as a VPC link sends it:
            # https://repost.aws/knowledge-center/api-gateway-private-integration-errors
            desync_mitigation_mode=elbv2.DesyncMitigationMode.DEFENSIVE,
        )
        self._log_access(access_log_bucket)
        self.target_group = _target_group(self, naming, network, target)
        listener = self.load_balancer.add_listener(
            "Listener",
            port=HTTP_PORT,
            protocol=elbv2.ApplicationProtocol.HTTP,
            open=False,
            default_target_groups=[self.target_group],
        )
        self._take_stage_off_path(listener, stage_name)

    def _log_access(self, bucket: s3.IBucket) -> None:
        # `log_access_logs` wants to know the region, to name an account of the load balancers.
        for key, value in (
            ("access_logs.s3.enabled", "true"),
            ("access_logs.s3.bucket", bucket.bucket_name),
            ("access_logs.s3.prefix", ACCESS_LOG_PREFIX),
        ):
            self.load_balancer.set_attribute(key, value)

    def _take_stage_off_path(self, listener: elbv2.ApplicationListener, stage_name: str) -> None:
        # A private integration of API Gateway puts the stage before the path.
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
        rule = elbv2.CfnListenerRule
        rule(
            self,
            "StageRule",
            listener_arn=listener.listener_arn,
            priority=1,
            conditions=[
                rule.RuleConditionProperty(
                    field="path-pattern",
                    path_pattern_config=rule.PathPatternConfigProperty(values=[f"/{stage_name}/*"]),
                )
            ],
            transforms=[
                rule.TransformProperty(
                    type="url-rewrite",
                    url_rewrite_config=rule.RewriteConfigObjectProperty(
                        rewrites=[
                            rule.RewriteConfigProperty(regex=f"^/{stage_name}/(.*)$", replace="/$1")
                        ]
                    ),
                )
            ],
            actions=[
                rule.ActionProperty(
                    type="forward", target_group_arn=self.target_group.target_group_arn
                )
            ],
        )


def _target_group(
    scope: Construct, naming: Naming, network: Network, target: ecs.IEcsLoadBalancerTarget
) -> elbv2.ApplicationTargetGroup:
    return elbv2.ApplicationTargetGroup(
        scope,
        "TargetGroup",
        target_group_name=naming.regional("target-group"),
        vpc=network.vpc,
        port=HTTP_PORT,
        protocol=elbv2.ApplicationProtocol.HTTP,
        target_type=elbv2.TargetType.IP,
        targets=[cast("elbv2.IApplicationLoadBalancerTarget", target)],
        health_check=elbv2.HealthCheck(
            path="/ready",
            healthy_http_codes="200",
            interval=Duration.seconds(15),
            timeout=Duration.seconds(5),
            healthy_threshold_count=2,
            unhealthy_threshold_count=3,
        ),
        # A cold cache: let it fill before the full share of requests arrives.
        slow_start=Duration.seconds(30),
        # No request takes longer than API Gateway waits for it, 29 s.
        deregistration_delay=Duration.seconds(30),
    )
