"""A fresh clone, used as a newcomer does: `make test-clone`.

Not among the tests that `make test` collects: it installs everything anew, from the registries.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import boto3
import psutil
import pytest

from local.catalogue import Catalogue, CatalogueError
from local.folder import Folder
from local.servers import REGION
from tests.services.probe.clips import clip
from video_catalog.metadata import as_data
from video_catalog.probe.container import probe_file

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 60
TOOLS: Final = ("env", "git", "make", "rm", "sh", "touch")
"""Beside Python, what a machine must have: git for the clone, the others for make."""

PLACE: Final = re.compile(r"^  (\S.*?) {2,}(\S+?),?(?: .*)?$", re.MULTILINE)
"""A line of what `make up` says in the end: what is where."""


class Clone:
    """A clone of the commit that is checked out, and a user who has nothing else."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clone"
        self.home = folder / "home"
        self.home.mkdir()
        self._environment = {
            **{name: value for name, value in os.environ.items() if not _is_ours(name)},
            "HOME": str(self.home),
            "PATH": str(_tools(folder / "tools")),
            # The checkout may belong to another user than who checks it.
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }
        self._run("git", "clone", "--quiet", str(ROOT), str(self.path), cwd=folder)

    def make(self, *arguments: str) -> str:
        """What a target prints; every line of it is shown with its time."""
        return self._run("make", *arguments, cwd=self.path)

    def _run(self, *command: str, cwd: Path) -> str:
        start = time.monotonic()
        print(f"\n$ {' '.join(command)}")
        said = []
        with subprocess.Popen(  # noqa: S603 - our own arguments
            command,
            cwd=cwd,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                print(f"{time.monotonic() - start:6.1f} s  {line}", end="", flush=True)
                said.append(line)
        print(f"{time.monotonic() - start:6.1f} s  exit code {process.returncode}")
        assert process.returncode == 0
        return "".join(said)

    @property
    def folder(self) -> Folder:
        """What `make up` makes in it."""
        return Folder(self.path / ".local")

    def started(self) -> list[psutil.Process]:
        """The system's processes."""
        keeper = self.folder.keeper()
        assert keeper is not None
        process = psutil.Process(keeper.pid)
        return [process, *process.children(recursive=True)]

    def processes(self) -> list[str]:
        """What runs out of the clone, or out of its user's home."""
        ours = (str(self.path), str(self.home))
        found = []
        for each in Path("/proc").glob("[0-9]*"):
            try:
                command = each.joinpath("cmdline").read_text().replace("\0", " ")
                place = str(each.joinpath("cwd").readlink())
            except OSError:
                continue  # it ended meanwhile
            if place.startswith(ours) or any(path in command for path in ours):
                found.append(f"{each.name} {command}")
        return found


def _tools(folder: Path) -> Path:
    """A folder with all that a machine must have."""
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, f"{name}: not on this machine"
        folder.joinpath(name).symlink_to(found)
    folder.joinpath("python3").symlink_to(Path(sys.executable).resolve())
    return folder


def _is_ours(name: str) -> bool:
    """Whether a variable tells this run's Python, make or test something."""
    return name.startswith(("PYTHON", "PYTEST", "COVERAGE", "VIRTUAL_ENV", "MAKE", "MFLAGS"))


class System:
    """A system that `make up` has told of."""

    def __init__(self, said: str) -> None:
        self.places = dict(PLACE.findall(said.rpartition("The system is up, until")[2]))
        self.api = Catalogue(self.places["API"].removesuffix("/videos"))
        stack, region = re.findall(r"stack (\S+) in (\S+)$", said, re.MULTILINE)[-1]
        described = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
        assert (described["StackStatus"], region) == ("CREATE_COMPLETE", REGION)
        self._outputs = {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}
        self.bucket = self.places["where videos go"].removeprefix("s3://")

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
        return boto3.client(
            service,
            endpoint_url=self.places["embedded AWS"],
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - it demands one and checks none
        )

    def gateway(self) -> Catalogue:
        """The API as clients of AWS reach it, with the key."""
        secret = self.client("secretsmanager").get_secret_value(
            SecretId=self._outputs["ApiKeySecretArn"]
        )
        url = self.places["through API Gateway"].removesuffix("/videos")
        return Catalogue(url, {"x-api-key": secret["SecretString"]})

    def records(self, key: str) -> list[dict[str, Any]]:
        """The records of an object."""
        return [each for each in self.api.get("/videos")["items"] if each["key"] == key]


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not so after {SECONDS} s"
        time.sleep(0.2)


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def connections(process: psutil.Process) -> list[Any]:
    try:
        return list(process.net_connections("inet"))
    except psutil.NoSuchProcess:
        return []  # it ended meanwhile


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    clone = Clone(tmp_path_factory.mktemp("newcomer"))
    yield clone
    clone.make("down")


@pytest.fixture(scope="module")
def system(clone: Clone) -> System:
    """The system, brought up by the README's first command."""
    said = clone.make("up")
    assert "answered from the database" in said
    assert "answered from the cache" in said
    return System(said)


def test_down_needs_nothing_where_nothing_is_up(clone: Clone) -> None:
    assert "No system is up" in clone.make("down")
    assert not clone.path.joinpath(".venv").exists()


def test_what_it_says_is_there(system: System, clone: Clone) -> None:
    assert system.api.get("/videos")["items"][0]["status"] == "probed"
    assert system.gateway().get("/videos") == system.api.get("/videos")
    assert "/videos" in json.loads(Path(system.places["its document"]).read_text())["paths"]
    assert "</html>" in Path(system.places["audit report"]).read_text()
    catalogue = Catalogue(system.places["catalogue"].removesuffix("/catalogue"))
    status, page = catalogue.ask("/catalogue")
    assert (status, "sample.mp4" in page) == (200, True)
    assert {"api.log", "worker.log"} <= {
        each.name for each in Path(system.places["logs"]).iterdir()
    }
    templates = list(clone.path.glob(".local/cdk.out/*.template.json"))
    assert [bool(json.loads(each.read_text())["Resources"]) for each in templates] == [True]


def test_it_listens_on_loopback_alone(system: System, clone: Clone) -> None:
    listening = {
        (each.laddr.ip, each.laddr.port)
        for process in clone.started()
        for each in connections(process)
        if each.laddr and not each.raddr
    }
    assert {address for address, _ in listening} == {"127.0.0.1"}
    ports = {port for _, port in listening}
    assert {urlsplit(system.places[name]).port for name in ("API", "embedded AWS")} < ports


def test_an_upload_is_probed_and_a_deletion_removes_it(system: System, tmp_path: Path) -> None:
    file = tmp_path / "upload.mp4"
    file.write_bytes(clip())
    system.client("s3").upload_file(str(file), system.bucket, file.name)
    wait_until(lambda: system.records(file.name))
    (record,) = system.records(file.name)
    found = system.gateway().get(f"/videos/{record['id']}")["metadata"]
    here = json.loads(json.dumps(as_data(probe_file(file))))
    # What S3 says of the object, a file can't.
    assert {name for name in found if found[name] != here[name]} <= {"checksums"}
    system.client("s3").delete_object(Bucket=system.bucket, Key=file.name)
    wait_until(lambda: not system.records(file.name))
    assert system.api.ask(f"/videos/{record['id']}")[0] == 404


def test_a_second_up_takes_a_folder(system: System, clone: Clone, tmp_path: Path) -> None:
    videos = tmp_path / "it's $b"
    videos.mkdir()
    (videos / "short.mkv").write_bytes(clip("matroska"))
    (videos / "notes.mp4").write_text("Not a video.\n")
    said = clone.make("up", f"VIDEO={videos}")
    assert "The system is up already" in said
    assert re.search(r"^short\.mkv +matroska +mpeg4 +64x48 +25 ", said, re.MULTILINE)
    assert re.search(r"^notes\.mp4 .*refused, not a video", said, re.MULTILINE)
    assert System(said).places == system.places


def test_a_server_that_ends_takes_the_system_along(system: System, clone: Clone) -> None:
    started = clone.started()
    port = urlsplit(system.places["embedded AWS"]).port
    next(
        process
        for process in started
        if any(each.laddr.port == port and not each.raddr for each in connections(process))
    ).kill()
    wait_until(lambda: not clone.folder.is_kept())
    assert "aws: ended by itself" in clone.folder.output.read_text()
    wait_until(lambda: not any(map(runs, started)))
    assert clone.processes() == []


def test_the_other_profile_runs_anew_and_down_leaves_nothing(clone: Clone) -> None:
    said = clone.make("up", "PROFILE=production")
    assert "answered from the cache" in said
    system = System(said)
    started, keeper = clone.started(), clone.folder.keeper()
    assert keeper is not None
    assert keeper.directory.is_dir()
    clone.make("down")
    assert not any(map(runs, started))
    assert clone.processes() == []
    assert not keeper.directory.exists()
    assert not clone.path.joinpath(".local").exists()
    with pytest.raises(CatalogueError):
        system.api.ask("/health")
    assert "No system is up" in clone.make("down")
