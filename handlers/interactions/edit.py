"""Title and summary, handed in."""

from bot.services import incidents
from bot.ui.details import CALLBACK
from bot.ui.text import Slack, escape
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(CALLBACK)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        changed = await incidents.rename(
            tx,
            incident,
            title=sent.text("title"),
            summary=sent.text("summary"),
            by=sent.user,
            now=deps.now(),
        )
    return say(Slack(f"{changed.ref} is saved: “{escape(changed.title)}”."))
