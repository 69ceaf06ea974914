"""The reason for reopening, dismissing or closing, handed in."""

from bot.domain.errors import InvalidInput
from bot.services import endings
from bot.ui import ending as look
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(f"end_{look.End.REOPEN}")
async def on_reopen(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        changed = await endings.reopen(
            tx, incident, reason=sent.text("reason"), by=sent.user, now=deps.now()
        )
    return say(look.reopened(changed))


@form(f"end_{look.End.DISMISS}")
async def on_dismiss(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        changed = await endings.dismiss(
            tx, incident, reason=sent.text("reason"), by=sent.user, now=deps.now()
        )
    return say(look.dismissed(changed))


@form(f"end_{look.End.CLOSE}")
async def on_close(sent: Submission, deps: Deps) -> Reply:
    if not sent.text("reason"):
        raise InvalidInput("reason", "Say why no postmortem is needed.")
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        changed = await endings.close(
            tx, incident, reason=sent.text("reason"), by=sent.user, now=deps.now()
        )
    return say(look.closed(changed))
