"""The API as a process."""

from __future__ import annotations

from typing import Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings

from video_catalog.settings import ApiSettings, CacheSettings, DatabaseSettings

KEEP_ALIVE_MILLISECONDS: Final = 75_000
"""Longer than the load balancer keeps a connection, 60 s: what it reuses must not be closed."""

CONNECTIONS: Final = 8192
"""What comes beyond waits unanswered, health checks included: more than a load balancer opens, and
fewer than the descriptors that Fargate gives, 65,535."""

KILL_SECONDS: Final = 60
"""After which requests that still run are given up when the process is told to stop."""


def serve(address: str) -> None:
    """Serve until SIGTERM or SIGINT, then finish what has begun.

    Args:
        address: to listen on.

    Raises:
        SettingsError: a variable is absent or wrong.
    """
    settings = ApiSettings.read()
    # What else the server's process reads: a wrong one is to be told here, in one line.
    DatabaseSettings.read()
    CacheSettings.read()
    run("video_catalog.api.app:create", address, settings.port)


def run(factory: str, address: str, port: int) -> None:
    """Run the HTTP server until it is told to stop.

    Args:
        factory: what makes the application in the server's process, as `module:function`.
        address: to listen on.
        port: to listen on.
    """
    Granian(
        factory,
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=KEEP_ALIVE_MILLISECONDS),
        websockets=False,
        backpressure=CONNECTIONS,
        workers=1,
        workers_kill_timeout=KILL_SECONDS,
        log_enabled=False,
    ).serve()
