"""What a Lambda function carries: its own modules and the pure-Python distributions it needs.

The files are copied from the environment that synthesises, which holds the hashed pins of
requirements/dev.txt. Nothing is built or downloaded, so every machine makes the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Final

import aws_cdk as cdk
import jsii
from packaging.requirements import Requirement

# Written by the installer, and different on each machine. METADATA stays, because packages read
# their own version from it, and so does the licence.
INSTALLER_FILES: Final = frozenset(
    ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "direct_url.json", "uv_cache.json")
)
BINARY_SUFFIXES: Final = (".so", ".pyd", ".dylib")


class BundleError(ValueError):
    """A function can't be bundled; the message names the distribution and what to do."""


def bundle_files(
    folder: Path, *, python_version: str, data: Path | None = None
) -> Mapping[str, Path]:
    """The files of a function, by their path in the bundle.

    Args:
        folder: the function's modules. Its requirements.in, if there is one, names the
            distributions; what those require comes along.
        python_version: version of the Lambda runtime, as `3.14`: it decides which requirements
            apply, whatever Python synthesises.
        data: a folder whose files come along, in a folder of its name.

    Raises:
        BundleError: a distribution is not installed, has another version than its pin, or holds
            compiled code, which would run on this machine's platform alone.
    """
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.py"))}
    for distribution in _distributions(_requirements(folder), python_version):
        files |= _installed_files(distribution)
    if data:
        files |= {f"{data.name}/{path.name}": path for path in data.iterdir()}
    return dict(sorted(files.items()))


@jsii.implements(cdk.ILocalBundling)
class FunctionBundling:
    """Copies a bundle's files where the CDK stages them, in place of a container."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files

    def try_bundle(self, output_dir: str, *_args: object, **_options: object) -> bool:
        """Write the bundle to the CDK's staging folder."""
        for name, source in self._files.items():
            target = Path(output_dir, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            # The archive keeps the mode, which a umask must not change.
            target.chmod(0o644)
        return True


def _requirements(folder: Path) -> list[Requirement]:
    path = folder / "requirements.in"
    if not path.exists():
        return []
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in path.read_text().splitlines())
    return [Requirement(line) for line in lines if line]


def _distributions(
    requirements: Iterable[Requirement], python_version: str
) -> list[metadata.Distribution]:
    found: dict[str, metadata.Distribution] = {}
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        marker = requirement.marker
        if marker and not marker.evaluate({"python_version": python_version, "extra": ""}):
            continue
        if requirement.name in found:
            continue
        found[requirement.name] = distribution = _installed(requirement)
        waiting += [Requirement(line) for line in distribution.requires or ()]
    return [found[name] for name in sorted(found)]


def _installed(requirement: Requirement) -> metadata.Distribution:
    remedy = "Install requirements/dev.txt with --require-hashes."
    try:
        distribution = metadata.distribution(requirement.name)
    except metadata.PackageNotFoundError:
        raise BundleError(
            f"{requirement.name}: not installed; expected {requirement}. {remedy}"
        ) from None
    if not requirement.specifier.contains(distribution.version):
        raise BundleError(
            f"{requirement.name}: version {distribution.version} is installed; "
            f"expected {requirement}. {remedy}"
        )
    return distribution


def _installed_files(distribution: metadata.Distribution) -> dict[str, Path]:
    files = {
        path.as_posix(): Path(str(distribution.locate_file(path)))
        for path in distribution.files or ()
        if _belongs(path)
    }
    compiled = sorted(name for name in files if name.endswith(BINARY_SUFFIXES))
    if compiled:
        raise BundleError(
            f"{distribution.name}: {compiled[0]} is compiled; expected pure Python. "
            "Choose a distribution without compiled code."
        )
    return files


def _belongs(path: PurePosixPath) -> bool:
    # Scripts are listed as ../../../bin/name.
    return (
        ".." not in path.parts
        and "__pycache__" not in path.parts
        and path.suffix != ".pyc"
        and not (path.parts[0].endswith(".dist-info") and path.name in INSTALLER_FILES)
    )
