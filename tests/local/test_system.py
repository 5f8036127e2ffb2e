from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from local.background import watch
from local.differences import Place
from local.services import ServiceError, Services
from local.system import open_servers


def kill_who_listens(port: int) -> None:
    for child in psutil.Process().children():
        if any(each.laddr.port == port for each in child.net_connections()):
            child.kill()
            child.wait()
            return
    raise AssertionError(f"nobody listens on {port}")


def test_a_server_that_ends_by_itself_is_told_with_its_log(tmp_path: Path) -> None:
    place = Place(aws={}, cache_port=1, api_port=2, scratch=tmp_path)
    with open_servers(tmp_path) as servers, Services(place, tmp_path) as services:
        assert servers.ended() is None
        for name, server in (
            ("valkey", servers.valkey),
            ("postgres", servers.postgres),
            ("aws", servers.emulator),
        ):
            kill_who_listens(server.port)
            with pytest.raises(ServiceError, match=f"^{name}: ended by itself") as told:
                watch([services, servers])
            assert str(tmp_path / f"{name}.log") in str(told.value)
            assert servers.log(name).exists()
