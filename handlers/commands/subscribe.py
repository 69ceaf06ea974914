"""`/data-incident subscribe Executive revenue`"""

from bot.domain.errors import InvalidInput, NoIncidentHere
from bot.services import subscriptions
from bot.services.asset_names import asset_named
from bot.ui import subscribe as look
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reading import incident_in
from handlers.reply import Reply, say

SOMEBODY_ELSE = ("#", "<#", "@", "<@")
"""How channels and people are written, by hand and by Slack; no asset begins so."""


@subcommand(
    "subscribe",
    "[DI-7 | dashboard or table]",
    help="hear by direct message of an incident, or of whatever affects a dashboard",
    aliases=("follow",),
    rank=8,
)
async def subscribe(call: Call, deps: Deps) -> Reply:
    number, name = incident_in(call.said)
    if number is None and name:
        return await _follow(name, call, deps)
    async with deps.change() as tx:
        try:
            incident = await call.at(number).here(tx)
        except NoIncidentHere:
            wishes = await subscriptions.wishes_of(tx, call.user)
            text, blocks = look.wishes(wishes.incidents, wishes.assets, wishes.left)
            return Reply(text=text, blocks=blocks)
        new = await subscriptions.subscribe(tx, incident, by=call.user)
    return say(*look.subscribed(incident, new=new))


async def _follow(name: str, call: Call, deps: Deps) -> Reply:
    if name.startswith(SOMEBODY_ELSE):
        raise InvalidInput(
            "name",
            "People subscribe themselves, each with this command. A channel hears of a domain's "
            "incidents when policy.yaml names it in that domain's `audience`.",
        )
    async with deps.change() as tx:
        asset = await asset_named(tx, name)
        new = await subscriptions.follow(tx, asset, by=call.user)
        now = await subscriptions.in_trouble(tx, asset)
    text, blocks = look.followed(asset, now, new=new)
    return say(text, *blocks)
