"""A backup was put back: Slack knows more than the record, and nothing of it is said again."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.notice import Notice, Way
from bot.services.asking import in_line
from bot.services.record import plain, refresh
from storage import Transaction
from storage.outbox import RESTORED, RESTORED_AT

log = logging.getLogger(__name__)

SEEN = "restored:seen"
"""Until when messages that the record does not know have been dealt with."""
MANY = 200


@dataclass(frozen=True)
class Lost:
    """An incident that Slack knows and the record does not; `link` leads to what is left of it."""

    number: int
    link: str = ""

    @property
    def ref(self) -> str:
        """How people write it."""
        return f"DI-{self.number}"


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What Slack knows more: `since` is when the record last heard of anything sent, `newest` when
    the last message was said that it does not know."""

    since: datetime
    newest: datetime
    messages: int
    lost: Sequence[Lost] = ()


async def put_back(tx: Transaction, ahead: Ahead, *, now: datetime) -> None:
    """Whatever waits is looked for before it goes out, what the clock brings too; lost numbers are
    not given again; what our messages show is drawn anew; whoever is on call is told."""
    await tx.keys.set_time(SEEN, ahead.newest)
    await tx.keys.set_time(RESTORED, ahead.since)
    await tx.keys.set_time(RESTORED_AT, now)
    await tx.mending.distrust(since=ahead.since)
    await tx.mending.show_anew()
    if ahead.lost:
        await tx.incidents.number_above(max(one.number for one in ahead.lost))
    for incident in await tx.mending.list_worked_on(limit=MANY):
        await refresh(tx, incident)
    await _tell_on_call(tx, ahead, now=now)
    facts = {"since": ahead.since.isoformat(), "lost": [one.ref for one in ahead.lost]}
    log.warning("the record is older than Slack: a backup was put back", extra=facts)


async def _tell_on_call(tx: Transaction, ahead: Ahead, *, now: datetime) -> None:
    line = await in_line(tx, "", now)
    if not line:
        return
    facts = {
        "since": ahead.since,
        "messages": ahead.messages,
        "lost": [{"ref": one.ref, "link": one.link} for one in ahead.lost[:10]],
    }
    about = {"ref": "", "incident": None, "drill": False}
    once = f"restored:{ahead.newest.isoformat()}"
    await tx.outbox.add(
        Notice(
            way=Way.POST,
            kind="restored",
            to=f"person:{line[0]}",
            facts=plain({**about, **facts}),
            once=once,
        )
    )
