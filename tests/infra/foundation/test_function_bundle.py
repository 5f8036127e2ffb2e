from __future__ import annotations

import compileall
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from infra.foundation.function_bundle import BundleError, FunctionBundling, bundle_files
from infra.foundation.python_function import FUNCTIONS

PYTHON_VERSION = "3.14"
ROTATION = FUNCTIONS / "rotation"
BOTO3_WITHOUT_WHAT_THE_BUNDLE_BRINGS = ("boto3", "botocore", "jmespath", "s3transfer", "urllib3")


def written(target: Path, folder: Path = ROTATION) -> dict[str, tuple[bytes, int]]:
    """What a bundle leaves in a folder: bytes and mode of each file."""
    FunctionBundling(bundle_files(folder, python_version=PYTHON_VERSION)).try_bundle(str(target))
    return {
        path.relative_to(target).as_posix(): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in target.rglob("*")
        if path.is_file()
    }


def function_folder(tmp_path: Path, requirements: str) -> Path:
    folder = tmp_path / "function"
    folder.mkdir()
    (folder / "index.py").write_text("def handler(event, context): ...\n")
    (folder / "requirements.in").write_text(requirements)
    return folder


def test_rotation_brings_its_driver_and_what_that_requires() -> None:
    files = bundle_files(ROTATION, python_version=PYTHON_VERSION)
    packages = {
        name.split("/")[0].removesuffix(".py") for name in files if ".dist-info" not in name
    }
    assert packages >= {"asn1crypto", "dateutil", "pg8000", "scramp", "six"}
    assert {name.split("-")[0] for name in files if name.endswith("METADATA")} == {
        "asn1crypto",
        "pg8000",
        "python_dateutil",
        "scramp",
        "six",
    }


def test_nothing_that_differs_between_machines_is_bundled() -> None:
    noise = re.compile(
        r"\.pyc$|__pycache__|\.\.|requirements\.in"
        r"|dist-info/(RECORD|INSTALLER|REQUESTED|WHEEL|direct_url\.json)$"
    )
    files = bundle_files(ROTATION, python_version=PYTHON_VERSION)
    assert [name for name in files if noise.search(name)] == []


def test_licences_come_along() -> None:
    licences = [
        name.split("-")[0]
        for name in bundle_files(ROTATION, python_version=PYTHON_VERSION)
        if "LICENSE" in name
    ]
    assert licences == ["asn1crypto", "pg8000", "python_dateutil", "scramp", "six"]


def test_caches_and_umask_change_no_byte(tmp_path: Path) -> None:
    folder = function_folder(tmp_path, "pg8000")
    before = written(tmp_path / "before", folder)
    compileall.compile_dir(folder, quiet=1)
    assert list(folder.rglob("*.pyc"))
    previous = os.umask(0o077)
    try:
        after = written(tmp_path / "after", folder)
    finally:
        os.umask(previous)
    assert after == before
    assert {mode for _content, mode in after.values()} == {0o644}


def test_driver_imports_with_the_bundle_and_boto3_alone(tmp_path: Path) -> None:
    bundle, runtime = tmp_path / "bundle", tmp_path / "runtime"
    written(bundle)
    runtime.mkdir()
    for name in BOTO3_WITHOUT_WHAT_THE_BUNDLE_BRINGS:
        package = metadata.distribution(name).locate_file(name)
        (runtime / name).symlink_to(Path(str(package)), target_is_directory=True)
    program = (
        f"import sys; sys.path[:0] = [{str(bundle)!r}, {str(runtime)!r}]; "
        "import boto3, pg8000.native; print(pg8000.__file__)"
    )
    bare = subprocess.run(  # noqa: S603 — our own interpreter and program
        [sys.executable, "-I", "-S", "-B", "-c", program],
        check=True,
        capture_output=True,
        text=True,
    )
    assert bare.stdout.startswith(str(bundle))


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        pytest.param(
            "no-such-distribution==1.0",
            "no-such-distribution: not installed; expected no-such-distribution==1.0. "
            "Install requirements/dev.txt with --require-hashes.",
            id="not installed",
        ),
        pytest.param(
            "six==0.1",
            f"six: version {metadata.version('six')} is installed; expected six==0.1. "
            "Install requirements/dev.txt with --require-hashes.",
            id="another version",
        ),
    ],
)
def test_refuses_what_it_can_not_bundle(tmp_path: Path, requirements: str, expected: str) -> None:
    folder = function_folder(tmp_path, requirements)
    with pytest.raises(BundleError) as refusal:
        bundle_files(folder, python_version=PYTHON_VERSION)
    assert str(refusal.value) == expected


def test_refuses_compiled_code(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"^av: av/.*\.so is compiled; expected pure Python\."):
        bundle_files(function_folder(tmp_path, "av"), python_version=PYTHON_VERSION)


@pytest.mark.parametrize(
    ("requirements", "bundled"),
    [
        pytest.param("# only a comment\n\n", False, id="no requirement"),
        pytest.param("six  # with a reason", True, id="comment after a requirement"),
        pytest.param("six; python_version < '3.14'", False, id="not for the runtime's version"),
        pytest.param("six; python_version >= '3.14'", True, id="for the runtime's version"),
        pytest.param("six\nsix", True, id="twice"),
    ],
)
def test_reads_requirements_for_the_runtime(
    tmp_path: Path, requirements: str, *, bundled: bool
) -> None:
    files = bundle_files(function_folder(tmp_path, requirements), python_version=PYTHON_VERSION)
    assert ("six.py" in files) is bundled
    assert "index.py" in files


def test_function_without_requirements_is_its_modules(tmp_path: Path) -> None:
    folder = function_folder(tmp_path, "")
    (folder / "requirements.in").unlink()
    assert list(bundle_files(folder, python_version=PYTHON_VERSION)) == ["index.py"]
