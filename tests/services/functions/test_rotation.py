from __future__ import annotations

import json
import string
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pg8000.native
import pytest
import trustme

from local.servers import REGION, Emulator, free_port
from local.servers.postgres import PASSWORD, SUPERUSER, Postgres
from tests.services.functions.bundle import load
from tests.services.tls import TlsFront

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
OLD, NEW = "old", "new"
USER = 'ca"talog'
"""Needs quoting."""


class Secret:
    """A rotating secret, with Secrets Manager's part of a rotation."""

    def __init__(self, aws: Emulator, value: str) -> None:
        self.client = aws.client("secretsmanager")
        self.arn = str(self.client.create_secret(Name="rotating", SecretString=value)["ARN"])
        self.client.rotate_secret(
            SecretId=self.arn,
            RotationLambdaARN="arn:aws:lambda:ap-northeast-1:123456789012:function:rotation",
        )
        self._index = load("rotation")
        self.version = ""
        self.begin()

    @property
    def error(self) -> type[Exception]:
        kind: type[Exception] = self._index.RotationError
        return kind

    def begin(self) -> None:
        """Add the version that is to become current, still without a value."""
        self.version = str(uuid.uuid4())
        self.client.put_secret_value(
            SecretId=self.arn, ClientRequestToken=self.version, VersionStages=["AWSPENDING"]
        )

    def step(self, step: str, version: str | None = None) -> None:
        event = {"SecretId": self.arn, "ClientRequestToken": version or self.version, "Step": step}
        self._index.handler(event, None)

    def trust(
        self, authority: trustme.CA, directory: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Know the authorities of the function's region."""
        monkeypatch.setattr(self._index, "AUTHORITIES", directory)
        authority.cert_pem.write_to_path(str(directory / f"{REGION}.pem"))

    def rotate(self) -> None:
        for step in STEPS:
            self.step(step)

    def value(self, stage: str) -> str:
        answer = self.client.get_secret_value(SecretId=self.arn, VersionStage=stage)
        return str(answer["SecretString"])

    def pending(self) -> str:
        answer = self.client.get_secret_value(SecretId=self.arn, VersionId=self.version)
        return str(answer["SecretString"])

    def password(self, stage: str) -> str:
        return str(json.loads(self.value(stage))["password"])

    def stages(self) -> dict[str, list[str]]:
        return dict(self.client.describe_secret(SecretId=self.arn)["VersionIdsToStages"])


class Database:
    """The server behind TLS, and its user whose password rotates."""

    def __init__(self, server: Postgres, front: TlsFront) -> None:
        self.server = server
        self.front = front

    def run(self, statement: str) -> None:
        with connected(self.server, SUPERUSER, PASSWORD) as connection:
            connection.run(statement)

    def set_password(self, password: str) -> None:
        name = pg8000.native.identifier(USER)
        self.run(f"ALTER USER {name} PASSWORD {pg8000.native.literal(password)}")

    def connect(self, password: str) -> pg8000.native.Connection:
        return connected(self.server, USER, password)

    def accepts(self, password: str) -> bool:
        try:
            self.connect(password).close()
        except pg8000.native.DatabaseError:
            return False
        return True

    def secret(self, **changes: object) -> str:
        value = {
            "engine": "postgres",
            "host": self.front.host,
            "port": self.front.port,
            "dbname": "postgres",
            "username": USER,
            "password": OLD,
        }
        return json.dumps(value | changes)


def connected(server: Postgres, user: str, password: str) -> pg8000.native.Connection:
    return pg8000.native.Connection(
        user, database="postgres", password=password, host=server.host, port=server.port
    )


@pytest.fixture(autouse=True)
def _region(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Lambda tells it."""
    monkeypatch.setenv("AWS_REGION", REGION)


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Database]:
    with TlsFront(postgres.host, postgres.port) as front:
        database = Database(postgres, front)
        name = pg8000.native.identifier(USER)
        database.run(f"CREATE USER {name} PASSWORD '{OLD}'")
        yield database
        database.run(f"DROP USER {name}")


@pytest.fixture
def secret(aws: Emulator, database: Database) -> Secret:
    return Secret(aws, database.secret())


@pytest.fixture
def api_key(aws: Emulator) -> Secret:
    return Secret(aws, OLD)


def test_changes_the_password_under_connected_clients(secret: Secret, database: Database) -> None:
    clients = [database.connect(OLD) for _ in range(3)]
    secret.rotate()
    assert [client.run("SELECT 1") for client in clients] == [[[1]]] * 3
    for client in clients:
        client.close()
    assert database.accepts(secret.password("AWSCURRENT"))
    assert not database.accepts(OLD)
    assert secret.password("AWSPREVIOUS") == OLD
    assert "AWSCURRENT" in secret.stages()[secret.version]
    assert database.front.plain_connections == 0


def test_changes_nothing_but_the_password(secret: Secret) -> None:
    secret.rotate()
    current, previous = (json.loads(secret.value(stage)) for stage in ("AWSCURRENT", "AWSPREVIOUS"))
    assert current.pop("password") != previous.pop("password")
    assert current == previous


def test_rotates_again_and_again(secret: Secret, database: Database) -> None:
    seen = {OLD}
    for _ in range(3):
        secret.rotate()
        seen.add(secret.password("AWSCURRENT"))
        assert database.accepts(secret.password("AWSCURRENT"))
        secret.begin()
    assert len(seen) == 4


@pytest.mark.parametrize("repeated", STEPS)
def test_takes_a_step_twice_as_once(secret: Secret, database: Database, repeated: str) -> None:
    # As where a step was done, and the answer that it was got lost.
    for step in STEPS:
        secret.step(step)
        if step == repeated:
            before = secret.pending(), secret.stages()
            secret.step(step)
            assert (secret.pending(), secret.stages()) == before
    assert database.accepts(secret.password("AWSCURRENT"))


@pytest.mark.parametrize("failing", STEPS)
def test_goes_on_after_secrets_manager_was_away(
    secret: Secret,
    database: Database,
    aws: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for step in STEPS:
        if step == failing:
            monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
            with pytest.raises(Exception, match="Could not connect to the endpoint"):
                secret.step(step)
            monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint)
        secret.step(step)
    assert database.accepts(secret.password("AWSCURRENT"))


@pytest.mark.parametrize("failing", ["setSecret", "testSecret"])
def test_goes_on_after_the_database_was_away(
    secret: Secret, database: Database, failing: str
) -> None:
    for step in STEPS:
        if step == failing:
            database.server.stop()
            try:
                with pytest.raises(secret.error, match="no connection to the database"):
                    secret.step(step)
            finally:
                database.server.start()
            assert secret.password("AWSCURRENT") == OLD
        secret.step(step)
    assert database.accepts(secret.password("AWSCURRENT"))


@pytest.mark.parametrize("step", ["createSecret", "finishSecret"])
def test_needs_no_database_to_create_and_to_finish(
    secret: Secret, database: Database, step: str
) -> None:
    for each in STEPS[: STEPS.index(step)]:
        secret.step(each)
    database.server.stop()
    try:
        secret.step(step)
    finally:
        database.server.start()


def test_creates_over_an_attempt_that_was_given_up(secret: Secret, database: Database) -> None:
    for step in STEPS[:2]:
        secret.step(step)
    # The password is that of the version that never became current.
    abandoned = secret.pending()
    database.set_password(OLD)
    secret.client.update_secret_version_stage(
        SecretId=secret.arn, VersionStage="AWSPENDING", RemoveFromVersionId=secret.version
    )
    secret.begin()
    secret.rotate()
    assert secret.value("AWSCURRENT") != abandoned
    assert database.accepts(secret.password("AWSCURRENT"))


def test_sets_by_the_previous_password_where_the_current_is_refused(
    secret: Secret, database: Database
) -> None:
    secret.rotate()
    database.set_password(OLD)
    secret.begin()
    secret.rotate()
    assert database.accepts(secret.password("AWSCURRENT"))


def test_sets_nothing_where_every_password_is_refused(secret: Secret, database: Database) -> None:
    database.set_password("changed by hand")
    secret.step("createSecret")
    with pytest.raises(secret.error, match="Set the user's password to that of AWSCURRENT"):
        secret.step("setSecret")
    assert database.accepts("changed by hand")
    database.set_password(OLD)
    for step in STEPS[1:]:
        secret.step(step)
    assert database.accepts(secret.password("AWSCURRENT"))


@pytest.mark.parametrize("changed", [{"username": SUPERUSER}, {"host": "localhost"}], ids=str)
def test_sets_no_password_of_another_user_or_host(
    secret: Secret, database: Database, changed: dict[str, str]
) -> None:
    secret.client.put_secret_value(
        SecretId=secret.arn,
        ClientRequestToken=secret.version,
        SecretString=database.secret(password=NEW, **changed),
        VersionStages=["AWSPENDING"],
    )
    with pytest.raises(secret.error):
        secret.step("setSecret")
    assert database.accepts(OLD)
    assert not database.accepts(NEW)


def test_tests_that_the_password_was_set(secret: Secret) -> None:
    secret.step("createSecret")
    with pytest.raises(secret.error, match="refuses the pending password"):
        secret.step("testSecret")
    secret.step("setSecret")
    secret.step("testSecret")


def test_speaks_tls_alone(aws: Emulator, database: Database) -> None:
    plain = Secret(aws, database.secret(host=database.server.host, port=database.server.port))
    plain.step("createSecret")
    with pytest.raises(plain.error, match="no connection to the database"):
        plain.step("setSecret")


def test_sends_passwords_to_a_host_that_its_authorities_vouch_for(
    secret: Secret, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret.trust(database.front.authority, tmp_path, monkeypatch)
    secret.rotate()
    assert database.accepts(secret.password("AWSCURRENT"))


def test_sends_no_password_to_a_host_that_no_authority_vouches_for(
    secret: Secret, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret.trust(trustme.CA(), tmp_path, monkeypatch)
    secret.step("createSecret")
    with pytest.raises(secret.error, match="certificate verify failed"):
        secret.step("setSecret")
    assert database.accepts(OLD)


def test_sends_no_password_to_another_host_of_theirs(
    aws: Emulator,
    postgres: Postgres,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with TlsFront(postgres.host, postgres.port, certified_host="another.example") as front:
        secret = Secret(aws, database.secret(port=front.port))
        secret.trust(front.authority, tmp_path, monkeypatch)
        secret.step("createSecret")
        with pytest.raises(secret.error, match="not valid for"):
            secret.step("setSecret")


def test_says_that_it_knows_no_authorities(
    secret: Secret, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "xx-nowhere-1")
    secret.rotate()
    assert "xx-nowhere-1.pem is not there" in caplog.text


def test_shows_no_password_to_the_log_of_statements(secret: Secret, database: Database) -> None:
    database.run("ALTER SYSTEM SET log_statement = 'all'")
    database.run("SELECT pg_reload_conf()")
    try:
        secret.rotate()
    finally:
        database.run("ALTER SYSTEM RESET log_statement")
        database.run("SELECT pg_reload_conf()")
    log = database.server.log()
    assert "WITH PASSWORD 'SCRAM-SHA-256$" in log
    assert secret.password("AWSCURRENT") not in log


@pytest.mark.parametrize("repeated", [None, *STEPS], ids=str)
def test_rotates_an_api_key_without_a_database(api_key: Secret, repeated: str | None) -> None:
    for step in STEPS:
        api_key.step(step)
        if step == repeated:
            api_key.step(step)
    key = api_key.value("AWSCURRENT")
    assert len(key) == 48
    assert set(key) <= set(string.ascii_letters + string.digits)
    assert api_key.value("AWSPREVIOUS") == OLD


@pytest.mark.parametrize("value", ["12345", '{"key": 1}', '"text"', "[]", "{"])
def test_takes_any_other_value_for_a_key(aws: Emulator, value: str) -> None:
    key = Secret(aws, value)
    key.rotate()
    assert len(key.value("AWSCURRENT")) == 48
    assert key.value("AWSPREVIOUS") == value


@pytest.mark.parametrize("step", STEPS[1:])
def test_takes_no_step_before_there_is_a_value(api_key: Secret, step: str) -> None:
    with pytest.raises(api_key.error, match="no pending value; expected createSecret's"):
        api_key.step(step)
    assert api_key.value("AWSCURRENT") == OLD


def test_knows_four_steps(api_key: Secret) -> None:
    with pytest.raises(api_key.error, match="Step dropSecret: expected one of createSecret"):
        api_key.step("dropSecret")


def test_refuses_an_unknown_version(api_key: Secret) -> None:
    with pytest.raises(api_key.error, match="no version of"):
        api_key.step("createSecret", "0" * 36)


def test_refuses_a_version_that_is_not_pending(api_key: Secret) -> None:
    api_key.rotate()
    (previous,) = (
        version for version, stages in api_key.stages().items() if "AWSPREVIOUS" in stages
    )
    with pytest.raises(api_key.error, match="expected AWSPENDING"):
        api_key.step("createSecret", previous)


def test_refuses_a_secret_that_has_no_current_value(api_key: Secret) -> None:
    (current,) = (v for v, stages in api_key.stages().items() if "AWSCURRENT" in stages)
    api_key.client.update_secret_version_stage(
        SecretId=api_key.arn, VersionStage="AWSCURRENT", RemoveFromVersionId=current
    )
    with pytest.raises(api_key.error, match="no current version; expected one"):
        api_key.step("createSecret")


def test_refuses_a_secret_that_does_not_rotate(api_key: Secret) -> None:
    other: dict[str, Any] = dict(api_key.client.create_secret(Name="still", SecretString="value"))
    api_key.arn = other["ARN"]
    with pytest.raises(api_key.error, match="rotation is off; expected it to be enabled"):
        api_key.step("createSecret", other["VersionId"])
