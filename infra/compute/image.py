"""The container image of both services."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, cast

from aws_cdk import (
    Aws,
    aws_ecr as ecr,
    aws_ecr_assets as ecr_assets,
    aws_ecs as ecs,
    aws_iam as iam,
)
from constructs import Construct

from infra.environment import PRIVATE_IMAGE, CpuArchitecture

SERVICES: Final = Path(__file__).parents[2] / "services"
CACHES: Final = ("**/__pycache__", "**/*.pyc", "**/.*_cache", "**/.hypothesis")
"""What running the code leaves behind, which must not make another image."""

AUTHORITIES: Final = "/opt/rds-authorities"
"""Where the image has the certificate authorities of RDS, a file a region."""

PLATFORMS: Final = {
    CpuArchitecture.X86_64: ecr_assets.Platform.LINUX_AMD64,
    CpuArchitecture.ARM64: ecr_assets.Platform.LINUX_ARM64,
}


class Image(Construct):
    """The image built from services/, or the one that a setting names.

    Attributes:
        image: for container definitions.
        pull_statements: what an execution role needs to pull it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        image_uri: str | None,
        base_image: str,
        cpu_architecture: CpuArchitecture,
    ) -> None:
        """Declare the image.

        Args:
            scope: its parent.
            construct_id: its id there.
            image_uri: image in a private repository of Amazon ECR to run in place of the one
                built here. The stack's own account and region stand for those in it: the
                network reaches no other region, and the template names neither.
            base_image: base of the image built here.
            cpu_architecture: instruction set it is built for.
        """
        super().__init__(scope, construct_id)
        if image_uri:
            repository, tag = _private_image(self, image_uri)
            self.image: ecs.ContainerImage = ecs.ContainerImage.from_ecr_repository(repository, tag)
        else:
            asset = ecr_assets.DockerImageAsset(
                self,
                "Asset",
                directory=str(SERVICES),
                display_name="services",
                build_args={"BASE_IMAGE": base_image},
                platform=PLATFORMS[cpu_architecture],
                # Beside what services/.dockerignore names.
                exclude=list(CACHES),
            )
            repository = asset.repository
            self.image = ecs.ContainerImage.from_docker_image_asset(asset)
        self.pull_statements = [
            iam.PolicyStatement(
                actions=[
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
                resources=[repository.repository_arn],
            ),
            # Names no resource: the token is the account's.
            iam.PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        ]


def _private_image(scope: Construct, image_uri: str) -> tuple[ecr.IRepository, str]:
    name, tag, digest = cast("re.Match[str]", re.fullmatch(PRIVATE_IMAGE, image_uri)).group(
        "name", "tag", "digest"
    )
    repository = ecr.Repository.from_repository_attributes(
        scope,
        "Repository",
        repository_name=name,
        repository_arn=f"arn:{Aws.PARTITION}:ecr:{Aws.REGION}:{Aws.ACCOUNT_ID}:repository/{name}",
    )
    return repository, tag or digest
