"""The embedded Valkey of the tests: that of the local system, with this software's way in."""

from __future__ import annotations

from local import servers
from video_catalog.settings import CacheSettings


class Valkey(servers.Valkey):
    """A server of its own that keeps nothing on disk; used as a context."""

    @property
    def settings(self) -> CacheSettings:
        """What leads the software here."""
        return CacheSettings(host=self.host, port=self.port, encrypted=False, secret_arn=None)
