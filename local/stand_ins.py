"""The embedded PostgreSQL and Valkey in the places of RDS and ElastiCache.

The emulator keeps the settings of both, and nothing listens at their addresses.
"""

from __future__ import annotations

import json
from typing import Any

import psycopg
from psycopg import sql

from local.differences import LOOPBACK, Difference
from local.servers import Postgres, Valkey


def stand_in_for_database(postgres: Postgres, secrets: Any, arn: str) -> list[Difference]:  # noqa: ANN401 - boto3 makes its clients' types at run time
    """Make the database and the user of a deployed secret, and lead the secret here.

    Args:
        postgres: what stands in.
        secrets: client of Secrets Manager.
        arn: of the deployed database's secret.

    Returns:
        What the secret says otherwise.
    """
    deployed = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    user, database = (sql.Identifier(deployed[name]) for name in ("username", "dbname"))
    with psycopg.connect(postgres.dsn(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                user, sql.Literal(deployed["password"])
            )
        )
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, user))
    here = {"host": LOOPBACK, "port": postgres.port}
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps({**deployed, **here}))
    return [
        Difference(
            setting=f"the secret's {name}",
            deployed=str(deployed[name]),
            here=str(value),
            reason="PostgreSQL is embedded",
        )
        for name, value in here.items()
    ]


def stand_in_for_cache(valkey: Valkey, secrets: Any, arn: str | None) -> None:  # noqa: ANN401
    """Demand the AUTH token of the deployed cache, where it has one."""
    if arn:
        token = secrets.get_secret_value(SecretId=arn)["SecretString"]
        with valkey.client() as client:
            client.config_set("requirepass", token)
