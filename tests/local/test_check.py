from __future__ import annotations

import pytest

from local.check import DELETION_DAYS, CheckError, asks_for_password, expect_pending_deletion
from local.servers import Emulator, Valkey


@pytest.mark.parametrize(
    ("days", "differs"), [(None, "state of the key"), (30, "days until the key .*: 30; expected 7")]
)
def test_a_key_that_stays_or_goes_late_is_refused(
    emulator: Emulator, days: int | None, differs: str
) -> None:
    kms = emulator.client("kms")
    soon, other = (kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(2))
    kms.schedule_key_deletion(KeyId=soon, PendingWindowInDays=DELETION_DAYS)
    expect_pending_deletion(kms, [soon])
    if days:
        kms.schedule_key_deletion(KeyId=other, PendingWindowInDays=days)
    with pytest.raises(CheckError, match=differs):
        expect_pending_deletion(kms, [soon, other])


def test_tells_whether_a_cache_asks_for_a_password() -> None:
    with Valkey() as valkey:
        assert not asks_for_password(valkey)
        with valkey.client() as client:
            client.config_set("requirepass", "a")
        assert asks_for_password(valkey)
