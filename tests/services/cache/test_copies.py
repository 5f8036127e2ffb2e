from __future__ import annotations

from types import SimpleNamespace

import pytest

from video_catalog.cache.copies import Copies


def set_clock(monkeypatch: pytest.MonkeyPatch, now: float) -> None:
    clock = SimpleNamespace(monotonic=lambda: now)
    monkeypatch.setattr("video_catalog.cache.copies.time", clock)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Copies[str]:
    """Copies of which Redis has just answered; the clock stands."""
    set_clock(monkeypatch, 0.0)
    each = Copies(b"V", bytes.decode, maximum=100)
    each.answered(0.0)
    return each


def keep(kept: Copies[str], **values: bytes | None) -> None:
    keys = [key.encode() for key in values]
    kept.expect(keys)
    kept.keep(keys, list(values.values()))


def known(kept: Copies[str], *keys: bytes) -> list[str | None]:
    return [kept.get(key) for key in keys]


def test_keeps_what_was_read(kept: Copies[str]) -> None:
    keep(kept, a=b"V1", b=b"V2")
    assert known(kept, b"a", b"b", b"c") == ["1", "2", None]


@pytest.mark.parametrize("value", [None, b"", b"N", b"L1", b"W1"])
def test_keeps_nothing_but_records(kept: Copies[str], value: bytes | None) -> None:
    keep(kept, a=b"V1")
    keep(kept, a=value)
    assert known(kept, b"a") == [None]


def test_keeps_nothing_that_changes_while_it_is_read(kept: Copies[str]) -> None:
    kept.expect([b"a", b"b"])
    kept.drop([b"a"])
    kept.keep([b"a", b"b"], [b"V1", b"V2"])
    assert known(kept, b"a", b"b") == [None, "2"]


def test_keeps_nothing_of_a_connection_that_ends_while_it_is_read(kept: Copies[str]) -> None:
    kept.expect([b"a"])
    kept.clear()
    kept.answered(0.0)
    kept.keep([b"a"], [b"V1"])
    assert known(kept, b"a") == [None]


def test_has_nothing_that_is_being_read(kept: Copies[str]) -> None:
    keep(kept, a=b"V1")
    kept.expect([b"a"])
    assert known(kept, b"a") == [None]


def test_has_nothing_that_changed(kept: Copies[str]) -> None:
    keep(kept, a=b"V1", b=b"V2", c=b"V3")
    kept.drop([b"a", b"c", b"d"])
    assert known(kept, b"a", b"b", b"c") == [None, "2", None]


def test_drops_those_read_least_lately(kept: Copies[str]) -> None:
    for key in "abc":
        keep(kept, **{key: b"V" * 33})
    assert known(kept, b"a") == ["V" * 32]
    keep(kept, d=b"V" * 34)
    assert known(kept, b"a", b"b", b"c", b"d") == ["V" * 32, None, "V" * 32, "V" * 33]


def test_has_room_again_for_what_was_dropped(kept: Copies[str]) -> None:
    keep(kept, a=b"V" * 100)
    kept.drop([b"a"])
    keep(kept, a=b"V" * 100)
    keep(kept, a=None)
    keep(kept, a=b"V" * 100)
    kept.clear()
    kept.answered(0.0)
    keep(kept, a=b"V" * 50)
    keep(kept, b=b"V" * 50)
    assert known(kept, b"a", b"b") == ["V" * 49] * 2


def test_are_good_for_a_time(kept: Copies[str], monkeypatch: pytest.MonkeyPatch) -> None:
    keep(kept, a=b"V1")
    found = []
    for now in (0.0, 0.02499, 0.025, 0.09999, 0.1, 1.0):
        set_clock(monkeypatch, now)
        found.append((now, kept.get(b"a"), kept.are_to_be_renewed))
    assert found == [
        (0.0, "1", False),
        (0.02499, "1", False),
        (0.025, "1", True),
        (0.09999, "1", True),
        (0.1, None, True),
        (1.0, None, True),
    ]
    kept.answered(1.0)
    assert known(kept, b"a") == ["1"]
