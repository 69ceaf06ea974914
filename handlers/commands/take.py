"""`/data-incident take`"""

from bot.domain.status import OPEN
from bot.services import incidents
from bot.ui.text import Slack, channel
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand("take", "", help="take command of the incident", aliases=("ack",), when=OPEN, rank=2)
async def take(call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        taken = await incidents.take_command(tx, incident, by=call.user, now=deps.now())
    where = f" in {channel(taken.channel)}" if taken.channel else ""
    return say(Slack(f"You command {taken.ref}{where}. Your duties are in a direct message."))
