"""What every handler is handed: the database, the clock, and a way to answer the person."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.policy import Policy
from bot.meters import Meters
from storage import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Deps:
    """`client` is for answers, forms and look-ups only: all else goes through the outbox."""

    db: Database
    client: AsyncWebClient
    now: Callable[[], datetime]
    alert_secrets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    meters: Meters = field(default_factory=Meters)
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.db.policy

    def answer_soon(self, answer: Coroutine[Any, Any, Any]) -> None:
        """Send an answer that must not hold up the acknowledgement; kept track of until it is out."""
        task = asyncio.create_task(answer)
        self.under_way.add(task)
        task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[Any]) -> None:
        self.under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning(
                "an answer did not arrive", extra={"error": type(task.exception()).__name__}
            )
