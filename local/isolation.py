"""What of the caller's environment must not reach the local system."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Final

FOREIGN: Final = ("AWS_", "CDK_")
"""What begins so leads to somebody's account."""

PROXY: Final = "_PROXY"
"""What ends so leads away from this machine."""


def isolate(environ: MutableMapping[str, str] = os.environ) -> None:
    """Have this process, and what it starts, find no account and no proxy."""
    for name in list(environ):
        if name.startswith(FOREIGN) or name.upper().endswith(PROXY):
            del environ[name]
    # Profiles, endpoints of services, and credentials stand in files too.
    environ["AWS_CONFIG_FILE"] = environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    environ["AWS_EC2_METADATA_DISABLED"] = "true"
