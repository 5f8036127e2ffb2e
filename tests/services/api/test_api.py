from __future__ import annotations

import gzip
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from typing import Any

import jsonschema
import pytest

from tests.services.api.records import ID, keys, record, remove
from tests.services.api.system import Answer, Api, System
from tests.services.videos import CREATED, METADATA, created, deleted
from video_catalog.api import openapi
from video_catalog.errors import PermanentError, Reason
from video_catalog.events import Kind, parse
from video_catalog.metadata import as_data
from video_catalog.store import video_id

NO_ID = "00000000-0000-5000-8000-000000000000"


def test_answers_with_a_record(system: System) -> None:
    record(system)
    answer = system.api.get(f"/videos/{ID}")
    document = answer.document
    times = document.pop("created_at"), document.pop("updated_at")
    assert times[0] == times[1]
    assert answer.status == 200
    assert document == {
        "id": ID,
        "bucket": "ingest",
        "key": "a.mp4",
        "version_id": "v1",
        "etag": "e1",
        "size": 1000,
        "status": "probed",
        "reason": None,
        "error": None,
        "probe_version": 1,
        "container": "mov,mp4,m4a,3gp,3g2,mj2",
        "codec": "hevc",
        "hdr": "HLG",
        "width": 3840,
        "height": 2160,
        "frame_rate": 30000 / 1001,
        "duration": 12.5,
        "metadata": as_data(METADATA),
    }
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["content-type"] == "application/json"


def test_answers_the_same_from_the_cache(system: System) -> None:
    record(system)
    first, second = (system.api.get(f"/videos/{ID}") for _ in range(2))
    assert (first.body, first.headers["etag"]) == (second.body, second.headers["etag"])
    with system.valkey.client() as client:
        assert client.dbsize() == 1


def test_answers_with_a_refusal(system: System) -> None:
    error = PermanentError(Reason.NOT_A_VIDEO, "a.mp4: text; expected a video.")
    system.catalog.refuse(CREATED, error)
    document = system.api.get(f"/videos/{ID}").document
    found = {name: document[name] for name in ("status", "reason", "error", "codec", "metadata")}
    assert found == {
        "status": "refused",
        "reason": "not a video",
        "error": "a.mp4: text; expected a video.",
        "codec": None,
        "metadata": None,
    }


def test_never_answers_with_the_old_record(system: System) -> None:
    assert system.api.get(f"/videos/{ID}").status == 404
    for number in range(1, 10):
        record(system, created(str(number)))
        assert system.api.get(f"/videos/{ID}").document["version_id"] == f"v{number}"
    remove(system, deleted("91"))
    assert system.api.get(f"/videos/{ID}").status == 404


