"""“Add to incident timeline” in a message's menu: which incident, and why it matters."""

from bot.domain.capture import Look, Purpose, Why, instant
from bot.domain.errors import InvalidInput, NoIncidentHere
from bot.domain.incident import Incident
from bot.services import captures
from bot.services.situations import here
from bot.ui import kit
from bot.ui.notes import ADD, add_form, added
from bot.ui.text import Slack
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, Use, form, shortcut
from handlers.links import permalink
from handlers.reply import Reply, say
from storage import Transaction


@shortcut(ADD)
async def on_used(use: Use, deps: Deps) -> Reply:
    message = use.message or {}
    if use.ours:
        return say("I wrote that myself: what I do is on the timeline already.")
    ts, thread = str(message["ts"]), str(message.get("thread_ts") or "")
    async with deps.db.reading() as tx:
        chosen = await _incident_here(tx, use.channel, thread or ts)
        latest = list(await tx.incidents.list_open())
    if chosen is not None and chosen.id not in {one.id for one in latest}:
        latest.insert(0, chosen)
    if not latest:
        declare = kit.verb("Declare an incident", "declare", incident="")
        return say("No incident is open.", kit.actions(declare))
    link = await permalink(deps, use.channel, ts, domain=use.team_domain)
    modal = add_form(
        sorted(latest, key=lambda one: -one.id),
        chosen=chosen.id if chosen else None,
        text=str(message.get("text") or ""),
        author=str(message.get("user") or message.get("username") or ""),
        origin={"channel": use.channel, "thread": thread, "ts": ts, "link": link[:300]},
    )
    return Reply(modal=modal)


@form(ADD)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    said, chosen = sent.metadata, sent.choice("incident")
    if not chosen.isdigit():
        raise InvalidInput("incident", "Choose the incident it belongs to.")
    async with deps.change() as tx:
        incident = await tx.incidents.get(int(chosen))
        look = Look(
            purpose=Purpose.TIMELINE,
            why=Why.SHORTCUT,
            channel=str(said["channel"]),
            ts=str(said["ts"]),
            by=sent.user,
            incident=incident.id,
            comment=sent.text("comment"),
            author=str(said["author"]),
            text=str(said["text"]),
        )
        seq = await captures.from_shortcut(
            tx, incident, look, permalink=str(said["link"]), now=deps.now()
        )
    answer = added(incident, seq, at=instant(look.ts))
    return Reply(text=Slack(answer.text), blocks=answer.blocks)


async def _incident_here(tx: Transaction, channel: str, thread: str) -> Incident | None:
    try:
        return await here(tx, channel=channel, thread_ts=thread)
    except NoIncidentHere:
        return None
