"""`/data-incident range add mart.orders 2026-02-01..2026-02-03 region = EU`"""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.errors import InvalidInput
from bot.domain.range_words import named, split_days
from bot.domain.status import OPEN
from bot.services import range_steps, ranges
from bot.services.asset_names import asset_named
from bot.services.ranges import Wanted
from bot.ui import ranges as look
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say

USAGE = (
    "[add <asset> <days> [part of it] | reloaded <asset> [days] | checked <asset> [days] [evidence]"
    " | withdraw <asset> [days] <why>]"
)


@subcommand(
    "range",
    USAGE,
    help="dates that must not be used: list them, add, reloaded, checked",
    aliases=("ranges",),
    when=OPEN,
    rank=12,
)
async def bad_ranges(call: Call, deps: Deps) -> Reply:
    step, _, rest = call.said.partition(" ")
    run = STEPS.get(step.lower())
    if run is None:
        raise InvalidInput("step", f"Ranges are added, reloaded, checked or withdrawn: {USAGE}.")
    return await run(call.with_text(rest.strip()), deps)


async def _list(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        text, blocks = look.listed(incident, await tx.ranges.list_of(incident.id))
    return Reply(text=text, blocks=blocks)


async def _add(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        today = await ranges.today_of(tx, call.user, now=deps.now())
        name, days, part = split_days(call.text, today=today)
        asset = await asset_named(tx, name) if name else None
    if asset is None or days is None:
        return Reply(modal=look.add_modal(incident, today, call.origin, asset=asset))
    wanted = Wanted(assets=[asset.id], first=days[0], last=days[1], slice=part)
    async with deps.change() as tx:
        incident = await call.here(tx)
        added = await ranges.add(tx, incident, wanted, by=call.user, now=deps.now())
        readers = await ranges.downstream(tx, incident, added[0])
    buttons = [look.also_buttons(incident, added[0], readers)] if readers else []
    return say(look.added(incident, added, readers), *buttons)


async def _also(call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        bad = named(await tx.ranges.list_of(incident.id), call.text)[0][0]
        added = await ranges.also(tx, incident, bad, None, by=call.user, now=deps.now())
    return say(look.added(incident, added, ()))


async def _reloaded(call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        done = await range_steps.reload(tx, incident, call.text, by=call.user, now=deps.now())
        every = await tx.ranges.list_of(incident.id)
    return say(look.changed(done, "reloaded"), look.what_next(incident, every))


async def _checked(call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        done = await range_steps.check(tx, incident, call.text, by=call.user, now=deps.now())
        every = await tx.ranges.list_of(incident.id)
    return say(look.changed(done, "checked"), look.what_next(incident, every))


async def _withdraw(call: Call, deps: Deps) -> Reply:
    """With its reason at once; else the form asks for it."""
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        fitting = await range_steps.list_withdrawable(tx, incident)
        meant, rest = named(fitting, call.text) if call.text else ([], "")
    if not rest:
        return Reply(modal=look.withdraw_modal(incident, fitting, call.origin, meant=meant))
    async with deps.change() as tx:
        incident = await call.here(tx)
        done = await range_steps.withdraw(tx, incident, call.text, by=call.user, now=deps.now())
        every = await tx.ranges.list_of(incident.id)
    return say(look.changed(done, "withdrawn"), look.what_next(incident, every))


STEPS: Mapping[str, Callable[[Call, Deps], Awaitable[Reply]]] = {
    "": _list,
    "list": _list,
    "add": _add,
    "also": _also,
    "reloaded": _reloaded,
    "reload": _reloaded,
    "checked": _checked,
    "check": _checked,
    "withdraw": _withdraw,
    "withdrawn": _withdraw,
}
