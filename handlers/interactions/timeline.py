"""Older and Newer under a page of the timeline: the page turns in its place."""

from datetime import datetime

from bot.services import pages
from bot.ui.text import Slack
from bot.ui.timeline import timeline_page
from handlers.deps import Deps
from handlers.interactions.kinds import Press, action
from handlers.reply import Reply


@action("timeline_page")
async def on_turn(press: Press, deps: Deps) -> Reply:
    number, way, at, seq = press.value.split(" ")
    mark = (datetime.fromisoformat(at), int(seq))
    async with deps.db.reading() as tx:
        incident = await tx.incidents.get(int(number))
        page = (
            await pages.older(tx, incident, before=mark)
            if way == "older"
            else await pages.newer(tx, incident, after=mark)
        )
    shown = timeline_page(incident, page)
    return Reply(text=Slack(shown.text), blocks=shown.blocks, replace=True)
