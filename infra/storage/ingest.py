"""Where videos arrive: the bucket, and the queue of what happened in it."""

from __future__ import annotations

from typing import Final, cast

from aws_cdk import (
    Aws,
    Duration,
    RemovalPolicy,
    aws_events as events,
    aws_iam as iam,
    aws_kms as kms,
    aws_s3 as s3,
    aws_sqs as sqs,
)
from constructs import Construct

from infra.naming import Naming

VISIBILITY_TIMEOUT: Final = Duration.minutes(2)
"""How long a message stays hidden unless the worker extends it, which it does while it works. The
worker asks for as long: `video_catalog.worker.loop.Timing`."""

MAXIMUM_RECEIVES: Final = 5
RETENTION: Final = Duration.days(14)
"""Longest that SQS keeps a message."""

NONCURRENT_VERSION_DAYS: Final = 30

EXPORTS: Final = "exports/"
"""Under it stand archives of the catalogue, which are no videos."""


class Ingest(Construct):
    """Bucket → EventBridge rule → queue, with a dead-letter queue.

    Attributes:
        bucket: versioned, so that an event can name the very object that it is about.
        queue: messages of objects created and deleted.
        dead_letter_queue: messages that the worker gave up, and that EventBridge couldn't deliver.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        key: kms.IKey,
        access_logs: s3.IBucket,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = self._bucket(naming, key, access_logs)
        self.dead_letter_queue = self._queue("DeadLetterQueue", naming, key, role="dead-letter")
        self.queue = self._queue(
            "Queue",
            naming,
            key,
            role="ingest",
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letter_queue, max_receive_count=MAXIMUM_RECEIVES
            ),
        )
        # The queue's ARN by its name: a reference would be a circle.
        source = f"arn:{Aws.PARTITION}:sqs:{Aws.REGION}:{Aws.ACCOUNT_ID}:" + naming.regional(
            "queue", "ingest"
        )
        dead_letters = cast("sqs.CfnQueue", self.dead_letter_queue.node.default_child)
        dead_letters.redrive_allow_policy = {
            "redrivePermission": "byQueue",
            "sourceQueueArns": [source],
        }
        self._deliver_events(naming)

    def _bucket(self, naming: Naming, key: kms.IKey, access_logs: s3.IBucket) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name=naming.worldwide("bucket", "ingest"),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=True,
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix="ingest/",
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="housekeeping",
                    # A video stays until it is deleted; what a deletion or an overwriting leaves
                    # behind, and uploads that never end, are paid for without use.
                    noncurrent_version_expiration=Duration.days(NONCURRENT_VERSION_DAYS),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                    expired_object_delete_marker=True,
                )
            ],
            removal_policy=RemovalPolicy.DESTROY,
            auto_delete_objects=True,
        )
        # The L2's event_bridge_enabled needs a custom resource for it; CloudFormation does not.
        resource = cast("s3.CfnBucket", bucket.node.default_child)
        resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
                event_bridge_enabled=True
            )
        )
        return bucket

    def _queue(
        self,
        construct_id: str,
        naming: Naming,
        key: kms.IKey,
        *,
        role: str,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            construct_id,
            queue_name=naming.regional("queue", role),
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            data_key_reuse=Duration.hours(1),
            enforce_ssl=True,
            visibility_timeout=VISIBILITY_TIMEOUT,
            receive_message_wait_time=Duration.seconds(20),
            retention_period=RETENTION,
            dead_letter_queue=dead_letter_queue,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _deliver_events(self, naming: Naming) -> None:
        rule_name = naming.regional("rule", "ingest")
        rule_arn = f"arn:{Aws.PARTITION}:events:{Aws.REGION}:{Aws.ACCOUNT_ID}:rule/{rule_name}"
        rule = events.CfnRule(
            self,
            "Rule",
            name=rule_name,
            description="Videos created in the ingest bucket, by whatever means, and deleted",
            state="ENABLED",
            event_pattern={
                "source": ["aws.s3"],
                "detail-type": ["Object Created", "Object Deleted"],
                "detail": {
                    "bucket": {"name": [self.bucket.bucket_name]},
                    "object": {"key": [{"anything-but": {"prefix": EXPORTS}}]},
                },
            },
            targets=[
                events.CfnRule.TargetProperty(
                    id="queue",
                    arn=self.queue.queue_arn,
                    dead_letter_config=events.CfnRule.DeadLetterConfigProperty(
                        arn=self.dead_letter_queue.queue_arn
                    ),
                )
            ],
        )
        for queue in (self.queue, self.dead_letter_queue):
            queue.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="Events",
                    principals=[iam.ServicePrincipal("events.amazonaws.com")],
                    actions=["sqs:SendMessage"],
                    resources=[queue.queue_arn],
                    conditions={
                        "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                        "ArnEquals": {"aws:SourceArn": rule_arn},
                    },
                )
            )
        # A rule that delivers before it may would lose the first events.
        rule.node.add_dependency(self.queue, self.dead_letter_queue)
