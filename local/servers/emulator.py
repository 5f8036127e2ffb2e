"""The embedded AWS: its services over their real protocols, CloudFormation among them."""

from __future__ import annotations

import os
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

from local.servers.process import START_SECONDS, ProcessServer

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".venv-emulator" / "bin" / "python"
NODE_MODULES: Final = ROOT / "local" / "emulation" / "node_modules"
REGION: Final = "ap-northeast-1"
ACCOUNT: Final = "123456789012"


class Emulator(ProcessServer):
    """An AWS of its own with nothing in it; used as a context.

    Attributes:
        endpoint: URL of all services.
    """

    def __init__(self, parent: Path | None = None, log: Path | None = None) -> None:
        super().__init__(parent, log)
        for needed in (PYTHON, NODE_MODULES):
            # Without its libraries a function never answers, and a deployment waits for it.
            if not needed.exists():
                raise FileNotFoundError(f"{needed}: not installed; run `make setup`.")
        self.endpoint = f"http://{self.host}:{self.port}"

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

    def client(self, service: str, config: Config | None = None, region: str = REGION) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
        """A client of one of its services."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            config=config,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - it demands one and checks none
        )

    def reset(self) -> None:
        """Forget everything."""
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.endpoint}/_ministack/reset", method="POST"
        )
        with urllib.request.urlopen(request, timeout=START_SECONDS):  # noqa: S310
            pass

    def command(self) -> Sequence[str | Path]:
        """Program and arguments."""
        return [PYTHON, "-m", "local.emulation"]

    def environment(self) -> Mapping[str, str] | None:
        """Of the process."""
        return {
            **os.environ,
            # Its functions for Node.js run on the one that came with our own environment.
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONPATH": str(ROOT),
            "NODE_PATH": str(NODE_MODULES),
            "BIND_HOST": self.host,
            "MINISTACK_HOST": self.host,
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "STATE_DIR": str(self.directory / "state"),
            "S3_DATA_DIR": str(self.directory / "s3"),
            "DOCKER_HOST": "unix:///nonexistent",
            "LOG_LEVEL": "WARNING",
            "TMPDIR": str(self.directory),
        }

    def answers(self) -> bool:
        """Whether it serves."""
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=5):  # noqa: S310
                return True
        except OSError:
            return False
