"""The whole pipeline as one stack: composes the layers, and is the only place that grants."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import Aws, aws_ec2 as ec2, aws_iam as iam
from constructs import Construct

from infra.compute.cluster import Cluster
from infra.compute.image import AUTHORITIES, Image
from infra.compute.load_balancer import ACCESS_LOG_PREFIX, HTTP_PORT
from infra.compute.metadata_api import MetadataApi
from infra.compute.worker import Worker
from infra.edge.authorizer import KeyAuthorizer
from infra.edge.entry import Entry
from infra.edge.firewall import Firewall
from infra.edge.gateway_account import GatewayAccount
from infra.environment import ApiGatewayAccount, Environment
from infra.foundation.key import EncryptionKey
from infra.foundation.network import Network
from infra.foundation.rotation import Rotation
from infra.naming import Naming
from infra.observability.alarms import Alarms, Watched
from infra.observability.dashboard import Dashboard
from infra.observability.log_delivery import LogDelivery
from infra.observability.log_groups import LogGroups
from infra.storage import cache, database, ingest
from infra.storage.access_logs import AccessLogs
from infra.storage.bucket_emptier import BucketEmptier
from infra.storage.cache import Cache
from infra.storage.database import Database
from infra.storage.ingest import Ingest
from infra.storage.scratch import Scratch


class PipelineStack(cdk.Stack):
    """The video pipeline of one environment in one region.

    Args:
        scope: the app.
        construct_id: unique in the app, also where it holds several regions.
        environment: the validated settings.
    """

    def __init__(self, scope: Construct, construct_id: str, *, environment: Environment) -> None:
        naming = Naming(environment.suffix)
        super().__init__(
            scope,
            construct_id,
            stack_name=naming.regional("stack"),
            description=f"StreamTech video pipeline, environment {environment.suffix}",
            env=cdk.Environment(region=environment.region),
            tags=dict(environment.tags),
        )
        self.key = EncryptionKey(self, "Key", naming=naming)
        log_groups = LogGroups(key=self.key, retention_days=environment.log_retention_days)
        self.network = Network(self, "Network", naming=naming, log_groups=log_groups)
        self.log_delivery = LogDelivery(self, "LogDelivery", naming=naming)
        self._store(naming, environment, log_groups)
        self._compute(naming, environment, log_groups)
        self._enter(naming, environment, log_groups)
        self._rotate(naming, environment, log_groups)
        self._connect(environment)
        self._grant(environment)
        self._start_in_order(environment)
        self._watch(naming, environment)
        self._tell_operators()
        for key, value in environment.tags.items():
            cdk.Tags.of(self).add(key, value)

    def _store(self, naming: Naming, environment: Environment, log_groups: LogGroups) -> None:
        self.access_logs = AccessLogs(
            self,
            "AccessLogs",
            naming=naming,
            retention=cdk.Duration.days(environment.log_retention_days),
        )
        self.ingest = Ingest(
            self, "Ingest", naming=naming, key=self.key, access_logs=self.access_logs
        )
        self.database = Database(
            self,
            "Database",
            naming=naming,
            environment=environment,
            key=self.key,
            log_groups=log_groups,
            network=self.network,
        )
        self.cache = Cache(
            self,
            "Cache",
            naming=naming,
            environment=environment,
            key=self.key,
            log_groups=log_groups,
            log_delivery=self.log_delivery,
            network=self.network,
        )
        self.scratch = Scratch(self, "Scratch", naming=naming, key=self.key, network=self.network)
        BucketEmptier(
            self,
            "BucketEmptier",
            naming=naming,
            key=self.key,
            log_groups=log_groups,
            buckets=(self.access_logs, self.ingest.bucket),
        )

    def _compute(self, naming: Naming, environment: Environment, log_groups: LogGroups) -> None:
        image = Image(
            self,
            "Image",
            image_uri=environment.image_uri,
            base_image=environment.base_image,
            cpu_architecture=environment.cpu_architecture,
        )
        self.cluster = Cluster(
            self,
            "Cluster",
            naming=naming,
            key=self.key,
            log_groups=log_groups,
            vpc=self.network.vpc,
        )
        self.worker = Worker(
            self,
            "Worker",
            naming=naming,
            environment=environment,
            log_groups=log_groups,
            network=self.network,
            cluster=self.cluster.cluster,
            image=image,
            variables=self._variables(),
            queue=self.ingest.queue,
            scratch=self.scratch.volume() if environment.mount_scratch else None,
        )
        self.metadata_api = MetadataApi(
            self,
            "MetadataApi",
            naming=naming,
            environment=environment,
            log_groups=log_groups,
            network=self.network,
            cluster=self.cluster.cluster,
            image=image,
            variables=self._variables(),
            access_log_bucket=self.access_logs,
            stage_name=naming.regional("stage"),
        )

    def _variables(self) -> dict[str, str]:
        """What the containers are told; secrets by their ARN alone."""
        variables = {
            "INGEST_BUCKET": self.ingest.bucket.bucket_name,
            "QUEUE_URL": self.ingest.queue.queue_url,
            "DEAD_LETTER_QUEUE_URL": self.ingest.dead_letter_queue.queue_url,
            "DATABASE_SECRET_ARN": self.database.secret.secret_arn,
            "DATABASE_CA_FILE": f"{AUTHORITIES}/{Aws.REGION}.pem",
            "CACHE_HOST": self.cache.host,
            "CACHE_PORT": str(cache.PORT),
            "CACHE_TLS": str(self.cache.secret is not None).lower(),
        }
        if self.cache.secret:
            variables["CACHE_SECRET_ARN"] = self.cache.secret.secret_arn
        return variables

    def _enter(self, naming: Naming, environment: Environment, log_groups: LogGroups) -> None:
        self.key_authorizer = KeyAuthorizer(
            self,
            "KeyAuthorizer",
            naming=naming,
            key=self.key,
            log_groups=log_groups,
            cpu_architecture=environment.cpu_architecture,
        )
        self.entry = Entry(
            self,
            "Entry",
            naming=naming,
            log_groups=log_groups,
            network=self.network,
            stage_name=naming.regional("stage"),
            load_balancer=self.metadata_api.front.load_balancer,
            key_authorizer=self.key_authorizer,
        )
        self.firewall = Firewall(
            self,
            "Firewall",
            naming=naming,
            log_groups=log_groups,
            log_delivery=self.log_delivery,
        )
        stage = self.entry.api.deployment_stage
        self.firewall.protect(stage_arn=stage.stage_arn)
        self.gateway_account: GatewayAccount | None = None
        if environment.api_gateway_account is ApiGatewayAccount.CREATE:
            self.gateway_account = GatewayAccount(
                self, "GatewayAccount", naming=naming, log_groups=log_groups
            )
            stage.node.add_dependency(self.gateway_account)

    def _rotate(self, naming: Naming, environment: Environment, log_groups: LogGroups) -> None:
        self.rotation = Rotation(
            self,
            "Rotation",
            naming=naming,
            key=self.key,
            log_groups=log_groups,
            cpu_architecture=environment.cpu_architecture,
            network=self.network,
        )
        self.rotation.rotate("Database", secret=self.database.secret)
        self.rotation.rotate("ApiKey", secret=self.key_authorizer.secret)

    def _connect(self, environment: Environment) -> None:
        """Open the security groups, each to the other."""
        worker, api = self.worker.security_group, self.metadata_api.security_group
        rotation = self.rotation.function
        for client in (worker, api, rotation):
            self.network.allow_endpoints(client)
            client.connections.allow_to(
                self.database.security_group, ec2.Port.tcp(database.PORT), "PostgreSQL"
            )
        for client in (worker, api):
            # Also for the layers of their image.
            self.network.allow_s3(client)
            client.connections.allow_to(
                self.cache.security_group, ec2.Port.tcp(cache.PORT), "Redis"
            )
        if environment.mount_scratch:
            worker.connections.allow_to(self.scratch.security_group, ec2.Port.NFS, "Scratch files")
        self.entry.link_security_group.connections.allow_to(
            self.metadata_api.front.load_balancer, ec2.Port.tcp(HTTP_PORT), "Requests"
        )

    def _grant(self, environment: Environment) -> None:
        """Say who may do what, by named actions on named resources."""
        self.access_logs.allow_load_balancers(ACCESS_LOG_PREFIX)
        self._grant_worker()
        self.metadata_api.permissions.add_statements(
            *self._read_secrets(), _allow(["sqs:SendMessage"], self.ingest.queue.queue_arn)
        )
        if environment.mount_scratch:
            self.worker.permissions.add_statements(self._write_scratch())
        self.key_authorizer.function.permissions.add_statements(
            _allow(["secretsmanager:GetSecretValue"], self.key_authorizer.secret.secret_arn)
        )

    def _grant_worker(self) -> None:
        bucket = self.ingest.bucket
        objects = (
            _allow(
                ["s3:GetObject", "s3:GetObjectVersion"],
                bucket.arn_for_objects("*"),
            ),
            # Without it a missing object answers 403, as a forbidden one does.
            _allow(["s3:ListBucket"], bucket.bucket_arn),
            # The operator's commands export the catalogue there.
            _allow(
                ["s3:AbortMultipartUpload", "s3:PutObject"],
                bucket.arn_for_objects(f"{ingest.EXPORTS}*"),
            ),
        )
        self.worker.permissions.add_statements(
            *self._read_secrets(),
            *objects,
            # Sending is for the operator's commands, which run in the worker's task.
            _allow(
                [
                    "sqs:ChangeMessageVisibility",
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes",
                    "sqs:ReceiveMessage",
                    "sqs:SendMessage",
                ],
                self.ingest.queue.queue_arn,
                self.ingest.dead_letter_queue.queue_arn,
            ),
        )
        for statement in objects:
            through_endpoint = statement.copy(principals=[iam.AnyPrincipal()])
            through_endpoint.add_condition("StringEquals", {"aws:PrincipalAccount": Aws.ACCOUNT_ID})
            self.network.s3_endpoint.add_to_policy(through_endpoint)

    def _read_secrets(self) -> tuple[iam.PolicyStatement, ...]:
        secrets = [self.database.secret, *filter(None, [self.cache.secret])]
        return (
            _allow(["secretsmanager:GetSecretValue"], *(each.secret_arn for each in secrets)),
            # The sender of a message makes its data key; who reads it, or a secret, decrypts.
            _allow(["kms:Decrypt", "kms:GenerateDataKey"], self.key.key_arn),
        )

    def _write_scratch(self) -> iam.PolicyStatement:
        statement = _allow(
            ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            self.scratch.file_system.file_system_arn,
        )
        statement.add_condition(
            "StringEquals",
            {"elasticfilesystem:AccessPointArn": (self.scratch.access_point.access_point_arn)},
        )
        return statement

    def _start_in_order(self, environment: Environment) -> None:
        """What CloudFormation can't see from the references."""
        # The bucket is tried when the load balancer is made.
        self.metadata_api.front.load_balancer.node.add_dependency(self.access_logs)
        # Tasks that find no way to their image or database fail the first deployment.
        for service in (self.worker, self.metadata_api):
            service.service.node.add_dependency(
                self.network,
                service.security_group,
                self.database.security_group,
                self.cache.security_group,
            )
        if environment.mount_scratch:
            # A task mounts before its containers start: by a mount target in its own zone.
            self.worker.service.node.add_dependency(self.scratch)

    def _watch(self, naming: Naming, environment: Environment) -> None:
        watched = Watched(
            queue=self.ingest.queue.queue_name,
            dead_letter_queue=self.ingest.dead_letter_queue.queue_name,
            database=self.database.instance_name,
            max_connections=database.max_connections(environment),
            cache_nodes=self.cache.nodes,
            api=self.entry.api.rest_api_name,
            stage=naming.regional("stage"),
            cluster=self.cluster.cluster.cluster_name,
            worker_service=self.worker.service.service_name,
            api_service=self.metadata_api.service.service_name,
            rotation=self.rotation.function.function_name,
        )
        self.alarms = Alarms(
            self,
            "Alarms",
            naming=naming,
            environment=environment,
            key=self.key,
            watched=watched,
        )
        Dashboard(self, "Dashboard", naming=naming, watched=watched, alarms=self.alarms.alarms)

    def _tell_operators(self) -> None:
        for construct_id, description, value in (
            ("ApiUrl", "Address of the metadata API", self.entry.api.url),
            (
                "ApiKeySecretArn",
                "Secret with the API key",
                self.key_authorizer.secret.secret_arn,
            ),
            (
                "DatabaseSecretArn",
                "Secret with the database's credentials",
                self.database.secret.secret_arn,
            ),
            ("IngestBucketName", "Where videos go", self.ingest.bucket.bucket_name),
            ("AlarmTopicArn", "Topic of the alarms", self.alarms.topic.topic_arn),
            ("QueueUrl", "Queue of files to probe", self.ingest.queue.queue_url),
            (
                "DeadLetterQueueUrl",
                "Queue of messages that were given up",
                self.ingest.dead_letter_queue.queue_url,
            ),
        ):
            cdk.CfnOutput(self, construct_id, description=description, value=value)


def _allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=list(resources))
