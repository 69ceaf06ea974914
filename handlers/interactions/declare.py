"""The declare form: opened by command, shortcut or alert, drawn anew as it is filled in, handed in."""

from bot.services import declaring
from bot.services.asking import is_outsider
from bot.ui.declare import ASSETS, CALLBACK, MODE, SEVERITY
from bot.ui.declared import ANYWAY, declared
from bot.ui.kit import Option
from handlers.declare_form import declaration_of, draw, filled_in, read_line
from handlers.deps import Deps
from handlers.interactions.assets import fitting
from handlers.interactions.kinds import (
    Press,
    Submission,
    Use,
    action,
    form,
    options,
    shortcut,
)
from handlers.reading import plain
from handlers.reply import Reply, say


@form(CALLBACK)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    """Declared at once, unless something open may be the same that the form has not shown yet."""
    filled = filled_in(sent)
    said = declaration_of(filled, sent.metadata)
    seen = sent.metadata.get("shown") or []
    async with deps.db.transaction() as tx:
        incident, new, _ = await declaring.declare_unless_alike(
            tx, said, by=sent.user, key=sent.key, seen=seen, now=deps.now()
        )
        outsider = await is_outsider(tx, sent.user)
    if incident is None:
        return Reply(modal=await draw(deps, filled, user=sent.user, origin=sent.metadata))
    return say(*declared(incident, new=new, outsider=outsider))


@options(ASSETS)
async def search(typed: str, _press: Press, deps: Deps) -> list[Option]:
    return await fitting(typed, deps)


async def _drawn_anew(press: Press, deps: Deps) -> Reply:
    sent = press.sent
    filled = filled_in(sent, chosen_now=press.action == SEVERITY)
    return Reply(modal=await draw(deps, filled, user=press.user, origin=sent.metadata))


assets_chosen = action(ASSETS)(_drawn_anew)
mode_chosen = action(MODE)(_drawn_anew)
severity_chosen = action(SEVERITY)(_drawn_anew)


@action(ANYWAY)
async def on_anyway(press: Press, deps: Deps) -> Reply:
    """The line that was typed, declared although something like it is open; once a message."""
    filled, _ = read_line(plain(press.value))
    key = f"anyway:{press.channel}:{press.message_ts}:{press.user}"
    async with deps.db.transaction() as tx:
        incident, new = await declaring.declare(
            tx, declaration_of(filled, {}), by=press.user, key=key, now=deps.now()
        )
        outsider = await is_outsider(tx, press.user)
    return say(*declared(incident, new=new, outsider=outsider))


@shortcut("declare_global")
async def from_anywhere(use: Use, deps: Deps) -> Reply:
    filled, _ = read_line("")
    modal = await draw(deps, filled, user=use.user, origin={})
    return Reply(modal=modal, again="declare form")
