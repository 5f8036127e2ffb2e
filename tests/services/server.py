"""What the servers of the tests have in common."""

from local.servers import Server

__all__ = ["Server"]
