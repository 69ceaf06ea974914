"""`/data-incident channel`"""

from bot.domain.status import OPEN
from bot.services import channels
from bot.ui.text import Slack
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand(
    "channel", "", help="move the work from the thread to a channel of its own", when=OPEN, rank=32
)
async def channel(call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        moved = await channels.move_to_channel(tx, incident, by=call.user, now=deps.now())
    return say(Slack(f"A channel for {moved.ref} is being opened; you are invited to it."))
