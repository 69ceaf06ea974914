"""`/data-incident list`"""

import re

from bot.services import finding
from bot.ui import lists
from bot.ui.text import Slack
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply


@subcommand(
    "list", "[page 2]", help="show the open incidents, worst first", aliases=("ls",), rank=3
)
async def list_open(call: Call, deps: Deps) -> Reply:
    asked = re.search(r"\d{1,4}", call.said)
    async with deps.db.reading() as tx:
        page = await finding.open_page(tx, int(asked.group()) if asked else 1)
        labels = await finding.labels_for(tx, call.user)
    shown = lists.open_incidents(page.incidents, page=page.number, more=page.more, labels=labels)
    return Reply(text=Slack(shown.text), blocks=shown.blocks)
