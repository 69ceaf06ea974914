"""The form of a note, handed in."""

from bot.services import timeline
from bot.ui.notes import NOTE, noted
from bot.ui.text import Slack
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply


@form(NOTE)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    at = sent.time("at")
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        seq = await timeline.add_note(
            tx, incident, sent.text("text"), by=sent.user, at=at, now=deps.now()
        )
    answer = noted(incident, seq, at=at)
    return Reply(text=Slack(answer.text), blocks=answer.blocks)
