"""`/data-incident close` · `/data-incident close known upstream outage, nothing to learn`"""

from bot.domain.ending import PostmortemMissing
from bot.domain.status import Status
from bot.services import endings
from bot.ui.ending import End, closed, missing_buttons, reason_modal
from bot.ui.text import Slack
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand(
    "close",
    "[why no postmortem is needed]",
    help="nothing is left to do",
    when=frozenset({Status.RESOLVED}),
    rank=32,
)
async def close(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
    if call.said == "without":
        return Reply(modal=reason_modal(End.CLOSE, incident, call.origin))
    try:
        async with deps.change() as tx:
            incident = await call.here(tx)
            changed = await endings.close(
                tx, incident, reason=call.said, by=call.user, now=deps.now()
            )
    except PostmortemMissing as missing:
        return say(Slack(str(missing)), missing_buttons(incident))
    return say(closed(changed))
