"""`/data-incident declare drill sev1 Revenue is missing since Tuesday`"""

from bot.services import declaring
from bot.services.asking import is_outsider
from bot.ui.declared import declared, is_it_this
from handlers.commands.subcommand import Call, subcommand
from handlers.declare_form import declaration_of, draw, read_line
from handlers.deps import Deps
from handlers.reply import Reply, say

MOST = 1900
"""What a button can carry; a longer line is declared without asking whether it is the same."""


@subcommand(
    "declare",
    "[drill] [sev1-sev4] <what is wrong>",
    help="declare an incident; alone, it opens the form",
    aliases=("new",),
    rank=1,
)
async def declare(call: Call, deps: Deps) -> Reply:
    filled, form = read_line(call.said)
    if form:
        return Reply(modal=await draw(deps, filled, user=call.user, origin=call.origin))
    said = declaration_of(filled, {})
    now = deps.now()
    async with deps.db.transaction() as tx:
        if len(call.text) > MOST:
            incident, new = await declaring.declare(tx, said, by=call.user, key=call.key, now=now)
        else:
            found, new, alike = await declaring.declare_unless_alike(
                tx, said, by=call.user, key=call.key, now=now
            )
            if found is None:
                return say(*is_it_this(alike, words=call.text))
            incident = found
        outsider = await is_outsider(tx, call.user)
    deps.request.committed = new
    return say(*declared(incident, new=new, outsider=outsider))