def test_answers_many_at_once(system: System) -> None:
    record(system)
    with ThreadPoolExecutor(32) as threads:
        answers = list(threads.map(lambda _: system.api.get(f"/videos/{ID}"), range(200)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1


@pytest.mark.parametrize("path", ["/videos", f"/videos/{ID}", "/videos/popular"])
def test_says_when_the_client_has_it(system: System, path: str) -> None:
    record(system)
    etag = system.api.get(path).headers["etag"]
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        answer = system.api.get(path, If_None_Match=known)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
    assert system.api.get(path, If_None_Match='"other"').status == 200


@pytest.mark.parametrize("place", [0, 1])
def test_reads_a_header_that_comes_in_two_lines(system: System, place: int) -> None:
    record(system)
    tags = ['"other"', '"another"']
    tags[place] = system.api.get(f"/videos/{ID}").headers["etag"]
    lines = "".join(f"If-None-Match: {each}\r\n" for each in tags)
    with socket.create_connection(("127.0.0.1", system.api.port), timeout=30) as client:
        client.sendall(f"GET /videos/{ID} HTTP/1.1\r\nHost: api\r\n{lines}\r\n".encode())
        assert client.recv(4096).startswith(b"HTTP/1.1 304 ")


def test_finds_keys_by_utf8_that_is_not_encoded(system: System) -> None:
    record(system, replace(CREATED, key="夕焼け.mp4"))
    request = "GET /videos?key_prefix=夕 HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", system.api.port), timeout=30) as client:
        client.sendall(request.encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert '"key": "夕焼け.mp4"'.encode() in answer


def test_gives_a_new_tag_to_a_new_record(system: System) -> None:
    record(system)
    etag = system.api.get(f"/videos/{ID}").headers["etag"]
    record(system, created("2"))
    assert system.api.get(f"/videos/{ID}", If_None_Match=etag).status == 200


def test_compresses_for_who_takes_it(system: System) -> None:
    record(system)
    plain = system.api.get(f"/videos/{ID}")
    packed = system.api.get(f"/videos/{ID}", Accept_Encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] == plain.headers["etag"]
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("abc-1.2_3", True, id="valid"),
        pytest.param("a b", False, id="space"),
        pytest.param("x" * 129, False, id="too long"),
        pytest.param("", False, id="empty"),
    ],
)
def test_keeps_the_id_of_a_request(system: System, given: str, *, kept: bool) -> None:
    found = system.api.get("/health", X_Request_Id=given).headers["x-request-id"]
    assert found == given if kept else re.fullmatch("[0-9a-f]{16}-[0-9a-f]+", found)


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        pytest.param("GET", "/none", 404, "GET /none: no such resource.", id="no resource"),
        pytest.param(
            "DELETE",
            "/videos",
            405,
            "DELETE /videos: not allowed here; expected GET or HEAD.",
            id="method",
        ),
        pytest.param("GET", f"/videos/{NO_ID}", 404, f"There is no video {NO_ID}.", id="no video"),
        pytest.param(
            "POST", f"/videos/{NO_ID}/reprocess", 404, f"There is no video {NO_ID}.", id="no job"
        ),
        pytest.param(
            "GET",
            "/videos/7",
            400,
            "id: '7'; expected a UUID as 123e4567-e89b-12d3-a456-426614174000.",
            id="no id",
        ),
        pytest.param(
            "GET",
            "/videos?limit=0&limit=1&hight_min=2&height_min=x",
            400,
            "limit: '0'; expected a whole number from 1 to 100; hight_min: unknown; expected one "
            "of key_prefix, container, codec, hdr, status, height_min, height_max, "
            "frame_rate_min, frame_rate_max, duration_min, duration_max, created_from, "
            "created_to, limit, cursor; height_min: 'x'; expected a whole number from 0 to 100000.",
            id="parameters",
        ),
        pytest.param(
            "GET",
            "/videos/popular?cursor=AAAAAAAAAAA",
            400,
            "cursor: unknown; expected one of limit.",
            id="parameter of another",
        ),
        pytest.param(
            "GET",
            "/videos?limit=1&limit=1",
            400,
            "limit: given more than once; expected once.",
            id="twice",
        ),
    ],
)
def test_says_what_was_wrong(
    system: System, method: str, path: str, status: int, detail: str
) -> None:
    answer = system.api.ask(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert (answer.status, answer.document["status"], answer.document["detail"]) == (
        status,
        status,
        detail,
    )
    assert answer.document["request_id"] == answer.headers["x-request-id"]


def test_names_the_methods_that_there_are(system: System) -> None:
    allowed = system.api.ask("DELETE", "/videos").headers["allow"]
    assert sorted(allowed.split(", ")) == ["GET", "HEAD"]


VIDEOS: dict[str, dict[str, Any]] = {
    "sd": {"codec": "mpeg2video", "height": 486, "rate": Fraction(30000, 1001), "hdr": "SDR"},
    "hd": {"codec": "h264", "height": 1080, "rate": Fraction(25), "hdr": "SDR"},
    "uhd": {"codec": "hevc", "height": 2160, "rate": Fraction(60), "hdr": "HDR10+"},
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["text", "uhd", "hd", "sd"], id="all"),
        pytest.param("container=mp4", ["uhd", "hd"], id="container"),
        pytest.param("container=mxf", ["sd"], id="another container"),
        pytest.param("container=mov,mp4,m4a,3gp,3g2,mj2", ["uhd", "hd"], id="shown container"),
        pytest.param("codec=h264", ["hd"], id="codec"),
        pytest.param("codec=H.264", ["hd"], id="codec by its usual name"),
        pytest.param("key_prefix=h", ["hd"], id="key"),
        pytest.param("key_prefix=d", [], id="within a key"),
        pytest.param("hdr=HDR10%2B", ["uhd"], id="HDR"),
        pytest.param("hdr=HDR10+", ["uhd"], id="HDR, not encoded"),
        pytest.param("status=refused", ["text"], id="status"),
        pytest.param("height_min=1080", ["uhd", "hd"], id="height at least"),
        pytest.param("height_max=1080", ["hd", "sd"], id="height at most"),
        pytest.param("frame_rate_min=30000/1001&frame_rate_max=29.98", ["sd"], id="frame rate"),
        pytest.param("frame_rate_min=29.97&frame_rate_max=29.97", ["sd"], id="decimal frame rate"),
        pytest.param("frame_rate_min=30", ["uhd"], id="frame rate at least"),
        pytest.param("duration_min=12.5&duration_max=12.5", ["uhd", "hd", "sd"], id="duration"),
        pytest.param("duration_max=12.4", [], id="duration at most"),
        pytest.param("created_from=2020-01-01T00:00:00%2B09:00&codec=hevc", ["uhd"], id="from"),
        pytest.param("created_from=2020-01-01T00:00:00+09:00&codec=hevc", ["uhd"], id="plus"),
        pytest.param("created_to=2020-01-01T00:00:00Z", [], id="to"),
        pytest.param("status=probed&height_min=487&hdr=SDR", ["hd"], id="joined"),
        pytest.param("codec=none", [], id="none"),
    ],
)
def test_filters(system: System, query: str, expected: list[str]) -> None:
    for name, each in VIDEOS.items():
        main = replace(
            METADATA.video[0],
            codec=each["codec"],
            height=each["height"],
            average_frame_rate=each["rate"],
            hdr=each["hdr"],
        )
        container = "mxf" if name == "sd" else METADATA.container
        metadata = replace(METADATA, video=(main,), container=container)
        record(system, replace(CREATED, key=name), metadata)
    error = PermanentError(Reason.NOT_A_VIDEO, "text: expected a video.")
    system.catalog.refuse(replace(CREATED, key="text"), error)
    assert keys(system.api.get(f"/videos?{query}")) == expected


