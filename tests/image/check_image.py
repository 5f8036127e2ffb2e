"""The image, run as Fargate runs it: `make test-image`, after `make image`.

Not among the tests that `make test` collects: it needs podman or docker, and an image.
"""

from __future__ import annotations

import functools
import http.client
import json
import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from local.servers import REGION, Emulator, Postgres, free_port
from tests.services.databases import TestDatabase
from tests.services.probe.clips import clip
from tests.services.valkey import Valkey
from tests.synthesis import ROOT, resources, template
from video_catalog.events import Event, Kind, body

IMAGE: Final = os.environ.get("IMAGE", "video-catalog")
COMPONENTS: Final = ROOT / "build" / "image.cdx.json"
PINS: Final = ROOT / "services" / "requirements.txt"
ENGINES: Final = ("docker", "podman")
START_SECONDS: Final = 60
BUCKET: Final = "ingest"
LIMITS: Final = ("--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000")
CAPABILITIES: Final = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
LOOK: Final = """
import errno, json, pathlib
try:
    pathlib.Path("/tmp/written").touch()
    temporary = "written"
except OSError as error:
    temporary = errno.errorcode[error.errno]
limits = ("memory.max", "memory/memory.limit_in_bytes")
cgroups = [path for path in map(pathlib.Path("/sys/fs/cgroup").joinpath, limits) if path.exists()]
print(json.dumps({
    "processes": [path.read_text() for path in pathlib.Path("/proc").glob("[0-9]*/status")],
    "memory": [path.read_text().strip() for path in cgroups],
    "mounts": pathlib.Path("/proc/mounts").read_text(),
    "temporary": temporary,
}))
"""
"""Tells from inside a container how it is held, by cgroups of version 2 or 1."""


@functools.cache
def engine() -> tuple[str, ...]:
    """The command line that runs containers here."""
    for name in filter(shutil.which, ENGINES):
        # A command line may be there without its daemon.
        if subprocess.run([name, "info"], capture_output=True, check=False).returncode == 0:  # noqa: S603 - one of two names
            # crun, podman's own choice, demands more of the machine than runc.
            return (name, "--runtime", "runc") if name == "podman" else (name,)
    raise FileNotFoundError(f"No engine that runs containers: expected one of {ENGINES}.")


def definition(name: str) -> tuple[Mapping[str, Any], int]:
    """What the stack says of a container, and the memory of its task in MiB."""
    tasks = resources(template(profile="production"), "AWS::ECS::TaskDefinition").values()
    return next(
        (container, int(task["Properties"]["Memory"]))
        for task in tasks
        for container in task["Properties"]["ContainerDefinitions"]
        if container["Name"] == name
    )


def strictly(name: str, scratch: Path) -> list[str]:
    """Arguments that hold a container at least as tightly as its task definition."""
    container, memory = definition(name)
    assert container["ReadonlyRootFilesystem"] is True
    linux = container["LinuxParameters"]
    assert linux == {"Capabilities": {"Drop": ["ALL"]}, "InitProcessEnabled": True}
    mounts = [point["ContainerPath"] for point in container.get("MountPoints", [])]
    return [
        "--init",
        "--read-only",
        *(["--read-only-tmpfs=false"] if engine()[0] == "podman" else []),
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges",
        f"--user={container['User']}",
        f"--memory={memory}m",
        *LIMITS,
        f"--stop-timeout={container['StopTimeout']}",
        *(f"--volume={scratch}:{path}" for path in mounts),
    ]


@contextmanager
def running(
    name: str, environment: Mapping[str, str], scratch: Path, *arguments: str
) -> Iterator[str]:
    """A container of the stack, until the end of the block."""
    variables = [f"--env={key}={value}" for key, value in environment.items()]
    with started(name, scratch, *variables, IMAGE, name, *arguments) as identifier:
        yield identifier


@contextmanager
def started(name: str, scratch: Path, *arguments: str) -> Iterator[str]:
    """A container that is held as one of the stack, until the end of the block."""
    identifier = f"{name}-{uuid.uuid4().hex[:8]}"
    run(
        "run", "--detach", "--pull=never", "--network=host", f"--name={identifier}",
        *strictly(name, scratch), *arguments,
    )  # fmt: skip
    try:
        yield identifier
    finally:
        run("rm", "--force", identifier)


