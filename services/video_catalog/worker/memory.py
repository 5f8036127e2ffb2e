"""What one file may take of the task's memory, so that as many as are in flight fit into it.

A parser's limit is on its address space: the one that the kernel enforces on a process without
privileges. It is more than is ever resident, by some 100 MiB of libraries that parsers share, so
that as many limits as fit into the task keep it from running out of memory, where the kernel would
choose whom to kill. A file that needs more is refused as too large; an 8K video needs 300 MiB.
"""

from __future__ import annotations

from typing import Final

from video_catalog.probe.limits import MIB, Limits

TASK: Final = 4096 * MIB
"""Of the worker's task definition."""

OWN: Final = 512 * MIB
"""For the worker, and for what forks the parsers."""


def limits(concurrency: int) -> Limits:
    """The limits of each file.

    Args:
        concurrency: files in flight.
    """
    most = Limits()
    # The worker holds what it read of a file while that is parsed.
    share = (TASK - OWN) // concurrency - most.bytes_read
    return Limits(memory=min(share, most.memory))
