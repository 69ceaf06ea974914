"""`/data-incident title Revenue of 1 to 3 February is missing`"""

from bot.services import incidents
from bot.ui.details import details_modal
from bot.ui.text import Slack, escape
from handlers.commands.subcommand import ANY, Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand(
    "edit",
    "[new title]",
    help="change the title; alone, title and summary in a form",
    aliases=("title",),
    when=ANY,
    rank=31,
)
async def edit(call: Call, deps: Deps) -> Reply:
    if not call.said:
        async with deps.db.reading() as tx:
            incident = await call.here(tx)
            await incidents.must_be_responder(tx, incident, by=call.user, action="rename")
        return Reply(modal=details_modal(incident, origin=call.origin))
    async with deps.change() as tx:
        incident = await call.here(tx)
        changed = await incidents.rename(
            tx,
            incident,
            title=call.said,
            summary=incident.summary,
            by=call.user,
            now=deps.now(),
        )
    return say(Slack(f"{changed.ref} is called “{escape(changed.title)}” now."))
