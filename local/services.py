"""Worker and API as processes, from the task definitions that were deployed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from local.deployment import Container, Service
from local.differences import Place, command, environment

SOURCES: Final = Path(__file__).parents[1] / "services"
START_SECONDS: Final = 60
STOP_SECONDS: Final = 30
POLL_SECONDS: Final = 0.1


class ServiceError(Exception):
    """A service does not work; the message has the end of its log."""


class Services:
    """The services of a deployment, while it is used as a context."""

    def __init__(self, place: Place, logs: Path) -> None:
        """Choose where they run.

        Args:
            place: where they find what they need.
            logs: folder for what each says.
        """
        self._place = place
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Stop them as ECS does: a signal, some time to finish, the end."""
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, service: Service) -> None:
        """Start a service as its task would, and come back when it is healthy.

        Raises:
            ServiceError: it does not become so.
        """
        # The emulator forgets what a container waits for: those that are not essential.
        for container in service.containers:
            if not container.essential and self._spawn(container).wait(START_SECONDS):
                raise self._error(container, "failed")
        main = service.main
        self._running[main.name] = process = self._spawn(main)
        deadline = time.monotonic() + START_SECONDS
        while not self._is_healthy(main):
            if process.poll() is not None:
                raise self._error(main, f"ended with exit code {process.returncode}")
            if time.monotonic() > deadline:
                raise self._error(main, f"not healthy after {START_SECONDS} s")
            time.sleep(POLL_SECONDS)

    def ended(self) -> str | None:
        """The name of a service that has ended by itself, if one has."""
        return next((name for name, each in self._running.items() if each.poll() is not None), None)

    def log(self, name: str) -> Path:
        """What a container says."""
        return self._logs / f"{name}.log"

    def _spawn(self, container: Container) -> subprocess.Popen[bytes]:
        with self.log(container.name).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - the deployed command
                command(container),
                env=self._environment(container),
                cwd=self._place.scratch,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _is_healthy(self, container: Container) -> bool:
        program = command(container)[: len(container.command) - 1]
        check = subprocess.run(  # noqa: S603 - as the task definition's health check
            [*program, "health", container.name],
            env=self._environment(container),
            cwd=self._place.scratch,
            capture_output=True,
            check=False,
            timeout=START_SECONDS,
        )
        return check.returncode == 0

    def _environment(self, container: Container) -> dict[str, str]:
        # Nothing else of this process's: a container has none of it.
        return {
            **environment(container, self._place),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
            "PYTHONPATH": str(SOURCES),
            "PYTHONUNBUFFERED": "1",
        }

    def _error(self, container: Container, what: str) -> ServiceError:
        log = self.log(container.name)
        end = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
        return ServiceError(f"{container.name}: {what}. Its log, {log}, ends with\n{end}")
