"""`/data-incident reopen Monday is empty again`"""

from bot.services import endings
from bot.ui.ending import End, reason_modal, reopened
from handlers.commands.subcommand import OVER, Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand(
    "reopen",
    "<why>",
    help="it is not over after all; tells whoever read “safe”",
    when=OVER,
    rank=30,
)
async def reopen(call: Call, deps: Deps) -> Reply:
    if not call.said:
        async with deps.db.reading() as tx:
            incident = await call.here(tx)
        return Reply(modal=reason_modal(End.REOPEN, incident, call.origin))
    async with deps.change() as tx:
        incident = await call.here(tx)
        changed = await endings.reopen(tx, incident, reason=call.said, by=call.user, now=deps.now())
    return say(reopened(changed))
