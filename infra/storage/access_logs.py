"""The bucket that AWS delivers access logs to."""

from __future__ import annotations

from aws_cdk import Aws, Duration, RemovalPolicy, aws_iam as iam, aws_s3 as s3
from constructs import Construct

from infra.naming import Naming


class AccessLogs(s3.Bucket):
    """Access logs of the ingest bucket and of the load balancer.

    Neither service delivers to a bucket with a customer managed key, so it has SSE-S3:
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, naming: Naming, retention: Duration
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            bucket_name=naming.worldwide("bucket", "access-logs"),
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="retention",
                    expiration=retention,
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
            removal_policy=RemovalPolicy.DESTROY,
            auto_delete_objects=True,
        )

    def allow_load_balancers(self, prefix: str) -> None:
        """Let the account's load balancers deliver their logs below a prefix.

        By the path alone: Elastic Load Balancing writes below the id of the load balancer's
        account, and does not surely tell on whose behalf, without which a condition denies. AWS's
        own policy has none:
        https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
        """
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="LoadBalancerLogs",
                principals=[iam.ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.arn_for_objects(f"{prefix}/AWSLogs/{Aws.ACCOUNT_ID}/*")],
            )
        )
