"""`/data-incident similar`, `/data-incident similar DI-7`"""

from dataclasses import replace

from bot.services import recurrences
from bot.ui.similar import similar as drawn
from bot.ui.text import Slack
from handlers.commands.subcommand import ANY, Call, subcommand
from handlers.deps import Deps
from handlers.reading import incident_in
from handlers.reply import Reply


@subcommand(
    "similar",
    "[DI-7]",
    help="show which earlier incidents this resembles, why, and which fixes are still open",
    aliases=("recurrence",),
    when=ANY,
    rank=22,
)
async def similar(call: Call, deps: Deps) -> Reply:
    number, _ = incident_in(call.said)
    meant = replace(call, incident=number if number is not None else call.incident)
    async with deps.db.reading() as tx:
        incident = await meant.here(tx)
        seen = await recurrences.seen_before(tx, incident)
        found = await recurrences.weaker(tx, incident)
    weaker = [(one.incident, one.asset.name, one.is_neighbour) for one in found]
    shown = drawn(incident, seen, weaker)
    return Reply(text=Slack(shown.text), blocks=shown.blocks)
