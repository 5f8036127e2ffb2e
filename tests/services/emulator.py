"""The embedded AWS of the tests: that of the local system."""

from local.servers import ACCOUNT, REGION, Emulator, free_port

__all__ = ["ACCOUNT", "REGION", "Emulator", "free_port"]
