"""`/data-incident show DI-7`"""

from dataclasses import replace

from bot.services import finding
from bot.services.situations import situation
from bot.ui import lists
from bot.ui.text import Slack
from handlers.commands.find import find_words
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reading import incident_in
from handlers.reply import Reply


@subcommand(
    "show", "[DI-7]", help="show how an incident stands now", aliases=("status", "card"), rank=4
)
async def show(call: Call, deps: Deps) -> Reply:
    number, rest = incident_in(call.said)
    if number is None and rest.strip("#").isdecimal():
        number, rest = int(rest.strip("#")[:9]), ""
    if number is None and rest and call.incident is None:
        return await find_words(rest, call.user, deps)
    meant = replace(call, incident=number if number is not None else call.incident)
    async with deps.db.reading() as tx:
        incident = await meant.here(tx)
        plainly = not await finding.is_on_data_team(tx, call.user)
        shown = lists.shown(await situation(tx, incident.id), plainly=plainly)
    return Reply(text=Slack(shown.text), blocks=shown.blocks)
