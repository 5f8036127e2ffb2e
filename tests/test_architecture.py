"""Who may import whom: the layout of docs/architecture.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.synthesis import ROOT

PACKAGES = (
    "app",
    "aspects",
    "audit",
    "infra",
    "nag_suppressions",
    "policies",
    "simulation",
    "video_catalog",
)

ALLOWED = {
    "policies": set(),
    "aspects": {"policies"},
    "audit": {"policies"},
    "infra": set(),
    "nag_suppressions": {"aspects", "infra"},
    "app": {"aspects", "infra", "nag_suppressions", "policies", "audit"},
    "simulation": set(),
    "services/video_catalog": set(),
    "services/functions": set(),
}


def files(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    return found or [ROOT / f"{package}.py"]


def imported(path: Path) -> Iterator[str]:
    """The first part of every absolute import of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_of_ours_only_what_it_may(package: str) -> None:
    ours = set(PACKAGES) - {package.rpartition("/")[2]}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(package)
        for name in imported(path)
        if name in ours and name not in ALLOWED[package]
    }
    assert wrong == set()


@pytest.mark.parametrize("package", ["policies", "audit", "services"])
def test_a_package_is_written_without_the_cdk(package: str) -> None:
    cdk = {"aws_cdk", "cdk_nag", "constructs", "jsii"}
    assert {str(path) for path in files(package) if cdk & set(imported(path))} == set()


@pytest.mark.parametrize("package", ["policies", "audit"])
def test_importing_a_package_loads_no_jsii(package: str) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in files(package)
        if path.name != "__main__.py"
    ]
    program = (
        f"import importlib, sys\nfor name in {modules}: importlib.import_module(name)\n"
        "sys.exit('jsii' in sys.modules)"
    )
    process = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)  # noqa: S603 - our own modules
    assert process.returncode == 0


def test_only_the_environment_knows_the_profiles() -> None:
    asking = {
        str(path.relative_to(ROOT))
        for path in files("infra")
        if path.name != "environment.py" and "Profile" in path.read_text(encoding="utf-8")
    }
    assert asking == set()


def test_no_warning_is_acknowledged() -> None:
    """The CDK drops an acknowledged warning before any plugin sees it: no register would know."""
    paths = [path for package in ("app", "infra", "nag_suppressions") for path in files(package)]
    assert [path for path in paths if "acknowledge_warning" in path.read_text()] == []
