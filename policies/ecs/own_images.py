"""ECS-13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.ecs.container import ContainerPolicy
from policies.finding import Violation
from policies.intrinsics import text
from policies.region.literals import REGION
from policies.template import Part, Template

REGISTRY: Final = "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}"
PLACE: Final = rf"(?:\$\{{AWS::Region\}}|{REGION})"
"""A stack for a given region says it outright."""

REPOSITORY: Final = r"(?:[a-z0-9/_.-]|\$\{AWS::(?:AccountId|Region)\})+"
VERSION: Final = r"(?::(?!latest$)\w[\w.-]{0,127}|@sha256:[0-9a-f]{64})"
OWN: Final = re.compile(
    rf"\$\{{AWS::AccountId\}}\.dkr\.ecr\.{PLACE}\.\$\{{AWS::URLSuffix\}}/{REPOSITORY}{VERSION}",
    re.ASCII,
)


class OwnImages(ContainerPolicy):
    """Images of containers."""

    id = "ECS-13"
    title = "Every container runs a tagged image of the account's own registry."
    rationale = (
        "Whoever owns a foreign registry decides what runs beside the customers' videos, and what "
        "`latest` names is another image tomorrow."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "container-considerations.html; the isolated subnets reach no other registry"
    )
    remedy = "Pass -c imageUri= of a private repository with a tag or digest, or build the asset."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge Image: its registry by pseudo parameters, its tag or digest by text."""
        image = container.get("Image")
        named = text(image)
        if named is None or not OWN.fullmatch(named):
            yield Violation(
                container.at("Image"), image, f"{REGISTRY}/name:tag, not latest, or @sha256:digest"
            )
