from __future__ import annotations

import io
import re

import pytest

from local.progress import Progress, table


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
