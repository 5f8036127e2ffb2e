from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import cast
from urllib.parse import quote, urlencode

import pytest

from infra.edge.entry import PAGES
from tests.services.api.records import ID, keys, record
from tests.services.api.system import Answer, System
from tests.services.videos import CREATED, METADATA, created, rich
from video_catalog.api.app import routes
from video_catalog.api.page.form import FORM, MORE
from video_catalog.api.parameters import CURSOR, LIMIT, PAGE
from video_catalog.api.services import Services
from video_catalog.errors import PermanentError, Reason
from video_catalog.store import video_id

HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}\n"


class Document(HTMLParser):
    """What of a page is looked at."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.values: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.texts: list[str] = []
        self.invalid: list[str] = []
        self.labels: list[str | None] = []
        self._href: str | None = None
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        self.feed(answer.body.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        assert not [name for name in given if name.startswith("on")]
        if tag in {"input", "select"} and given.get("value"):
            self.values[str(given["name"])] = str(given["value"])
        if "aria-invalid" in given:
            self.invalid.append(str(given["name"]))
        if tag == "td":
            self.labels.append(given["data-label"])
        if tag == "a":
            self._href = given["href"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = None

    def handle_data(self, data: str) -> None:
        if data.strip() and self.lasttag != "style":
            self.texts.append(data.strip())
            if self._href is not None:
                self.links[data.strip()] = self._href

    @property
    def keys(self) -> list[str]:
        """Of the videos that are linked to."""
        return [
            text
            for text, link in self.links.items()
            if re.fullmatch(r"(\.\./)?catalogue/[0-9a-f-]{36}", link)
        ]


def opened(system: System, path: str, status: int = 200) -> Document:
    answer = system.api.get(path)
    assert answer.status == status, answer.body
    return Document(answer)


def fill(system: System, count: int) -> None:
    for number in range(count):
        record(system, replace(created(f"{number:03}"), key=f"show-{number:03}.mp4"))


def test_the_gateway_lets_to_the_pages_that_there_are() -> None:
    answered = {path for path in routes(cast("Services", None)) if path.startswith("/catalogue")}
    assert answered == set(PAGES)


def test_the_form_has_a_field_for_each_filter() -> None:
    filters = {each.name for each in PAGE} - {LIMIT.name, CURSOR.name}
    assert sorted(field.name for field in (*FORM, *MORE)) == sorted(filters)


def test_lists_nothing_yet(system: System) -> None:
    assert "No video has been recorded yet." in opened(system, "/catalogue").texts
    assert "No video matches." in opened(system, "/catalogue?codec=av1").texts
    assert "No record has been asked for yet." in opened(system, "/catalogue/popular").texts


def test_turns_all_pages_as_the_json_does(system: System) -> None:
    fill(system, 120)
    page = opened(system, "/catalogue")
    found = page.keys
    while older := page.links.get("Older"):
        page = opened(system, f"/catalogue{older}")
        found += page.keys
    assert found == [f"show-{number:03}.mp4" for number in reversed(range(120))]
    assert page.links["Newest"] == "?"


def test_keeps_the_filters_from_page_to_page(system: System) -> None:
    fill(system, 60)
    page = opened(system, "/catalogue?key_prefix=show-0&codec=hevc&status=&container=")
    assert len(page.keys) == 50
    assert page.values == {"key_prefix": "show-0", "codec": "hevc"}
    older = opened(system, "/catalogue" + page.links["Older"])
    assert len(older.keys) == 10
    assert older.values == page.values
    assert older.links["Newest"] == "?key_prefix=show-0&codec=hevc"


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        pytest.param("key_prefix", "show-00", "show-00", id="key"),
        pytest.param("key_prefix", "夕焼け %_", "夕焼け %_", id="key of another script"),
        pytest.param("container", "mp4", "mp4", id="container"),
        pytest.param("codec", " hevc ", "hevc", id="spaces"),
        pytest.param("hdr", "PQ", "PQ", id="dynamic range"),
        pytest.param("status", "probed", "probed", id="status"),
        pytest.param("height_min", "2161", "2161", id="height"),
        pytest.param("frame_rate_max", "30000/1001", "30000/1001", id="frame rate"),
        pytest.param("duration_min", "12.5", "12.5", id="duration"),
        pytest.param("created_from", "2000-01-01", "2000-01-01T00:00:00Z", id="from"),
        pytest.param("created_to", "2000-01-01", "2000-01-01T00:00:00Z", id="before"),
    ],
)
def test_finds_what_the_json_finds(system: System, name: str, typed: str, meant: str) -> None:
    fill(system, 3)
    record(system, replace(CREATED, key="夕焼け %_.mp4"))
    answer = system.api.get("/videos?" + urlencode({name: meant}))
    assert opened(system, "/catalogue?" + urlencode({name: typed})).keys == keys(answer)


def test_says_what_is_wrong_and_keeps_what_was_typed(system: System) -> None:
    page = opened(
        system, "/catalogue?codec=h264&height_min=tall&created_to=yesterday&colour=red", 400
    )
    assert page.values == {"codec": "h264", "height_min": "tall", "created_to": "yesterday"}
    assert page.invalid == ["height_min", "created_to"]
    text = " ".join(page.texts)
    assert "'tall'; expected a whole number from 0 to 100000." in text
    assert "colour" in text


def test_shows_a_record(system: System) -> None:
    record(system)
    page = opened(system, f"/catalogue/{ID}")
    lines = dict(zip(page.texts, page.texts[1:], strict=False))
    expected = {
        "ETag": "e1",
        "Container": "MP4 or MOV",
        "Brands": "isom, isom, mp42",
        "Timecode": "01:00:00;00",
        "Codec": "aac, LC",
        "Frame rate": "29.97 fps (30000/1001), constant",
        "Pixels": "yuv420p10le, 10 bits, 4:2:0",
        "Primaries": "BT.2020 (9)",
        "Transfer": "HLG (18)",
        "Sample rate": "48,000 Hz",
        "SHA256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "title": "夕焼け",
        "0:12.500": "序",
    }
    assert {label: lines[label] for label in expected} == expected
    assert page.links["All videos"] == "../catalogue"
    unknown = "Mastering display, Light level, Dolby Vision, HDR10+, Closed captions"
    assert f"The file does not tell: {unknown}." in page.texts


def test_shows_why_a_file_was_refused(system: System) -> None:
    error = PermanentError(Reason.TRUNCATED, "The file ends <before> its index.")
    system.catalog.refuse(CREATED, error)
    assert "Refused: truncated" in opened(system, "/catalogue").texts
    page = opened(system, f"/catalogue/{ID}")
    assert {"Refused: truncated", "The file ends <before> its index."} <= set(page.texts)
    assert "Streams" not in page.texts


def test_shows_the_beginning_of_a_record_that_holds_too_much(system: System) -> None:
    """All that a file of 2 MB may hold would hold up every other request for six seconds."""
    record(system, metadata=rich(60_000))
    answer = system.api.get(f"/catalogue/{ID}")
    page = Document(answer)
    assert len(answer.body) < 1_000_000
    assert [page.labels.count(label) for label in ("Begin", "Program")] == [1_000, 100]
    assert page.tags.count("h3") == 100
    text = " ".join(page.texts)
    for more in ("59,000 more chapters", "31 more streams", "7 more programs", "55 more tags"):
        assert f"There are {more}: the record as JSON has all." in text
    assert "tag 049" in page.texts
    assert "tag 050" not in page.texts
    assert "x" * 1_000 + "…" in page.texts
    assert "b099, …" in text
    assert "98, 99, …" in text
    assert page.links["the record as JSON"] == page.links["The record as JSON"] == "?format=json"
    assert "pre" not in page.tags


def test_has_the_record_as_json_behind_the_same_key(system: System) -> None:
    record(system)
    page = opened(system, f"/catalogue/{ID}")
    assert "pre" in page.tags
    assert "The record as JSON" not in page.links
    answer = system.api.get(f"/catalogue/{ID}?format=json")
    same = system.api.get(f"/videos/{ID}")
    assert (answer.status, answer.body) == (200, same.body)
    assert answer.headers["content-type"] == "application/json"
    etag = answer.headers["etag"]
    assert system.api.get(f"/catalogue/{ID}?format=json", If_None_Match=etag).status == 304


def test_shows_who_is_asked_for(system: System) -> None:
    fill(system, 3)
    asked = video_id("ingest", "show-001.mp4")
    # Asking by the page counts as well.
    assert opened(system, f"/catalogue/{asked}").keys == []
    system.api.close()
    system.api.open()
    page = opened(system, "/catalogue/popular")
    assert page.keys == ["show-001.mp4"]
    assert page.links["show-001.mp4"] == f"../catalogue/{asked}"


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        pytest.param("/catalogue/7", 400, "id: '7'; expected a UUID as", id="no id"),
        pytest.param(f"/catalogue/{ID}", 404, f"There is no video {ID}.", id="no video"),
        pytest.param(
            f"/catalogue/{ID}?x=1", 400, "x: unknown; expected one of format.", id="query"
        ),
        pytest.param(
            "/catalogue/" + quote("<script>"), 400, "id: '<script>'; expected", id="hostile"
        ),
        pytest.param("/catalogue?codec=" + "x" * 9000, 414, "longer than 8192 bytes", id="long"),
    ],
)
def test_a_problem_is_a_page(system: System, path: str, status: int, text: str) -> None:
    answer = system.api.get(path)
    page = Document(answer)
    assert answer.status == status
    assert text in " ".join(page.texts)
    assert answer.headers["x-request-id"] in page.texts
    assert answer.headers["cache-control"] == "no-store"
    assert not {"script", "img"} & set(page.tags)


def test_a_page_says_that_the_database_is_away(system: System) -> None:
    system.database.server.stop()
    try:
        answer = system.api.get("/catalogue")
    finally:
        system.database.server.start()
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert "Service Unavailable" in Document(answer).texts


def test_hostile_text_stays_text(system: System) -> None:
    stream = replace(METADATA.video[0], language=HOSTILE, profile=HOSTILE, tags={HOSTILE: HOSTILE})
    chapter = replace(METADATA.chapters[0], title=HOSTILE)
    metadata = replace(
        METADATA, video=(stream,), chapters=(chapter,), tags={HOSTILE: HOSTILE}, timecode=HOSTILE
    )
    event = replace(CREATED, key=HOSTILE, etag=HOSTILE)
    record(system, event, metadata)
    for path in (
        f"/catalogue/{video_id(event.bucket, event.key)}",
        "/catalogue",
        "/catalogue?" + urlencode({"key_prefix": HOSTILE, "codec": HOSTILE, HOSTILE: "1"}),
    ):
        page = Document(system.api.get(path))
        assert not {"script", "img"} & set(page.tags)
        assert any(HOSTILE.strip() in text for text in page.texts)


def test_a_browser_is_told_to_run_and_fetch_nothing(system: System) -> None:
    answer = system.api.get("/catalogue")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.body.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "private, no-cache"


def test_says_when_the_browser_has_the_page(system: System) -> None:
    record(system)
    for path in ("/catalogue", f"/catalogue/{ID}", "/catalogue/popular"):
        etag = system.api.get(path).headers["etag"]
        assert system.api.get(path, If_None_Match=etag).status == 304
