"""The embedded AWS's own API, called from inside it."""

from __future__ import annotations

import os
from typing import Any, Final

import boto3
from ministack.core.responses import get_account_id, get_region

PORT: Final = int(os.environ.get("GATEWAY_PORT", "4566"))


def client(service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
    """A client in the account and region of the stack that is being deployed."""
    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{PORT}",
        region_name=get_region(),
        # It takes an account's number for its access key.
        aws_access_key_id=get_account_id(),
        aws_secret_access_key="test",  # noqa: S106 - it demands one and checks none
    )
