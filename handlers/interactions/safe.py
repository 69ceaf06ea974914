"""The all-clear's checklist handed in, and what readers answer to it."""

from bot.domain.errors import InvalidInput
from bot.services import all_clears, second_looks
from bot.services.all_clears import Stated
from bot.services.checklists import checklist
from bot.ui import safe as look
from bot.ui.text import Slack, mention
from handlers.deps import Deps
from handlers.interactions.kinds import Press, Submission, action, form
from handlers.reply import Reply, say


@form(look.CALLBACK)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    at = sent.time("at")
    if at is None:
        raise InvalidInput("at", "Say since when the data is right.")
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        scopes = {
            look.NAMED: sent.metadata.get("named") or (),
            look.READY: (await checklist(tx, incident)).ready,
        }
        stated = Stated(
            safe_at=at,
            scope=scopes.get(sent.choice("scope")),
            ticked=frozenset(one for name in look.fields() for one in sent.choices(name)),
            offered=look.offered(sent.view),
            evidence=sent.text("evidence"),
            reason=sent.text("reason"),
        )
        done = await all_clears.give(tx, incident, stated, by=sent.user, now=deps.now())
    text = look.given(done.incident, done.clear, done.names, done.told)
    return say(text, look.after(done.incident, done.clear))


@action(look.LOOKS_RIGHT)
async def on_looks_right(press: Press, deps: Deps) -> Reply:
    async with deps.change() as tx:
        await tx.keys.claim(f"{look.LOOKS_RIGHT}:{press.value}:{press.user}")
        incident = await tx.incidents.get(int(press.value))
        await second_looks.looks_right(tx, incident, by=press.user, now=deps.now())
    return say("Thank you; that is kept with the evidence.")


@action(look.STILL_WRONG)
async def on_still_wrong(press: Press, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await tx.incidents.get(int(press.value))
        theirs = await second_looks.theirs(tx, incident, press.user)
    origin = {"channel": press.channel, "thread": press.thread_ts}
    return Reply(modal=look.still_wrong_modal(incident, origin, theirs=theirs))


@form(look.STILL_WRONG)
async def on_reported(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        done = await second_looks.still_wrong(
            tx,
            incident,
            asset=sent.choice("asset"),
            words=sent.text("words"),
            by=sent.user,
            now=deps.now(),
        )
    if done.late:
        return say(*look.too_late(done.incident, done.words))
    who = mention(done.incident.commander or done.incident.declared_by)
    return say(Slack(f"Thank you. {who}, who is in charge, was told what you see."))
