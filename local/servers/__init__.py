"""The servers that the pipeline needs, embedded: each on a free port of 127.0.0.1."""

from local.servers.emulator import ACCOUNT, REGION, Emulator
from local.servers.postgres import Postgres
from local.servers.server import Server, free_port
from local.servers.valkey import Valkey

__all__ = ["ACCOUNT", "REGION", "Emulator", "Postgres", "Server", "Valkey", "free_port"]
