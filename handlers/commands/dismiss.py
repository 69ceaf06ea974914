"""`/data-incident dismiss the dashboard filter was set to last year`"""

from bot.domain.status import OPEN
from bot.services import endings
from bot.ui.ending import End, dismissed, reason_modal
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand(
    "dismiss", "<why>", help="there is no problem; tells whoever heard of it", when=OPEN, rank=31
)
async def dismiss(call: Call, deps: Deps) -> Reply:
    if not call.said:
        async with deps.db.reading() as tx:
            incident = await call.here(tx)
        return Reply(modal=reason_modal(End.DISMISS, incident, call.origin))
    async with deps.change() as tx:
        incident = await call.here(tx)
        changed = await endings.dismiss(
            tx, incident, reason=call.said, by=call.user, now=deps.now()
        )
    return say(dismissed(changed))
