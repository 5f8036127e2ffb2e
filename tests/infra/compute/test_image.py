from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
import pytest

from infra.compute.image import Image
from infra.environment import CpuArchitecture
from tests.infra.compute.test_service import containers, statements
from tests.infra.rendered import Rendered
from tests.synthesis import synthesise, template

DIGEST = "sha256:" + "0123456789abcdef" * 4
REGISTRY = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com"
OWN = "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        pytest.param(f"{REGISTRY}/video:1.0", f"{OWN}/video:1.0", id="tag"),
        pytest.param(f"{REGISTRY}/a/b@{DIGEST}", f"{OWN}/a/b@{DIGEST}", id="digest"),
    ],
)
def test_named_image_runs_in_place_of_the_asset(uri: str, expected: str) -> None:
    (synthesised,) = synthesise(imageUri=uri).values()
    stack = Rendered(synthesised.template)
    assert {each["Image"] for each in containers(stack, "worker").values()} == {expected}
    assert "services" not in synthesised.assets.values()
    repository = expected.partition("/")[2].partition("@")[0].partition(":")[0]
    assert statements(stack, "worker-execution")[0]["Resource"] == (
        "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/" + repository
    )


def test_one_image_runs_everything(stack: Rendered) -> None:
    images = {
        container["Image"]
        for name in ("worker", "api")
        for container in containers(stack, name).values()
    }
    assert len(images) == 1


def asset_hash(**settings: str) -> str:
    (synthesised,) = synthesise(**settings).values()
    (found,) = (key for key, name in synthesised.assets.items() if name == "services")
    return found


def staged(directory: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name of the staged asset, which ends in its hash, and the files in it."""
    monkeypatch.setattr("infra.compute.image.SERVICES", directory)
    app = cdk.App(outdir=str(directory.with_name("cdk.out")))
    Image(
        cdk.Stack(app, "stack"),
        "Image",
        image_uri=None,
        base_image="python",
        cpu_architecture=CpuArchitecture.X86_64,
    )
    (asset,) = Path(app.synth().directory).glob("asset.*")
    return [
        asset.name,
        *sorted(path.relative_to(asset).as_posix() for path in asset.rglob("*") if path.is_file()),
    ]


def test_what_running_the_code_leaves_behind_makes_no_other_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for place, caches in (("clean", ()), ("used", ("__pycache__/a.pyc", ".mypy_cache/b", "c.pyc"))):
        services = tmp_path / place / "services"
        package = services / "video_catalog"
        package.mkdir(parents=True)
        (services / "Dockerfile").write_text("FROM scratch")
        (package / "__init__.py").write_text("")
        for name in caches:
            (package / name).parent.mkdir(exist_ok=True)
            (package / name).write_text("cached")
        found.append(staged(services, monkeypatch))
    assert found[1] == found[0]
    assert found[0][1:] == ["Dockerfile", "video_catalog/__init__.py"]


def test_base_and_architecture_make_another_image() -> None:
    hashes = {
        asset_hash(),
        asset_hash(baseImage="public.ecr.aws/docker/library/python:3.12-slim-bookworm"),
        asset_hash(cpuArchitecture="arm64"),
    }
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        pytest.param("x86-64", "X86_64", id="x86-64"),
        pytest.param("arm64", "ARM64", id="arm64"),
    ],
)
def test_tasks_run_on_the_architecture_of_the_image(setting: str, expected: str) -> None:
    stack = Rendered(template(cpuArchitecture=setting))
    for definition in stack.resources("AWS::ECS::TaskDefinition").values():
        assert definition["RuntimePlatform"] == {
            "CpuArchitecture": expected,
            "OperatingSystemFamily": "LINUX",
        }
