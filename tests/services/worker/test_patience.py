from __future__ import annotations

import itertools
import threading

import pytest

from video_catalog.errors import TransientError, UnavailableError
from video_catalog.worker.patience import StoppedError, delays, patiently


def test_tries_until_the_service_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video_catalog.worker.patience.FIRST_DELAY_SECONDS", 0.001)
    failures = [UnavailableError("away"), UnavailableError("away")]

    def ask() -> str:
        if failures:
            raise failures.pop()
        return "back"

    assert patiently(ask, threading.Event()) == "back"


def test_stops_waiting_when_it_is_told() -> None:
    stopping = threading.Event()

    def ask() -> None:
        stopping.set()
        raise UnavailableError("away")

    with pytest.raises(StoppedError):
        patiently(ask, stopping)


def test_waits_for_nothing_else() -> None:
    def ask() -> None:
        raise TransientError("of this file alone")

    with pytest.raises(TransientError, match="of this file alone"):
        patiently(ask, threading.Event())


def test_doubles_its_delays_to_half_a_minute() -> None:
    found = list(itertools.islice(delays(), 10))
    longest = [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert all(most / 2 <= delay <= most for delay, most in zip(found, longest, strict=True))
