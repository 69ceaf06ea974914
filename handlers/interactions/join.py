"""The button *Join DI-7*, in the declare form or instead of declaring the same once more."""

from bot.services import joining
from bot.ui.declared import JOIN, joined, joined_modal
from handlers.deps import Deps
from handlers.interactions.kinds import Press, action
from handlers.links import permalink
from handlers.reply import Reply, say


@action(JOIN)
async def on_join(press: Press, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(int(press.value))
        incident = await joining.join(tx, incident, by=press.user, now=deps.now())
        place = await tx.places.find(f"announcement:{incident.id}")
    link = ""
    if place and not incident.has_channel:
        link = await permalink(deps, place.channel, place.ts, domain=press.team_domain)
    words = joined(incident, link=link)
    return Reply(modal=joined_modal(words)) if press.view else say(words)
