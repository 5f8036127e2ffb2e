"""The embedded AWS of the tests: that of the local system, which can be frozen."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from local import servers


class Emulator(servers.Emulator):
    """An AWS of its own with nothing in it; used as a context."""

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Takes connections and answers nothing, as a host that hangs."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)
