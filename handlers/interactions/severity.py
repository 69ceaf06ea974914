"""The severity's form, handed in."""

from bot.domain.severity import Severity
from bot.services import incidents
from bot.ui.severity import CALLBACK
from bot.ui.text import Slack
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(CALLBACK)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    wanted = Severity.parse(sent.choice("severity"))
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        changed = await incidents.change_severity(
            tx, incident, wanted, by=sent.user, reason=sent.text("reason"), now=deps.now()
        )
    return say(Slack(f"{changed.ref} is now {changed.severity.upper()}."))
