"""`/data-incident note 14:05 restarted the loader`, `/data-incident note strike 12 wrong table`"""

import re
from datetime import datetime, timedelta

from bot.domain.when import split_moment
from bot.services import timeline
from bot.services.people import readable, timezone_of
from bot.ui.notes import note_form, noted
from bot.ui.text import Slack
from handlers.commands.subcommand import ANY, Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say

LATE = timedelta(minutes=1)
STRIKE = re.compile(r"strike\s+#?([0-9]{1,9})\b\s*(.*)", re.IGNORECASE | re.DOTALL)


@subcommand(
    "note",
    "[14:05] <what happened> | strike 12 [why]",
    help="add a fact to the timeline at its own time, or strike one",
    when=ANY,
    rank=6,
)
async def note(call: Call, deps: Deps) -> Reply:
    if not call.said:
        return await _form(call, deps)
    struck = STRIKE.fullmatch(call.said)
    if struck is not None:
        return await _strike(call, int(struck[1]), struck[2].strip(), deps)
    async with deps.change() as tx:
        incident = await call.here(tx)
        zone = await timezone_of(tx, call.user)
        typed = await readable(tx, call.text)
        at, text = split_moment(typed, now=deps.now(), timezone=zone, past=True, field="at")
        at = at or _when_said(call, deps.now())
        seq = await timeline.add_note(tx, incident, text, by=call.user, at=at, now=deps.now())
    answer = noted(incident, seq, at=at)
    return Reply(text=Slack(answer.text), blocks=answer.blocks)


def _when_said(call: Call, now: datetime) -> datetime | None:
    """What reaches us late is noted for the time when it was said."""
    late = call.said_at is not None and now - call.said_at > LATE
    return call.said_at if late else None


async def _form(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
    return Reply(modal=note_form(incident, origin=call.origin))


async def _strike(call: Call, seq: int, reason: str, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        await timeline.strike(tx, incident, seq, by=call.user, reason=reason, now=deps.now())
    return say(Slack(f"Entry {seq} is struck; it stays on the timeline, crossed out."))
