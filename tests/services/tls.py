"""TLS in front of a server that speaks none.

PostgreSQL negotiates it first:
https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Final

import trustme

from tests.services.partition import Partition

SSL_REQUEST: Final = bytes.fromhex("0000000804d2162f")
NO_TLS: Final = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}


class TlsFront(Partition):
    """Takes TLS connections to PostgreSQL alone and passes them on in plain text.

    Attributes:
        authority: what vouches for its certificate.
        plain_connections: how many clients came without TLS; they are turned away.
    """

    def __init__(
        self, backend_host: str, backend_port: int, certified_host: str | None = None
    ) -> None:
        super().__init__(backend_host, backend_port)
        self.authority = trustme.CA()
        self.plain_connections = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(certified_host or self.host).configure_cert(self._context)

    async def _negotiate(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if await reader.readexactly(len(SSL_REQUEST)) != SSL_REQUEST:
            self.plain_connections += 1
            return False
        writer.write(b"S")
        await writer.start_tls(self._context)
        return True


class RedisTlsFront(TlsFront):
    """Takes TLS connections to Redis alone, which begin with it."""

    async def _negotiate(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            await writer.start_tls(self._context)
        except ssl.SSLError as error:
            if error.reason in NO_TLS:
                self.plain_connections += 1
            return False
        return True
