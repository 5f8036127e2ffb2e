"""Databases of their own for each test, and the secrets that lead to them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest

from local.servers import Emulator
from local.servers.postgres import PASSWORD, Postgres
from video_catalog.settings import DatabaseSettings
from video_catalog.store import Database
from video_catalog.store.migrate import migrate

_numbers = itertools.count()


@dataclass
class TestDatabase:
    """A database, the secret of a user that owns it, and this software's way in.

    Attributes:
        server: the PostgreSQL server.
        aws: where the secret is.
        name: of the database and of its user.
        password: of its user, as the server knows it.
    """

    __test__ = False

    server: Postgres
    aws: Emulator
    name: str = field(default_factory=lambda: f"test_{next(_numbers)}")
    password: str = PASSWORD

    def create(self) -> None:
        with self.administrator("postgres") as connection:
            connection.execute(f"CREATE ROLE {self.name} LOGIN PASSWORD '{self.password}'")
            connection.execute(f"CREATE DATABASE {self.name} OWNER {self.name}")
        secret = self.aws.client("secretsmanager").create_secret(
            Name=self.name, SecretString=self.secret()
        )
        self.secret_arn = secret["ARN"]
        self.settings = DatabaseSettings(secret_arn=self.secret_arn, encrypted=False, ca_file=None)
        self.database = Database(self.settings)

    def drop(self) -> None:
        with self.administrator("postgres") as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
            connection.execute(f"DROP ROLE {self.name}")

    def administrator(self, database: str | None = None) -> psycopg.Connection:
        return psycopg.connect(self.server.dsn(database or self.name), autocommit=True)

    def change_password(self, password: str) -> None:
        """In the server alone."""
        self.password = password
        with self.administrator() as connection:
            connection.execute(f"ALTER ROLE {self.name} PASSWORD '{password}'")

    def publish_password(self) -> None:
        """In Secrets Manager, as it is in the server."""
        self.aws.client("secretsmanager").put_secret_value(
            SecretId=self.secret_arn, SecretString=self.secret()
        )

    def lead_to(self, port: int) -> None:
        """By the secret in Secrets Manager."""
        self.aws.client("secretsmanager").put_secret_value(
            SecretId=self.secret_arn,
            SecretString=json.dumps(json.loads(self.secret()) | {"port": port}),
        )

    def cut_connections(self) -> None:
        """As at a failover."""
        with self.administrator("postgres") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
                (self.name,),
            )

    def secret(self) -> str:
        return json.dumps(
            {
                "engine": "postgres",
                "host": self.server.host,
                "port": self.server.port,
                "dbname": self.name,
                "username": self.name,
                "password": self.password,
            }
        )


@pytest.fixture
def empty_database(postgres: Postgres, aws: Emulator) -> Iterator[TestDatabase]:
    """A database without a schema."""
    database = TestDatabase(postgres, aws)
    database.create()
    yield database
    database.drop()


@pytest.fixture
def database(empty_database: TestDatabase) -> TestDatabase:
    """A database with the schema."""
    migrate(empty_database.database)
    return empty_database
