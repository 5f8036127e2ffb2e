"""The folder of the local system: what it made, and whether it runs."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import boto3


@dataclass(frozen=True, kw_only=True)
class State:
    """A system that is up.

    Attributes:
        api: address of the API.
        gateway: address of the API through the deployed API Gateway.
        aws: address of the embedded AWS.
        region: where the stack is.
        stack: its name.
        bucket: where videos go.
        api_key_secret: ARN of the secret with the API key.
    """

    api: str
    gateway: str
    aws: str
    region: str
    stack: str
    bucket: str
    api_key_secret: str

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
        """A client of the embedded AWS, in the stack's region."""
        return boto3.client(
            service,
            endpoint_url=self.aws,
            region_name=self.region,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - it demands one and checks none
        )


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Who keeps a running system.

    Attributes:
        pid: its process.
        directory: the temporary files.
    """

    pid: int
    directory: Path


@contextmanager
def claim(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Be the only one with a claim, while it is used as a context.

    Args:
        path: of a file that stands for it, and that stays.
        wait: for who has it.

    Raises:
        BlockingIOError: somebody has it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


class Folder:
    """The folder's files.

    Attributes:
        lock: held by who keeps the system.
        logs: folder of the logs.
        output: what the system says while it starts, and when it ends by itself.
        assembly: folder of what was synthesised.
        reports: folder of the audit reports.
        scratch: folder for what the worker needs as a local file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state = path / "state.json"
        self.lock = path / "lock"
        self.logs = path / "logs"
        self.output = self.logs / "system.log"
        self.assembly = path / "cdk.out"
        self.reports = path / "reports"
        self.scratch = path / "scratch"

    def make(self) -> Self:
        """Make it anew."""
        self.remove()
        for each in (self.logs, self.scratch):
            each.mkdir(parents=True)
        return self

    def remove(self) -> None:
        """Remove it, and the temporary files of a keeper who was killed."""
        if keeper := self.keeper():
            shutil.rmtree(keeper.directory, ignore_errors=True)
        shutil.rmtree(self._path, ignore_errors=True)

    def is_kept(self) -> bool:
        """Whether a system runs, starts or stops."""
        if not self.lock.exists():
            return False
        with self.lock.open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def keeper(self) -> Keeper | None:
        """Who keeps the system, or did; `None` where nobody has said."""
        try:
            said = json.loads(self.lock.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return Keeper(pid=said["pid"], directory=Path(said["directory"]))

    def write(self, state: State) -> None:
        """Say that the system is up."""
        new = self._state.with_suffix(".new")
        new.write_text(json.dumps(asdict(state), indent=2), encoding="utf-8")
        new.replace(self._state)

    def state(self) -> State | None:
        """The system that is up; `None` while it starts."""
        try:
            return State(**json.loads(self._state.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