def once(program: str, *arguments: str) -> str:
    """What a program of the image says."""
    alone = ("--rm", "--pull=never", "--network=none", *LIMITS, f"--entrypoint={program}")
    return run("run", *alone, IMAGE, *arguments)


def changed(identifier: str) -> set[str]:
    """Paths of a container that are not as in the image."""
    return {line.split(maxsplit=1)[1] for line in run("diff", identifier).splitlines()}


def changed_by_the_engine(name: str, scratch: Path) -> set[str]:
    """Those of a container that does nothing: the engine's files for the resolver and the like."""
    with started(name, scratch, "--entrypoint=true", IMAGE) as idle:
        run("wait", idle)
        return changed(idle)


def expect_held(name: str, identifier: str) -> None:
    """See in a running container that it is held as its task definition says."""
    container, memory = definition(name)
    seen = json.loads(run("exec", identifier, "python", "-c", LOOK))
    user, group = container["User"].split(":")
    # Its own, its init's, its parsers' and the one that looks.
    assert len(seen["processes"]) >= 3
    for text in seen["processes"]:
        process = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
        assert process["Uid"].split() == [user] * 4, text
        assert process["Gid"].split() == [group] * 4, text
        assert {each: int(process[each], 16) for each in CAPABILITIES} == dict.fromkeys(
            CAPABILITIES, 0
        ), text
        assert process["NoNewPrivs"] == "1", text
    assert seen["memory"] == [str(memory * 1024 * 1024)]
    (root,) = [line.split() for line in seen["mounts"].splitlines() if line.split()[1] == "/"]
    assert "ro" in root[3].split(",")
    # Anybody may write there, were it not for the read-only root.
    assert seen["temporary"] == "EROFS"


