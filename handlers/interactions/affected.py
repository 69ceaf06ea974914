"""The forms that link assets and mark the origin."""

from bot.services import affected
from bot.ui.assets import LINK, ORIGIN
from bot.ui.text import Slack, escape, joined
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(LINK)
async def on_link(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        chosen = await tx.assets.list_by_id(int(one) for one in sent.choices("assets"))
        linked = await affected.link(tx, incident, chosen, by=sent.user, now=deps.now())
    names = joined([asset.name for asset in linked])
    return say(Slack(f"{incident.ref} is about {names} too; their owners are invited."))


@form(ORIGIN)
async def on_origin(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        asset = await tx.assets.get(int(sent.choice("asset")))
        await affected.mark_origin(tx, incident, asset, by=sent.user, now=deps.now())
    return say(Slack(f"{incident.ref} began at {escape(asset.name)}; its owner is invited."))
