"""Secrets Manager rotation: the database's password, or an API key.

The four steps of https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html.
Each may be repeated after a failure at any point. A secret whose value is a JSON object with an
`engine` is a database user's; any other is a plain key, which has nowhere to be set.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import secrets
import ssl
from pathlib import Path
from typing import Any, Final

import boto3
import pg8000.native

logger = logging.getLogger()
logger.setLevel(logging.INFO)

PASSWORD_LENGTH: Final = 40
KEY_LENGTH: Final = 48
SCRAM_ITERATIONS: Final = 4096
"""PostgreSQL's own default."""

CONNECT_TIMEOUT_SECONDS: Final = 10
AUTHORITIES: Final = Path(__file__).parent / "rds-authorities"
"""The certificate authorities of RDS that came along, a file a region."""


class RotationError(RuntimeError):
    """The rotation can't go on; the message says what was found and what was expected."""


class Rotation:
    """One version of one secret on its way to being the current one."""

    def __init__(self, client: Any, secret_arn: str, version: str) -> None:  # noqa: ANN401 - boto3 makes its clients' types at run time
        self._client = client
        self._arn = secret_arn
        self._version = version

    def is_current(self) -> bool:
        """Whether the version is current already, so that nothing is left to do.

        Raises:
            RotationError: the secret does not rotate, or the version is not pending.
        """
        secret = self._client.describe_secret(SecretId=self._arn)
        if not secret.get("RotationEnabled"):
            raise RotationError(f"{self._arn}: rotation is off; expected it to be enabled.")
        stages = secret.get("VersionIdsToStages", {}).get(self._version)
        if stages is None:
            raise RotationError(f"{self._version}: no version of {self._arn}; expected one.")
        if "AWSCURRENT" in stages:
            return True
        if "AWSPENDING" not in stages:
            raise RotationError(f"{self._version}: stages {stages}; expected AWSPENDING.")
        return False

    def create(self) -> None:
        """Make the pending value, unless an earlier try made it."""
        if self._pending() is not None:
            return
        current = self._current()
        if isinstance(current, dict):
            value = json.dumps({**current, "password": self._random(PASSWORD_LENGTH)})
        else:
            value = self._random(KEY_LENGTH)
        self._client.put_secret_value(
            SecretId=self._arn,
            ClientRequestToken=self._version,
            SecretString=value,
            VersionStages=["AWSPENDING"],
        )

    def set(self) -> None:
        """Give the database user the pending password, unless it has it already.

        Raises:
            RotationError: neither the pending, the current nor the previous password is accepted.
        """
        pending = self._pending_value()
        if not isinstance(pending, dict) or _accepted(pending):
            return
        for candidate in (self._current(), self._value("AWSPREVIOUS")):
            if isinstance(candidate, dict) and _same_user(candidate, pending):
                connection = _connect(candidate)
                if connection is not None:
                    _change_password(connection, pending)
                    return
        raise RotationError(
            f"{self._arn}: the database refuses the pending, the current and the previous "
            "password; expected it to accept one. Set the user's password to that of AWSCURRENT."
        )

    def test(self) -> None:
        """See that the pending password opens the database.

        Raises:
            RotationError: it does not.
        """
        pending = self._pending_value()
        if isinstance(pending, dict) and not _accepted(pending):
            raise RotationError(f"{self._arn}: the database refuses the pending password.")

    def finish(self) -> None:
        """Make the pending version the current one.

        Raises:
            RotationError: the version has no value.
        """
        self._pending_value()
        stages = self._client.describe_secret(SecretId=self._arn)["VersionIdsToStages"]
        current = next(version for version, names in stages.items() if "AWSCURRENT" in names)
        self._client.update_secret_version_stage(
            SecretId=self._arn,
            VersionStage="AWSCURRENT",
            MoveToVersionId=self._version,
            RemoveFromVersionId=current,
        )

    def _current(self) -> dict[str, Any] | str:
        current = self._value("AWSCURRENT")
        if current is None:
            raise RotationError(f"{self._arn}: no current version; expected one.")
        return current

    def _pending(self) -> dict[str, Any] | str | None:
        return self._value("AWSPENDING", self._version)

    def _pending_value(self) -> dict[str, Any] | str:
        pending = self._pending()
        if pending is None:
            raise RotationError(f"{self._version}: no pending value; expected createSecret's.")
        return pending

    def _value(self, stage: str, version: str | None = None) -> dict[str, Any] | str | None:
        chosen = {"VersionId": version} if version else {}
        try:
            answer = self._client.get_secret_value(SecretId=self._arn, VersionStage=stage, **chosen)
        except self._client.exceptions.ResourceNotFoundException:
            return None
        # A version has no value between the start of its rotation and its first step.
        return _parsed(answer["SecretString"]) if "SecretString" in answer else None

    def _random(self, length: int) -> str:
        answer = self._client.get_random_password(PasswordLength=length, ExcludePunctuation=True)
        return str(answer["RandomPassword"])


