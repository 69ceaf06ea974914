"""`/data-incident timeline`, `/data-incident timeline before yesterday 14:00`"""

from bot.domain.when import parse_moment
from bot.services import pages
from bot.services.people import timezone_of
from bot.ui.text import Slack
from bot.ui.timeline import timeline_page
from handlers.commands.subcommand import ANY, Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply


@subcommand(
    "timeline",
    "[before yesterday 14:00]",
    help="read what happened, the newest page first",
    aliases=("log", "history"),
    when=ANY,
    rank=7,
)
async def timeline(call: Call, deps: Deps) -> Reply:
    words = call.said.removeprefix("before").strip()
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        page = await pages.older(tx, incident, before=None)
        if words:
            zone = await timezone_of(tx, call.user)
            at = parse_moment(words, now=deps.now(), timezone=zone, past=True, field="before")
            page = await pages.older(tx, incident, before=(at, 0))
    shown = timeline_page(incident, page)
    return Reply(text=Slack(shown.text), blocks=shown.blocks)
