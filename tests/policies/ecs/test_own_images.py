from __future__ import annotations

from typing import Any

import pytest

from policies.ecs.own_images import REGISTRY, OwnImages
from tests.policies.broken import UNSEEN, broken
from tests.policies.ecs.tasks import CONTAINER, OPAQUE, task
from tests.policies.table import Case, compliant, findings

DIGEST = "@sha256:" + 64 * "0"
EXPECTED = f"{REGISTRY}/name:tag, not latest, or @sha256:digest"

OWN: dict[str, Any] = {
    "tag": {"Fn::Sub": f"{REGISTRY}/video-catalog:1.0"},
    "digest": {"Fn::Sub": f"{REGISTRY}/team/video-catalog{DIGEST}"},
    "asset": {
        "Fn::Sub": f"{REGISTRY}/cdk-container-assets-${{AWS::AccountId}}-${{AWS::Region}}:abc123"
    },
    "of a given region": {
        "Fn::Sub": "${AWS::AccountId}.dkr.ecr.ap-northeast-3.${AWS::URLSuffix}/video-catalog:1.0"
    },
    "of a region with a long name": {
        "Fn::Sub": "${AWS::AccountId}.dkr.ecr.eusc-de-east-1.${AWS::URLSuffix}/video-catalog:1.0"
    },
    "joined": {
        "Fn::Join": [
            "",
            [
                {"Ref": "AWS::AccountId"},
                ".dkr.ecr.",
                {"Ref": "AWS::Region"},
                ".",
                {"Ref": "AWS::URLSuffix"},
                "/video-catalog:1.0",
            ],
        ]
    },
    "a tag that begins as latest": {"Fn::Sub": f"{REGISTRY}/video-catalog:latest-1"},
}

FOREIGN = {
    **UNSEEN,
    "Docker Hub": "nginx:1.29",
    "public registry": "public.ecr.aws/nginx/nginx:1.29",
    "another account": "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/video-catalog:1.0",
    "another domain": {"Fn::Sub": f"{REGISTRY}.example.org/video-catalog:1.0"},
    "before the registry": {"Fn::Sub": f"example.org/{REGISTRY}/video-catalog:1.0"},
    "no region": {"Fn::Sub": "${AWS::AccountId}.dkr.ecr..${AWS::URLSuffix}/video-catalog:1.0"},
    "what is no region": {
        "Fn::Sub": "${AWS::AccountId}.dkr.ecr.no-where-1.${AWS::URLSuffix}/video-catalog:1.0"
    },
    "no tag": {"Fn::Sub": f"{REGISTRY}/video-catalog"},
    "no repository": {"Fn::Sub": f"{REGISTRY}/:1.0"},
    "latest": {"Fn::Sub": f"{REGISTRY}/video-catalog:latest"},
    "half a digest": {"Fn::Sub": f"{REGISTRY}/video-catalog{DIGEST[:-1]}"},
    "a name from elsewhere": {"Fn::Sub": f"{REGISTRY}/${{Parameter}}:1.0"},
    "a tag from elsewhere": {"Fn::Sub": f"{REGISTRY}/video-catalog:${{Parameter}}"},
}

CASES = (
    *(
        Case(name=name, resources=task(Image=image), expected=(compliant("Task"),))
        for name, image in OWN.items()
    ),
    *broken(f"{CONTAINER}.Image", EXPECTED, FOREIGN, lambda v: task(Image=v), logical_id="Task"),
    *OPAQUE,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(OwnImages(), case) == case.expected
