from __future__ import annotations

import pytest

from policies.secret.suspicion import named_as_secret, shaped_as_secret


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD",
        "DB_PASSWORD",
        "databasePassword",
        "DatabasePasswd",
        "PGPWD_PWD",
        "API_KEY",
        "apiKey",
        "ApiKeyValue",
        "AUTH_TOKEN",
        "authToken",
        "CLIENT_SECRET",
        "SECRET_ARN",
        "AWS_SECRET_ACCESS_KEY",
        "signing-key",
        "credentials",
        "PASSPHRASE",
        "PGPASSWORD",
        "DBPASSWORD",
        "DB_PASSWORDS",
        "PASSWORD2",
        "DB_PASS",
        "dbPass",
        "PASS",
        "REDISCLI_AUTH",
        "API_KEYS",
        "API_KEY_2",
        "apiKey2",
        "CLIENTSECRET",
        "WEBHOOK_SECRETS",
        "com.datadoghq.api_key",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert named_as_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "QUEUE_URL",
        "KEY_PREFIX",
        "BUCKET",
        "TOKENIZER",
        "SECRETARY",
        "MONKEY",
        "KeyArn",
        "HOST",
        "BYPASS",
        "COMPASS_URL",
        "COMPASS",
        "PASS_THROUGH",
        "PASSES",
        "AUTHOR",
        "AUTHORS",
        "AUTH_MODE",
        "OAUTH2",
        "MAX_TOKENS",
        "MONKEYS",
        "PARTITION_KEYS",
        "API_KEYS_TABLE",
        "SECRETS_MANAGER_TTL",
        "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not named_as_secret(name)


@pytest.mark.parametrize(
    "value",
    [
        "AKIA" + "A" * 16,
        "ASIA" + "0" * 16,
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "-----BEGIN " + "PRIVATE KEY-----",
        "postgresql://user:hunter2@host/database",
        "before https://user:hunter2@host after",
        "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTYifQ" + ".x",
        "ghp_" + "a" * 36,
    ],
)
def test_shapes_of_secrets(value: str) -> None:
    assert shaped_as_secret(value)


@pytest.mark.parametrize(
    "value",
    [
        "https://host/path",
        "https://host:443/path@2",
        "postgresql://${User}:${Password}@host",
        "arn:aws:sqs:x:1:queue",
        "AKIA",
        "-----BEGIN CERTIFICATE-----",
    ],
)
def test_shapes_of_other_things(value: str) -> None:
    assert not shaped_as_secret(value)
