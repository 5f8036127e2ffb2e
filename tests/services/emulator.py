"""The embedded AWS: S3, SQS, EventBridge and Secrets Manager over their real protocols."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

from tests.services.server import Server

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".venv-emulator" / "bin" / "python"
REGION: Final = "ap-northeast-1"
ACCOUNT: Final = "123456789012"
START_SECONDS: Final = 60


class Emulator(Server):
    """A server of its own on a free port, with nothing in it; used as a context.

    Attributes:
        endpoint: URL of all services.
    """

    def __init__(self) -> None:
        if not PYTHON.exists():
            raise FileNotFoundError(f"{PYTHON}: not installed; run `make setup`.")
        self._port = free_port()
        self._directory = Path(tempfile.mkdtemp(prefix="emulator-"))
        self.endpoint = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Start serving."""
        self.start()

    def close(self) -> None:
        """Stop, and leave nothing."""
        self.stop()
        shutil.rmtree(self._directory)

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables that lead every AWS SDK here."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str, config: Config | None = None) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
        """A client of one of its services."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            config=config,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - it demands one and checks none
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._port),
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "STATE_DIR": str(self._directory / "state"),
            "S3_DATA_DIR": str(self._directory / "s3"),
            "DOCKER_HOST": "unix:///nonexistent",
            "LOG_LEVEL": "WARNING",
            "TMPDIR": str(self._directory),
        }
        with (self._directory / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                [PYTHON, "-m", "local.emulation"],
                env=environment,
                cwd=self._directory,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._await()

    def stop(self) -> None:
        """Stop at once; what it held is gone."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def reset(self) -> None:
        """Forget everything."""
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.endpoint}/_ministack/reset", method="POST"
        )
        with urllib.request.urlopen(request, timeout=START_SECONDS):  # noqa: S310
            pass

    def _await(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=5):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.05)
        log = (self._directory / "log").read_text()
        raise TimeoutError(f"{self.endpoint}: no answer after {START_SECONDS} s\n{log}")


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
