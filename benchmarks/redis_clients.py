"""What it costs to ask Redis for records, by this software's client and by redis-py's.

Each client asks by MGET, one command after the other, as the API does: for one record, and for as
many as arrive together under load. The client and Redis have a CPU each; the clients take turns in
every round.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final

import uvloop
from redis.asyncio import BlockingConnectionPool, Redis

from benchmarks.load import on_cpu
from tests.services.valkey import Valkey
from video_catalog.cache.connection import READER_SECONDS, Access
from video_catalog.cache.copies import Copies

BYTES: Final = 3000
"""Of a record, as an MP4's."""

KEYS: Final = (1, 32)
ROUNDS: Final = 5
COMMANDS: Final = 2000
OURS: Final = "this client"

Ask = Callable[[Sequence[bytes]], Awaitable[Any]]


async def _clients(valkey: Valkey, stack: AsyncExitStack) -> dict[str, Ask]:
    settings = valkey.settings
    host, port = settings.host, settings.port
    pool = Redis.from_pool(
        BlockingConnectionPool(
            host=host,
            port=port,
            timeout=READER_SECONDS,
            socket_timeout=READER_SECONDS,
            socket_connect_timeout=READER_SECONDS,
        )
    )
    single = Redis(
        host=host,
        port=port,
        single_connection_client=True,
        socket_timeout=READER_SECONDS,
        socket_connect_timeout=READER_SECONDS,
    )
    ours = Access(settings).reader_client(Copies(b"V", bytes))
    for client in (pool, single):
        await stack.enter_async_context(client)
    stack.push_async_callback(ours.aclose)
    return {
        OURS: lambda keys: ours.execute("MGET", *keys),
        "redis-py, pool": pool.mget,
        "redis-py, single": single.mget,
    }


async def measure(valkey: Valkey, keys: Sequence[bytes]) -> dict[str, list[tuple[float, float]]]:
    """Microseconds of the processor and of the clock for a command, by client and round."""
    async with AsyncExitStack() as stack:
        clients = await _clients(valkey, stack)
        # The first round warms up.
        rounds = [
            {name: await _round(ask, keys) for name, ask in clients.items()}
            for _ in range(ROUNDS + 1)
        ][1:]
    return {name: [each[name] for each in rounds] for name in clients}


async def _round(ask: Ask, keys: Sequence[bytes]) -> tuple[float, float]:
    spent, begun = time.process_time(), time.perf_counter()
    for _ in range(COMMANDS):
        await ask(keys)
    per_command = 1e6 / COMMANDS
    return (
        (time.process_time() - spent) * per_command,
        (time.perf_counter() - begun) * per_command,
    )


def main() -> dict[str, Any]:
    """Print each client's figures; all of them as a mapping."""
    found = {}
    with on_cpu(1), Valkey() as valkey:
        with valkey.client() as client:
            for number in range(max(KEYS)):
                client.set(f"{number}", bytes(BYTES))
        with on_cpu(0):
            for count in KEYS:
                keys = [b"%d" % number for number in range(count)]
                found[count] = uvloop.run(measure(valkey, keys))
    print(f"MGET, µs a command, median of {ROUNDS} rounds   processor     clock  over this client")
    return {str(count): _table(count, taken) for count, taken in found.items()}


def _table(
    count: int, taken: Mapping[str, Sequence[tuple[float, float]]]
) -> dict[str, dict[str, float]]:
    rows = {}
    for name, rounds in taken.items():
        ratio = statistics.median(
            its[0] / ours[0] for its, ours in zip(rounds, taken[OURS], strict=True)
        )
        processor, clock = (statistics.median(each) for each in zip(*rounds, strict=True))
        print(f"  {count:>2} keys, {name:<32} {processor:>8.0f} {clock:>9.0f} {ratio:>17.1f}x")
        rows[name] = {"processor": processor, "clock": clock, "processor_to_ours": ratio}
    return rows


if __name__ == "__main__":
    argparse.ArgumentParser(
        prog="python -m benchmarks.redis_clients", description=__doc__
    ).parse_args()
    main()
