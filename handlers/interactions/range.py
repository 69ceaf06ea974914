"""Bad dates by form: added, the same days downstream, withdrawn."""

from bot.domain.errors import InvalidInput
from bot.services import range_steps, ranges
from bot.services.ranges import Wanted
from bot.services.situations import here
from bot.ui import ranges as look
from handlers.deps import Deps
from handlers.interactions.kinds import Press, Submission, action, form
from handlers.reply import Reply, say


@form(look.ADD)
async def on_add(sent: Submission, deps: Deps) -> Reply:
    first, last = sent.day("first"), sent.day("days")
    if first is None or last is None:
        raise InvalidInput("days", "Choose the first and the last bad day.")
    asset = int(sent.choice("asset") or 0)
    wanted = Wanted(assets=[asset], first=first, last=last, slice=sent.text("slice"))
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        added = await ranges.add(tx, incident, wanted, by=sent.user, now=deps.now())
        readers = await ranges.downstream(tx, incident, added[0])
    if not readers:
        return say(look.added(incident, added, ()))
    return Reply(modal=look.also_modal(incident, added[0], readers, _origin(sent)))


@action(look.ALSO)
async def on_choose(press: Press, deps: Deps) -> Reply:
    number, _, bad_id = press.value.partition(":")
    async with deps.db.reading() as tx:
        incident = await here(tx, channel=press.channel, incident=int(number))
        bad = await tx.ranges.get(int(bad_id))
        readers = await ranges.downstream(tx, incident, bad)
    if not readers:
        return say(f"What reads {bad.asset_name} has these days on its list already.")
    origin = {"channel": press.channel, "thread": press.thread_ts}
    return Reply(modal=look.also_modal(incident, bad, readers, origin))


@form(look.ALSO)
async def on_also(sent: Submission, deps: Deps) -> Reply | None:
    chosen = [int(one) for name in look.also_fields() for one in sent.choices(name)]
    if not chosen:
        return None
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        bad = await tx.ranges.get(int(sent.metadata["range"]))
        added = await ranges.also(tx, incident, bad, chosen, by=sent.user, now=deps.now())
    return say(look.added(incident, added, ()))


@form(look.WITHDRAW)
async def on_withdraw(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        done = await range_steps.withdraw(
            tx,
            incident,
            sent.choice("range"),
            reason=sent.text("reason"),
            by=sent.user,
            now=deps.now(),
        )
        every = await tx.ranges.list_of(incident.id)
    return say(look.changed(done, "withdrawn"), look.what_next(incident, every))


def _origin(sent: Submission) -> dict[str, str]:
    """Where the form before this one was opened: its answer goes there too."""
    return {name: str(sent.metadata.get(name) or "") for name in ("channel", "thread")}