def run(*arguments: str) -> str:
    done = subprocess.run([*engine(), *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def stopped(identifier: str) -> int:
    """Stop it as ECS does; its exit code."""
    run("stop", identifier)
    return int(run("inspect", "--format={{.State.ExitCode}}", identifier))


def exit_code(identifier: str, seconds: float) -> int:
    """That with which it ends within a time."""
    command = [*engine(), "wait", identifier]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds)  # noqa: S603 - our own arguments
    return int(done.stdout)


def wait_until(condition: Callable[[], object], identifier: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < deadline, run("logs", identifier)
        time.sleep(0.2)


def status(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


@pytest.fixture(scope="module")
def aws() -> Iterator[Emulator]:
    with Emulator() as server:
        yield server


@pytest.fixture(scope="module")
def database(aws: Emulator) -> Iterator[TestDatabase]:
    with pytest.MonkeyPatch.context() as patch, Postgres() as postgres:
        for name, value in aws.variables.items():
            patch.setenv(name, value)
        database = TestDatabase(postgres, aws)
        database.create()
        yield database


@pytest.fixture(scope="module")
def environment(
    aws: Emulator, database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Variables of the containers, with all that they lead to; the schema is migrated."""
    with Valkey() as valkey:
        queue = aws.client("sqs").create_queue(QueueName="queue")["QueueUrl"]
        aws.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        variables = {
            **aws.variables,
            "QUEUE_URL": queue,
            "DEAD_LETTER_QUEUE_URL": aws.client("sqs").create_queue(QueueName="dlq")["QueueUrl"],
            "DATABASE_SECRET_ARN": database.secret_arn,
            "DATABASE_TLS": "disable",
            "CACHE_HOST": valkey.host,
            "CACHE_PORT": str(valkey.port),
            "CACHE_TLS": "false",
            "METRICS_NAMESPACE": "test",
            # Another slot would wait for a message when the worker is to stop, up to 20 s.
            "WORKER_CONCURRENCY": "1",
            "SCRATCH_DIRECTORY": "/scratch",
            "API_PORT": str(free_port()),
        }
        with running("migrate", variables, tmp_path_factory.mktemp("scratch")) as migration:
            assert run("wait", migration).strip() == "0", run("logs", migration)
        yield variables


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A volume into which the image's user may write."""
    directory = tmp_path / "scratch"
    directory.mkdir()
    # Root alone could give it to that user.
    directory.chmod(0o777)
    return directory


def upload(aws: Emulator, queue: str, key: str) -> None:
    aws.client("s3").put_object(Bucket=BUCKET, Key=key, Body=clip())
    event = Event(kind=Kind.CREATED, bucket=BUCKET, key=key, sequencer="1")
    aws.client("sqs").send_message(QueueUrl=queue, MessageBody=body(event))


def messages(aws: Emulator, queue: str) -> tuple[int, int]:
    """How many wait, and how many are hidden."""
    names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    answer = aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)
    waiting, hidden = (int(answer["Attributes"][name]) for name in names)
    return waiting, hidden


def recorded(database: TestDatabase) -> set[str]:
    with database.administrator() as connection:
        return {key for (key,) in connection.execute("SELECT key FROM video")}


def test_the_api_serves_and_drains(environment: dict[str, str], scratch: Path) -> None:
    port = int(environment["API_PORT"])
    with running("api", environment, scratch, "--address", "127.0.0.1") as api:
        wait_until(lambda: status(port, "/ready") == http.client.OK, api)
        assert status(port, "/videos") == http.client.OK
        run("exec", api, "python", "-m", "video_catalog", "health", "api")
        expect_held("api", api)
        assert changed(api) == changed_by_the_engine("api", scratch)
        assert stopped(api) == 0


def test_the_worker_probes_drains_and_leaves_nothing(
    aws: Emulator, database: TestDatabase, environment: dict[str, str], scratch: Path
) -> None:
    queue = environment["QUEUE_URL"]
    upload(aws, queue, "a.mp4")
    with running("worker", environment, scratch) as worker:
        wait_until(lambda: "Recorded" in run("logs", worker), worker)
        run("exec", worker, "python", "-m", "video_catalog", "health", "worker")
        expect_held("worker", worker)
        with database.administrator() as holder, holder.transaction():
            holder.execute("LOCK TABLE video IN ACCESS EXCLUSIVE MODE")
            upload(aws, queue, "b.mp4")
            wait_until(
                lambda: holder.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchall(),
                worker,
            )
            run("kill", "--signal=TERM", worker)
            wait_until(lambda: "Stopping with 1 files in flight" in run("logs", worker), worker)
        assert exit_code(worker, definition("worker")[0]["StopTimeout"]) == 0
        assert changed(worker) == changed_by_the_engine("worker", scratch)
        said = [json.loads(line) for line in run("logs", worker).splitlines()]
    assert not [line for line in said if line.get("level") in {"ERROR", "CRITICAL"}]
    assert list(scratch.iterdir()) == []
    # Finished, or given back.
    is_finished = recorded(database) == {"a.mp4", "b.mp4"}
    assert messages(aws, queue) == ((0, 0) if is_finished else (1, 0))


def test_its_list_names_all_that_is_in_it() -> None:
    components = json.loads(COMPONENTS.read_text(encoding="utf-8"))["components"]
    listed = {
        (each["purl"].split("/")[0], canonicalize_name(each["name"]), each["version"])
        for each in components
        if "purl" in each
    }
    python = once("python", "-c", "import platform; print(platform.python_version())").strip()
    pins = [
        Requirement(line.removesuffix("\\"))
        for line in PINS.read_text(encoding="utf-8").splitlines()
        if line[:1].isalpha()
    ]
    pinned = {
        ("pkg:pypi", canonicalize_name(each.name), str(each.specifier).removeprefix("=="))
        for each in pins
        if not each.marker or each.marker.evaluate({"python_full_version": python})
    }
    assert pinned
    assert pinned - listed == set()
    packages = once("dpkg-query", "--show", "--showformat=${Package} ${Version}\n")
    installed = {
        ("pkg:deb", canonicalize_name(name), version)
        for name, version in (line.split() for line in packages.splitlines())
    }
    assert installed
    assert installed - listed == set()
