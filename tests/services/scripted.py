"""A server that answers as it is told, and the signature that AWS demands of a request."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from local.servers import REGION


class Scripted(BaseHTTPRequestHandler):
    """Answers one status after the other, 0 by closing, and remembers who asked for what."""

    protocol_version = "HTTP/1.1"
    statuses: ClassVar[list[int]]
    content: ClassVar[bytes]
    connections: ClassVar[set[int]]
    asked: ClassVar[list[dict[str, str]]]

    def do_GET(self) -> None:
        """Answer the next status."""
        self._answer("")

    def do_HEAD(self) -> None:
        """Answer the next status."""
        self._answer("")

    def do_POST(self) -> None:
        """Answer the next status."""
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        self.connections.add(self.client_address[1])
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked.append({"method": self.command, "path": self.path, "body": body, **headers})
        status = self.statuses.pop(0)
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def answering(*statuses: int, content: bytes) -> Iterator[tuple[type[Scripted], str]]:
    """A server, and where it is.

    Args:
        statuses: of its answers, one after the other.
        content: of each.
    """
    members = {"statuses": list(statuses), "content": content, "connections": set(), "asked": []}
    handler = type("Handler", (Scripted,), members)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield handler, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def signed_headers(asked: Mapping[str, str]) -> set[str]:
    """What the signature vouches for."""
    return set(asked["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";"))


def authorization(asked: Mapping[str, str], service: str, name: str, secret: str) -> str:
    """What a request must say, by "AWS Signature Version 4 for API requests" of IAM."""
    path, _, query = asked["path"].partition("?")
    names = sorted(signed_headers(asked))
    canonical = "\n".join(
        [asked["method"], path, query, *(f"{each}:{asked[each].strip()}" for each in names), "",
         ";".join(names), hashlib.sha256(asked["body"].encode()).hexdigest()]
    )  # fmt: skip
    time = asked["x-amz-date"]
    scope = f"{time[:8]}/{REGION}/{service}/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashed}"):
        key = hmac.digest(key, part.encode(), "sha256")
    return (
        f"AWS4-HMAC-SHA256 Credential={name}/{scope}, SignedHeaders={';'.join(names)}, "
        f"Signature={key.hex()}"
    )