def test_pages_neither_skip_nor_repeat_while_records_are_written(system: System) -> None:
    names = [f"{number:02}" for number in range(25)]
    for name in names:
        record(system, replace(CREATED, key=name))
    found: list[str] = []
    query = "limit=4"
    for number in range(100):
        page = system.api.get(f"/videos?{query}")
        found += keys(page)
        cursor = page.document["next_cursor"]
        if cursor is None:
            break
        # A new one, one that is written again, and one that goes, before each page.
        record(system, replace(CREATED, key=f"new{number}"))
        record(system, replace(created("2"), key=names[(7 * number) % 25]))
        query = f"limit=4&cursor={cursor}"
    assert found == sorted(names, reverse=True)


def test_ends_a_page_that_is_just_full(system: System) -> None:
    for name in ("a", "b"):
        record(system, replace(CREATED, key=name))
    page = system.api.get("/videos?limit=2")
    assert (keys(page), page.document["next_cursor"]) == (["b", "a"], None)


def test_has_videos_probed_again(system: System) -> None:
    record(system)
    answer = system.api.ask("POST", f"/videos/{ID}/reprocess")
    assert (answer.status, answer.document) == (202, {"id": ID, "status": "queued"})
    (message,) = system.queue.receive(wait_seconds=1, visibility_seconds=30)
    assert parse(message.body) == replace(CREATED, kind=Kind.REPROCESS)
    system.queue.delete(message)


def test_lists_what_is_asked_for_most(running: System) -> None:
    """By an API of its own, which counts what it has counted when it stops."""
    running.empty()
    for name in ("once", "thrice", "never"):
        record(running, replace(CREATED, key=name))
    with Api(running.api.environment) as other:
        for name in ("thrice", "once", "thrice", "thrice"):
            other.get(f"/videos/{video_id(CREATED.bucket, name)}")
        other.get(f"/videos/{NO_ID}")
    answer = running.api.get("/videos/popular")
    found = [(item["video"]["key"], round(item["score"])) for item in answer.document["items"]]
    assert found == [("thrice", 3), ("once", 1)]
    assert keys_of_popular(running.api.get("/videos/popular?limit=1")) == ["thrice"]
    remove(running, replace(deleted("2"), key="thrice"))
    assert keys_of_popular(running.api.get("/videos/popular")) == ["once"]


def keys_of_popular(answer: Answer) -> list[str]:
    return [item["video"]["key"] for item in answer.document["items"]]


def test_writes_logs_and_metrics_alone(running: System) -> None:
    running.empty()
    record(running)
    with Api(running.api.environment) as other:
        for _ in range(3):
            other.get(f"/videos/{ID}")
    lines = [json.loads(line) for line in other.logs.splitlines()]
    metrics: dict[str, list[float]] = {}
    for line in lines:
        if "_aws" in line:
            assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "video-catalog-test"
            assert line["Service"] == "api"
            for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
                value = line[metric["Name"]]
                metrics.setdefault(metric["Name"], []).extend(
                    value if isinstance(value, list) else [value]
                )
    assert set(metrics) == {"Latency", "CacheHits", "CacheMisses"}
    assert (sum(metrics["CacheHits"]), sum(metrics["CacheMisses"])) == (2, 1)
    # Not of the readiness that it was waited for.
    assert len(metrics["Latency"]) == 3
    assert other.errors == b""


def test_answers_as_its_document_says(system: System) -> None:
    record(system)
    document = openapi.document()
    for path, schema in (
        (f"/videos/{ID}", "Video"),
        ("/videos", "VideoPage"),
        ("/videos/popular", "PopularVideos"),
        ("/health", "Health"),
        ("/videos?limit=x", "Problem"),
    ):
        reference = {"$ref": f"#/components/schemas/{schema}", **document}
        jsonschema.Draft202012Validator(reference).validate(system.api.get(path).document)
