"""`/data-incident unsubscribe Executive revenue`"""

from bot.domain.errors import NoIncidentHere
from bot.services import subscriptions
from bot.services.asset_names import asset_named
from bot.ui import subscribe as look
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reading import incident_in
from handlers.reply import Reply, say


@subcommand(
    "unsubscribe",
    "[DI-7 | dashboard or table]",
    help="hear no more of an incident or a dashboard; alone, the list of what you hear of",
    aliases=("unfollow", "mute"),
    rank=30,
)
async def unsubscribe(call: Call, deps: Deps) -> Reply:
    number, name = incident_in(call.said)
    if number is None and name:
        return await _leave(name, call, deps)
    async with deps.change() as tx:
        try:
            incident = await call.at(number).here(tx)
        except NoIncidentHere:
            wishes = await subscriptions.wishes_of(tx, call.user)
            text, blocks = look.wishes(wishes.incidents, wishes.assets, wishes.left)
            return Reply(text=text, blocks=blocks)
        new = await subscriptions.unsubscribe(tx, incident, by=call.user)
    return say(*look.muted(incident, new=new))


async def _leave(name: str, call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        asset = await asset_named(tx, name)
        await subscriptions.leave(tx, asset, by=call.user)
    text, blocks = look.left(asset)
    return say(text, *blocks)
