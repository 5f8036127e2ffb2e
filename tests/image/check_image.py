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

from local.servers import REGION, Emulator, Postgres, free_port
from tests.services.databases import TestDatabase
from tests.services.probe.clips import clip
from tests.services.valkey import Valkey
from tests.synthesis import resources, template
from video_catalog.events import Event, Kind, body

IMAGE: Final = os.environ.get("IMAGE", "video-catalog")
ENGINES: Final = ("docker", "podman")
START_SECONDS: Final = 60
BUCKET: Final = "ingest"


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
    assert container["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}
    mounts = [point["ContainerPath"] for point in container.get("MountPoints", [])]
    return [
        "--read-only",
        *(["--read-only-tmpfs=false"] if engine()[0] == "podman" else []),
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges",
        f"--user={container['User']}",
        f"--memory={memory}m",
        "--ulimit=nofile=1024:1024",
        "--ulimit=nproc=1000:1000",
        f"--stop-timeout={container['StopTimeout']}",
        *(f"--volume={scratch}:{path}" for path in mounts),
    ]


@contextmanager
def running(
    name: str, environment: Mapping[str, str], scratch: Path, *arguments: str
) -> Iterator[str]:
    """A container of the stack, until the end of the block."""
    variables = [f"--env={key}={value}" for key, value in environment.items()]
    identifier = f"{name}-{uuid.uuid4().hex[:8]}"
    run(
        "run", "--detach", "--pull=never", "--network=host", f"--name={identifier}",
        *strictly(name, scratch), *variables, IMAGE, name, *arguments,
    )  # fmt: skip
    try:
        yield identifier
    finally:
        run("rm", "--force", identifier)


def run(*arguments: str) -> str:
    done = subprocess.run([*engine(), *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def stopped(identifier: str) -> int:
    """Stop it as ECS does; its exit code."""
    run("stop", identifier)
    return int(run("inspect", "--format={{.State.ExitCode}}", identifier))


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
def environment(
    aws: Emulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Variables of the containers, with all that they lead to; the schema is migrated."""
    scratch = tmp_path_factory.mktemp("scratch")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.variables.items():
            patch.setenv(name, value)
        yield from _environment(aws, scratch)


def _environment(aws: Emulator, scratch: Path) -> Iterator[dict[str, str]]:
    with Postgres() as postgres, Valkey() as valkey:
        database = TestDatabase(postgres, aws)
        database.create()
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
            "WORKER_CONCURRENCY": "2",
            "SCRATCH_DIRECTORY": "/scratch",
            "API_PORT": str(free_port()),
        }
        with running("migrate", variables, scratch) as migration:
            assert run("wait", migration).strip() == "0", run("logs", migration)
        yield variables


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A volume that belongs to the image's user."""
    user, group = (int(part) for part in definition("worker")[0]["User"].split(":"))
    directory = tmp_path / "scratch"
    directory.mkdir(mode=0o700)
    os.chown(directory, user, group)
    return directory


def test_the_api_serves_and_drains(environment: dict[str, str], scratch: Path) -> None:
    port = int(environment["API_PORT"])
    with running("api", environment, scratch, "--address", "127.0.0.1") as api:
        wait_until(lambda: status(port, "/ready") == http.client.OK, api)
        assert status(port, "/videos") == http.client.OK
        run("exec", api, "python", "-m", "video_catalog", "health", "api")
        assert stopped(api) == 0


def test_the_worker_probes_drains_and_leaves_nothing(
    aws: Emulator, environment: dict[str, str], scratch: Path
) -> None:
    aws.client("s3").put_object(Bucket=BUCKET, Key="a.mp4", Body=clip())
    event = Event(kind=Kind.CREATED, bucket=BUCKET, key="a.mp4", sequencer="1")
    aws.client("sqs").send_message(QueueUrl=environment["QUEUE_URL"], MessageBody=body(event))
    with running("worker", environment, scratch) as worker:
        wait_until(lambda: "Recorded" in run("logs", worker), worker)
        run("exec", worker, "python", "-m", "video_catalog", "health", "worker")
        # The engine itself puts its files for the resolver into /etc.
        assert {line.split()[1] for line in run("diff", worker).splitlines()} <= {
            "/scratch",
            "/etc",
        }
        assert stopped(worker) == 0
        said = [json.loads(line) for line in run("logs", worker).splitlines()]
    assert not [line for line in said if line.get("level") in {"ERROR", "CRITICAL"}]
    assert list(scratch.iterdir()) == []
