"""The API with all that it needs, as tests and benchmarks run it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import pytest

from local.servers import Postgres, Server, free_port
from tests.services.databases import TestDatabase
from tests.services.emulator import Emulator
from tests.services.valkey import Valkey
from video_catalog.cache import CacheWriter, WithholdingCatalog
from video_catalog.store import Catalog
from video_catalog.store.migrate import migrate
from video_catalog.worker.queue import Queue

START_SECONDS: Final = 30
SERVICES: Final = Path(__file__).parents[3] / "services"


@dataclass(frozen=True)
class Answer:
    """What the API answered, with the names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        """The body as JSON."""
        return json.loads(self.body)


class Api(Server):
    """The API as a process of its own.

    Args:
        environment: of the process.
        begun: the path that answers 200 once it has begun.
    """

    def __init__(self, environment: Mapping[str, str], begun: str = "/ready") -> None:
        self.port = free_port()
        self._begun = begun
        self.environment = {**environment, "API_PORT": str(self.port)}

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Start, and wait until it has begun."""
        # Files, which never fill up as pipes do.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - likewise
        self.process = subprocess.Popen(
            [sys.executable, "-m", "video_catalog", "api", "--address", "127.0.0.1"],
            env={**os.environ, **self.environment, "PYTHONPATH": str(SERVICES)},
            stdout=self._output,
            stderr=self._errors,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if self.get(self._begun).status == 200:
                    return
            time.sleep(0.05)
        self.process.kill()
        self._end()
        raise TimeoutError(f"{self.url}: {self.logs.decode()}{self.errors.decode()}")

    def close(self) -> None:
        """Stop as ECS does."""
        self.process.terminate()
        self._end()

    def _end(self) -> None:
        self.process.wait(START_SECONDS)
        self.logs, self.errors = (_contents(each) for each in (self._output, self._errors))

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to GET; underscores in a header's name stand for hyphens."""
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> Answer:
        """The answer to a request by a connection of its own."""
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        ) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())


def _contents(file: IO[bytes]) -> bytes:
    with file:
        file.seek(0)
        return file.read()


@dataclass(frozen=True)
class System:
    """The API with all that it needs, and the worker's way to write."""

    api: Api
    aws: Emulator
    database: TestDatabase
    valkey: Valkey
    queue: Queue
    catalog: WithholdingCatalog
    cache: CacheWriter

    def empty(self) -> None:
        """Forget every record."""
        with self.database.administrator() as connection:
            connection.execute("TRUNCATE video, newest_event, popularity CASCADE")
        with self.valkey.client() as client:
            client.flushall()


@contextlib.contextmanager
def running_system(postgres: Postgres, emulator: Emulator) -> Iterator[System]:
    """The whole of it, running."""
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        emulator.reset()
        for name, value in emulator.variables.items():
            patch.setenv(name, value)
        database = TestDatabase(postgres, emulator)
        database.create()
        stack.callback(database.drop)
        migrate(database.database)
        valkey = stack.enter_context(Valkey())
        queue_url = emulator.client("sqs").create_queue(QueueName="ingest")["QueueUrl"]
        environment = {
            **emulator.variables,
            "DATABASE_SECRET_ARN": database.secret_arn,
            "DATABASE_TLS": "disable",
            "CACHE_HOST": valkey.host,
            "CACHE_PORT": str(valkey.port),
            "CACHE_TLS": "false",
            "QUEUE_URL": queue_url,
            "METRICS_NAMESPACE": "video-catalog-test",
        }
        api = stack.enter_context(Api(environment))
        catalog = stack.enter_context(Catalog(database.database, probe_version=1, threads=2))
        cache = CacheWriter(valkey.settings)
        yield System(
            api=api,
            aws=emulator,
            database=database,
            valkey=valkey,
            queue=Queue(emulator.sqs_requests(), queue_url),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
        )
