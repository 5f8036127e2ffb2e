from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.services.databases import TestDatabase
from tests.services.emulator import Emulator, free_port
from tests.services.postgres import Postgres
from tests.services.server import Server
from tests.services.valkey import Valkey
from video_catalog.cache import CacheWriter, WithholdingCatalog
from video_catalog.store import Catalog
from video_catalog.store.migrate import migrate
from video_catalog.worker.queue import Queue

START_SECONDS = 30
SERVICES = Path(__file__).parents[3] / "services"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.body)


class Api(Server):
    """The API as a process of its own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.environment = {**environment, "API_PORT": str(self.port)}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "video_catalog", "api", "--address", "127.0.0.1"],
            env={**os.environ, **self.environment, "PYTHONPATH": str(SERVICES)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if self.get("/ready").status == 200:
                    return
            time.sleep(0.05)
        self.process.kill()
        raise TimeoutError(b"\n".join(self.process.communicate()).decode())

    def close(self) -> None:
        """Stop as ECS does."""
        self.process.terminate()
        self.logs, self.errors = self.process.communicate(timeout=START_SECONDS)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> Answer:
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        ) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())


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
        with self.database.administrator() as connection:
            connection.execute("TRUNCATE video, newest_event, popularity RESTART IDENTITY CASCADE")
        with self.valkey.client() as client:
            client.flushall()


@pytest.fixture(scope="module")
def running(postgres: Postgres, emulator: Emulator) -> Iterator[System]:
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        emulator.reset()
        for name, value in emulator.variables.items():
            patch.setenv(name, value)
        database = TestDatabase(postgres, emulator)
        database.create()
        stack.callback(database.drop)
        migrate(database.database)
        valkey = stack.enter_context(Valkey())
        client = emulator.client("sqs")
        queue_url = client.create_queue(QueueName="ingest")["QueueUrl"]
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
            queue=Queue(client, queue_url),
            catalog=WithholdingCatalog(catalog, cache),
            cache=cache,
        )


@pytest.fixture
def system(running: System) -> System:
    """With nothing in it."""
    running.empty()
    return running
