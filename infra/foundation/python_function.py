"""A Lambda function in Python: named, encrypted, logging to its declared group."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from aws_cdk import (
    AssetHashType,
    Aws,
    BundlingOptions,
    DockerImage,
    Duration,
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_kms as kms,
    aws_lambda as lambda_,
)
from constructs import Construct

from infra.environment import CpuArchitecture
from infra.foundation.function_bundle import FunctionBundling, bundle_files
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

FUNCTIONS: Final = Path(__file__).parents[2] / "services" / "functions"
RUNTIME: Final = lambda_.Runtime.PYTHON_3_14
ARCHITECTURES: Final = {
    CpuArchitecture.X86_64: lambda_.Architecture.X86_64,
    CpuArchitecture.ARM64: lambda_.Architecture.ARM_64,
}

ISOLATED: Final = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)


class PythonFunction(Construct):
    """A function from services/functions, with a role of its own.

    Attributes:
        function: the Lambda function; inside the network, its security group reaches nothing yet.
        permissions: what the function may do; the composer adds to it.
        role: has those permissions.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        key: kms.IKey,
        log_groups: LogGroups,
        cpu_architecture: CpuArchitecture,
        name: str,
        description: str,
        environment: Mapping[str, str],
        timeout: Duration,
        network: Network | None = None,
        data: Path | None = None,
    ) -> None:
        """Build the function.

        Args:
            scope: its parent.
            construct_id: its id there.
            naming: the stack's names.
            key: encrypts the environment variables and the logs.
            log_groups: where its log group comes from.
            cpu_architecture: instruction set of the runtime.
            name: folder in services/functions, and the role part of every name.
            description: one line for the console.
            environment: variables; a secret's ARN, never a secret.
            timeout: longest run.
            network: the network to join; without one the function reaches AWS's public
                endpoints alone.
            data: a folder that comes along with the function.
        """
        super().__init__(scope, construct_id)
        function_name = naming.regional("function", name)
        group = log_groups.create(self, "LogGroup", name=f"/aws/lambda/{function_name}")
        self.permissions = iam.PolicyDocument(
            statements=[
                iam.PolicyStatement(
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[group.log_group_arn],
                ),
                iam.PolicyStatement(actions=["kms:Decrypt"], resources=[key.key_arn]),
            ]
        )
        if network:
            self.permissions.add_statements(*_network_interfaces(function_name))
        self.role = iam.Role(
            self,
            "Role",
            role_name=naming.account_wide("role", name),
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={name: self.permissions},
        )
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=function_name,
            description=description,
            runtime=RUNTIME,
            architecture=ARCHITECTURES[cpu_architecture],
            handler="index.handler",
            code=_code(name, data),
            role=self.role.without_policy_updates(),
            environment=dict(environment),
            environment_encryption=key,
            log_group=group,
            logging_format=lambda_.LoggingFormat.JSON,
            timeout=timeout,
            memory_size=256,
            vpc=network.vpc if network else None,
            vpc_subnets=ISOLATED if network else None,
            security_groups=[self._security_group(network, name)] if network else None,
        )

    def _security_group(self, network: Network, name: str) -> ec2.SecurityGroup:
        return network.security_group(
            self, "SecurityGroup", role=name, description=f"Function {name}"
        )


def _code(name: str, data: Path | None) -> lambda_.Code:
    python_version = RUNTIME.name.removeprefix("python")
    folder = FUNCTIONS / name
    return lambda_.Code.from_asset(
        str(folder),
        # The hash is that of the bundle, whatever else lies in the folder.
        asset_hash_type=AssetHashType.OUTPUT,
        bundling=BundlingOptions(
            # Required by the type; the local bundling leaves nothing for it to do.
            image=DockerImage.from_registry("scratch"),
            local=FunctionBundling(bundle_files(folder, python_version=python_version, data=data)),
        ),
    )


def _network_interfaces(function_name: str) -> list[iam.PolicyStatement]:
    # Lambda itself joins the function to the network, with the function's role, and accepts no
    # narrower resources. The denial keeps the function's own code from these actions.
    # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    own_account = f"arn:{Aws.PARTITION}:ec2:{Aws.REGION}:{Aws.ACCOUNT_ID}:*/*"
    function_arn = (
        f"arn:{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}:function:{function_name}"
    )
    change = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:UnassignPrivateIpAddresses",
    ]
    read = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]
    return [
        iam.PolicyStatement(actions=change, resources=[own_account]),
        iam.PolicyStatement(actions=read, resources=["*"]),
        iam.PolicyStatement(
            effect=iam.Effect.DENY,
            actions=[*change, *read],
            resources=["*"],
            conditions={"ArnEquals": {"lambda:SourceFunctionArn": function_arn}},
        ),
    ]
