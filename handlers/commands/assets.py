"""`/data-incident assets link mart.orders`"""

from bot.domain.asset import Asset
from bot.domain.errors import InvalidInput, UnknownAsset
from bot.domain.incident import Incident
from bot.services import affected
from bot.services.asset_names import asset_named
from bot.ui.assets import affected_list, link_modal, origin_modal
from bot.ui.text import Slack, escape, joined
from handlers.commands.subcommand import ANY, Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say
from storage import Transaction

USAGE = "[link <names> | unlink <name> | origin <name>]"


@subcommand(
    "assets",
    USAGE,
    help="what is affected and what it hurts; link, unlink, mark where it began",
    aliases=("affected",),
    when=ANY,
    rank=13,
)
async def assets(call: Call, deps: Deps) -> Reply:
    step, _, names = call.said.partition(" ")
    run = STEPS.get(step.lower())
    if run is None:
        raise InvalidInput("step", f"Assets are linked, unlinked, or marked as origin: {USAGE}.")
    return await run(call.with_text(names.strip()), deps)


async def _list(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        shown = affected_list(incident, await affected.affected(tx, incident))
    return Reply(text=Slack(shown.text), blocks=shown.blocks)


async def _link(call: Call, deps: Deps) -> Reply:
    if not call.text:
        return Reply(modal=link_modal(await _mine(call, deps), origin=call.origin))
    async with deps.change() as tx:
        incident = await call.here(tx)
        named = await _named(tx, call.text)
        linked = await affected.link(tx, incident, named, by=call.user, now=deps.now())
    names = joined([asset.name for asset in linked])
    return say(Slack(f"{incident.ref} is about {names} too; their owners are invited."))


async def _unlink(call: Call, deps: Deps) -> Reply:
    if not call.text:
        return await _list(call, deps)
    async with deps.change() as tx:
        incident = await call.here(tx)
        asset = await asset_named(tx, call.text)
        await affected.unlink(tx, incident, asset, by=call.user, now=deps.now())
    return say(Slack(f"{incident.ref} is not about {escape(asset.name)} any more."))


async def _origin(call: Call, deps: Deps) -> Reply:
    if not call.text:
        return Reply(modal=origin_modal(await _mine(call, deps), origin=call.origin))
    async with deps.change() as tx:
        incident = await call.here(tx)
        asset = await asset_named(tx, call.text)
        await affected.mark_origin(tx, incident, asset, by=call.user, now=deps.now())
    return say(Slack(f"{incident.ref} began at {escape(asset.name)}; its owner is invited."))


async def _mine(call: Call, deps: Deps) -> Incident:
    """The incident, for somebody who may change it: no form is filled in for nothing."""
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        await affected.may_change(tx, incident, by=call.user)
    return incident


async def _named(tx: Transaction, text: str) -> list[Asset]:
    """One name, which may have blanks in it, or several with commas or blanks between."""
    try:
        return [await asset_named(tx, text)]
    except UnknownAsset:
        names = [name.strip() for name in text.split(",") if name.strip()]
        if len(names) == 1:
            names = text.split()
        if len(names) == 1:
            raise
    return [await asset_named(tx, name) for name in names]


STEPS = {"": _list, "list": _list, "link": _link, "unlink": _unlink, "origin": _origin}
