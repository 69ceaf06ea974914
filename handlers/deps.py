"""What every handler is handed: the database, the clock, and a way to answer the person."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.policy import Policy
from bot.meters import Meters
from storage import Database, Transaction

log = logging.getLogger(__name__)

ANSWERS = 2000
"""Answers under way at once: more than that, with a Slack that takes none, are not kept in memory."""


@dataclass
class Request:
    """What is being carried out: its key, and whether a commit was made under it."""

    key: str = ""
    committed: bool = False


@dataclass(frozen=True, kw_only=True)
class Deps:
    """`client` is for answers, forms and look-ups only: all else goes through the outbox. `stopped`
    is Slack's word for why it takes nothing of ours at present, or empty."""

    db: Database
    client: AsyncWebClient
    now: Callable[[], datetime]
    alert_secrets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    meters: Meters = field(default_factory=Meters)
    request: Request = field(default_factory=Request)
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)
    stopped: Callable[[], str] = lambda: ""

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.db.policy

    def for_request(self, key: str) -> Self:
        """The same, for one request."""
        return replace(self, request=Request(key))

    @asynccontextmanager
    async def change(self, *, step: str = "") -> AsyncIterator[Transaction]:
        """The one transaction in which the request under way is carried out: its key is claimed in
        the same commit, and the same request once more raises AlreadyDone.

        A `step` before it is a commit of its own, as the taking of command before what needs it.
        """
        key = self.request.key
        async with self.db.transaction(once=f"{key}:{step}" if key and step else key) as tx:
            yield tx
        self.request.committed = self.request.committed or not step

    def answer_soon(self, answer: Coroutine[Any, Any, Any]) -> None:
        """Send an answer that must not hold up the acknowledgement; kept track of until it is out."""
        if len(self.under_way) >= ANSWERS:
            answer.close()
            log.warning("too many answers are under way: one is left out")
            return
        task = asyncio.create_task(answer)
        self.under_way.add(task)
        task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[Any]) -> None:
        self.under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning(
                "an answer did not arrive", extra={"error": type(task.exception()).__name__}
            )