def handler(event: dict[str, str], _context: object) -> None:
    """Take one of the four steps.

    Args:
        event: `SecretId`, `ClientRequestToken` (the version) and `Step`.

    Raises:
        RotationError: the step can't be taken; Secrets Manager tries again.
    """
    rotation = Rotation(
        boto3.client("secretsmanager"), event["SecretId"], event["ClientRequestToken"]
    )
    steps = {
        "createSecret": rotation.create,
        "setSecret": rotation.set,
        "testSecret": rotation.test,
        "finishSecret": rotation.finish,
    }
    step = steps.get(event["Step"])
    if step is None:
        raise RotationError(f"Step {event['Step']}: expected one of {', '.join(steps)}.")
    if rotation.is_current():
        return
    step()
    logger.info("%s of %s is done", event["Step"], event["SecretId"])


def _parsed(value: str) -> dict[str, Any] | str:
    try:
        parsed = json.loads(value)
    except json.JSONDecodeError:
        return value
    return parsed if isinstance(parsed, dict) and "engine" in parsed else value


def _same_user(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return (one["username"], one["host"]) == (other["username"], other["host"])


def _accepted(credentials: dict[str, Any]) -> bool:
    connection = _connect(credentials)
    if connection is None:
        return False
    connection.close()
    return True


def _connect(credentials: dict[str, Any]) -> pg8000.native.Connection | None:
    """A connection over TLS; `None` where the database refuses the password.

    Raises:
        RotationError: the database can't be reached, which may pass.
    """
    context = _tls()
    try:
        return pg8000.native.Connection(
            credentials["username"],
            password=credentials["password"],
            host=credentials["host"],
            port=int(credentials["port"]),
            database=credentials.get("dbname", "postgres"),
            ssl_context=context,
            timeout=CONNECT_TIMEOUT_SECONDS,
        )
    except (pg8000.native.Error, ssl.SSLError) as error:
        if _refuses_password(error):
            return None
        raise RotationError(
            f"{credentials['host']}:{credentials['port']}: no connection to the database: {error}; "
            "expected it to answer. Secrets Manager tries again; see that it runs and is reached."
        ) from error


def _tls() -> ssl.SSLContext:
    """As services/video_catalog/store/connection.py has it for libpq."""
    authorities = AUTHORITIES / f"{os.environ['AWS_REGION']}.pem"
    if authorities.is_file():
        context = ssl.create_default_context(cafile=str(authorities))
        # Some certificates of RDS leave out what only the strict check demands.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        return context
    # The server proves itself by the network: a security group admits this function to it alone.
    logger.warning("%s is not there: the database's certificate is not checked", authorities)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _refuses_password(error: Exception) -> bool:
    details = error.args[0] if error.args else None
    return isinstance(details, dict) and details.get("C") in {"28P01", "28000"}


def _change_password(connection: pg8000.native.Connection, credentials: dict[str, Any]) -> None:
    try:
        user = pg8000.native.identifier(credentials["username"])
        verifier = pg8000.native.literal(scram_verifier(credentials["password"]))
        connection.run(f"ALTER USER {user} WITH PASSWORD {verifier}")
    finally:
        connection.close()


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores of a password: sent in its place, no statement log has the password.

    The format is that of https://www.postgresql.org/docs/current/catalog-pg-authid.html; the
    password holds ASCII letters and digits alone, which SASLprep leaves as they are.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (
        base64.b64encode(each).decode() for each in (salt, stored_key, server_key)
    )
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{salt64}${stored64}:{server64}"
