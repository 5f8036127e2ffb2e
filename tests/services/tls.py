"""TLS in front of a PostgreSQL that speaks none, by PostgreSQL's own negotiation.

https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Final

import trustme

from tests.services.partition import Partition

SSL_REQUEST: Final = bytes.fromhex("0000000804d2162f")


class TlsFront(Partition):
    """Takes TLS connections alone and passes them on in plain text.

    Attributes:
        plain_connections: how many clients came without TLS; they are turned away.
    """

    def __init__(self, backend_host: str, backend_port: int) -> None:
        super().__init__(backend_host, backend_port)
        self.plain_connections = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert(self.host).configure_cert(self._context)

    async def _negotiate(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if await reader.readexactly(len(SSL_REQUEST)) != SSL_REQUEST:
            self.plain_connections += 1
            return False
        writer.write(b"S")
        await writer.start_tls(self._context)
        return True
