"""`/data-incident sev1 Revenue is missing since Tuesday`"""

from bot.domain.severity import Severity
from bot.services import declaring
from bot.services.declaring import Declaration
from bot.ui.declare import declare_modal, declared
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand(
    "declare",
    "[drill] [sev1-sev4] <what is wrong>",
    help="declare an incident; alone, it opens the form",
    aliases=("new",),
    rank=1,
)
async def declare(call: Call, deps: Deps) -> Reply:
    drill, severity, title, form = _read(call.said)
    if form or not title:
        return Reply(modal=declare_modal(title, severity=severity, origin=call.origin))
    said = Declaration(title=title, severity=severity, drill=drill)
    async with deps.db.transaction() as tx:
        alike = await declaring.being_declared(tx, title=title, assets=(), now=deps.now())
        incident, _ = await declaring.declare(tx, said, by=call.user, key=call.key, now=deps.now())
    return say(*declared(incident, alike=[one for one in alike if one[0].id != incident.id]))


def _read(text: str) -> tuple[bool, Severity | None, str, bool]:
    """(drill, severity, title, wants the form) from the words of a line."""
    words = text.split(maxsplit=1)
    form = bool(words) and words[0] == "form"
    rest = words[1] if form and len(words) > 1 else "" if form else text
    drill = rest.split(maxsplit=1)[:1] == ["drill"]
    rest = rest.removeprefix("drill").strip() if drill else rest.strip()
    first, _, following = rest.partition(" ")
    severity = Severity.read(first) if first[:1].lower() == "s" else None
    return drill, severity, following.strip() if severity else rest, form
