"""ECS's protection of a task from being stopped by scaling in, while it works on a long file.

A short one is done, or given back, when a task is told to stop. If a task were protected for these
too, one that is never without a file would hold up each deployment, whose old tasks ECS stops once
none protects itself, until CloudFormation gives up.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
"""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import Final, Protocol

logger = logging.getLogger(__name__)

EXPIRY_MINUTES: Final = 60
"""A task that died without giving its protection back holds up no deployment for longer."""

RENEWAL_SECONDS: Final = EXPIRY_MINUTES * 60 / 2
RETRY_SECONDS: Final = 30
TIMEOUT_SECONDS: Final = 5


class Protection(Protocol):
    """Keeps the task from being stopped while it works."""

    def update(self, *, busy: bool) -> None:
        """Say whether the task works on a long file; called every few seconds."""

    def give_back(self) -> None:
        """Let the task be stopped."""


class NoProtection:
    """Where no agent is, as on a developer's machine."""

    def update(self, *, busy: bool) -> None:
        """Do nothing."""

    def give_back(self) -> None:
        """Do nothing."""


class TaskProtection:
    """Asks the task's agent. Where the agent refuses, the work goes on: a message is given back."""

    def __init__(self, agent_uri: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = f"{agent_uri}/task-protection/v1/state"
        self._clock = clock
        self._asked_at = float("-inf")
        self._failed_at = float("-inf")
        self._is_protected = False

    def update(self, *, busy: bool) -> None:
        """Take, renew or give back the protection, where the time has come."""
        now = self._clock()
        if busy and self._is_protected:
            due = self._asked_at + RENEWAL_SECONDS
        elif busy != self._is_protected:
            due = self._failed_at + RETRY_SECONDS
        else:
            return
        if now >= due:
            self._ask(protect=busy)

    def give_back(self) -> None:
        """Give the protection back, if the task has it."""
        if self._is_protected:
            self._ask(protect=False)

    def _ask(self, *, protect: bool) -> None:
        content: dict[str, object] = {"ProtectionEnabled": protect}
        if protect:
            content["ExpiresInMinutes"] = EXPIRY_MINUTES
        request = urllib.request.Request(  # noqa: S310 - the agent's own address
            self._url,
            data=json.dumps(content).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        now = self._clock()
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                state = json.load(answer)
            if not isinstance(state, dict) or "protection" not in state:
                raise ValueError(f"{state}; expected `protection`")  # noqa: TRY301 - like any other bad answer
        except (OSError, HTTPException, ValueError) as error:
            self._failed_at = now
            logger.warning("The task's protection can't be changed: %s", error)
        else:
            self._asked_at = now
            self._is_protected = protect
