from __future__ import annotations

import io
import re
import unicodedata

import pytest

from local.progress import Progress, columns, escape, shorten, table


def test_a_step_ends_with_its_seconds() -> None:
    stream = io.StringIO()
    with Progress(stream).step("Deploy"):
        assert stream.getvalue().startswith("  Deploy ")
    assert re.fullmatch(r"  Deploy +\d+\.\d s\n", stream.getvalue())


def test_a_step_that_fails_says_so() -> None:
    stream = io.StringIO()
    with pytest.raises(ValueError, match="no"), Progress(stream).step("Deploy"):
        raise ValueError("no")
    assert stream.getvalue().split() == ["Deploy", "failed"]


def test_a_table_without_rows_is_its_header() -> None:
    assert table(["a", "bc"], []) == "a  bc\n-  --"


def test_a_table_is_as_wide_as_what_a_terminal_shows() -> None:
    decomposed = unicodedata.normalize("NFD", "が")
    assert table(["a", "b"], [["日本", "1"], [decomposed, "2"], ["\n", "3"]]).splitlines() == [
        "a     b",
        "----  -",
        "日本  1",
        f"{decomposed}    2",
        "\\n    3",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b1m", "\\x9b1m"),
        ("\u202egpj", "\\u202egpj"),
        ("\udcff", "\\udcff"),
        ("ideographic\u3000space, é", "ideographic\u3000space, é"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, shown: str) -> None:
    assert escape(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abcdefg", "abcdefg"),
        ("abcdefgh", "abc…fgh"),
        ("日本語の名前", "日本…前"),
        ("日本語", "日本語"),
    ],
)
def test_a_long_text_loses_its_middle(text: str, shown: str) -> None:
    assert shorten(text, 7) == shown
    assert columns(shown) <= 7
