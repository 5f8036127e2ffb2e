"""Secrets Manager's values, read at run time and again when somebody is refused with one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoRegionError

from video_catalog.errors import UnavailableError
from video_catalog.settings import SettingsError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CONFIG: Final = Config(
    connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2}
)


class Secret:
    """The current version of a secret, kept until it is found to be old. Safe in threads."""

    def __init__(self, arn: str) -> None:
        self._arn = arn
        self._lock = threading.Lock()
        self._value: str | None = None
        try:
            self._client: SecretsManagerClient = boto3.client("secretsmanager", config=CONFIG)
        except NoRegionError as error:
            raise SettingsError("AWS_REGION: absent; expected a region.") from error

    def value(self) -> str:
        """The value as it was read last.

        Raises:
            UnavailableError: Secrets Manager does not answer, or refuses.
        """
        with self._lock:
            if self._value is None:
                self._value = self._read()
            return self._value

    def newer_than(self, refused: str) -> str | None:
        """The value that replaced one that was refused; `None` where nothing has replaced it.

        Raises:
            UnavailableError: Secrets Manager does not answer, or refuses.
        """
        with self._lock:
            # Another thread may have read it since.
            if self._value == refused:
                self._value = self._read()
            return self._value if self._value != refused else None

    def _read(self) -> str:
        try:
            return self._client.get_secret_value(SecretId=self._arn)["SecretString"]
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError(f"Secrets Manager: {error}") from error
