"""The form of an incident's times, handed in: what was changed is corrected, all or none."""

from bot.domain.milestones import CORRECTABLE, WORDS
from bot.services import milestones
from bot.ui.text import Slack
from bot.ui.times import TIMES
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(TIMES)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    said = {which: sent.time(which) for which in CORRECTABLE}
    given = {which: at for which, at in said.items() if at is not None}
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        before = {which: incident.milestone(which) for which in given}
        changed = await milestones.correct(tx, incident, given, by=sent.user, now=deps.now())
    now_so = [WORDS[which] for which in given if changed.milestone(which) != before[which]]
    return say(Slack(f"{changed.ref}: corrected {', '.join(now_so)}."))
