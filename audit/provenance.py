"""When, by what and from which commit an audit is made."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path


def time_of_report() -> str:
    """Now, or what `SOURCE_DATE_EPOCH` says, as 2026-01-31T12:00:00Z.

    https://reproducible-builds.org/specs/source-date-epoch/

    Raises:
        ValueError: `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        moment = datetime.now(UTC)
    else:
        try:
            moment = datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise ValueError(
                f"SOURCE_DATE_EPOCH={epoch}: expected seconds since 1970, as 1767225600."
            ) from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def commit_of(root: Path) -> str:
    """The commit of a checkout, with `+` where anything is uncommitted; empty outside of one."""
    command = ("git", "status", "--porcelain=v2", "--branch")
    try:
        told = subprocess.run(  # noqa: S603 - a fixed command
            command, cwd=root, capture_output=True, check=True, text=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        return ""
    head = next((line.split()[-1] for line in told if line.startswith("# branch.oid ")), "")
    changed = any(not line.startswith("#") for line in told)
    return f"{head}+" if changed else head
