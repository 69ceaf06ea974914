"""Answering a question from the status thread."""

from bot.services import questions
from bot.services.incidents import must_be_responder
from bot.ui.question import CALLBACK, answer_modal
from bot.ui.text import Slack, mention
from handlers.deps import Deps
from handlers.interactions.kinds import Press, Submission, action, form
from handlers.reply import Reply, say


@action(CALLBACK)
async def on_answer(press: Press, deps: Deps) -> Reply:
    number, _, seq = press.value.partition(":")
    async with deps.db.reading() as tx:
        incident = await tx.incidents.get(int(number))
        await must_be_responder(tx, incident, by=press.user, action="update")
        entry = await questions.question(tx, incident.id, int(seq))
    place = {"channel": press.channel, "thread": press.thread_ts}
    text = str(entry.facts["text"])
    return Reply(modal=answer_modal(incident, entry.seq, entry.by, text, place))


@form(CALLBACK)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        asker = await questions.answer(
            tx,
            incident,
            int(sent.metadata["seq"]),
            words=sent.text("words"),
            by=sent.user,
            now=deps.now(),
        )
    return say(Slack(f"{mention(asker)} reads your answer in the status thread."))
