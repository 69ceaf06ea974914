"""Questions in a status thread: the present answer at once, and to the people who work on it."""

from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import InvalidInput, NotFound
from bot.domain.incident import Incident
from bot.domain.notice import Way
from bot.domain.timeline import Entry
from bot.services import readers
from bot.services.incidents import must_be_responder
from bot.services.record import record, tell
from storage import Transaction

WORDS_MAX = 3000


async def asked(
    tx: Transaction,
    incident: Incident,
    *,
    text: str,
    by: str,
    at: datetime | None = None,
    now: datetime,
) -> bool:
    """Somebody asked in the status thread: show them, alone, how it stands, and pass it on.

    Where the thread is also the place of work, the question is there already. False for somebody who
    works on it: what they ask, they ask each other.
    """
    working = {person for person, _ in await tx.incidents.list_responders(incident.id)}
    if by in working | {incident.commander, incident.comms_lead}:
        return False
    question = events.QuestionAsked(
        incident=incident.id, by=by, text=text[:WORDS_MAX], at=min(at or now, now)
    )
    await record(tx, incident, question, now=now, quietly=not incident.has_channel)
    answer = await readers.answer(tx, incident, now=now)
    passed_on = incident.has_channel and incident.status.is_open
    await tell(
        tx,
        incident,
        kind="current_answer",
        to=f"announcement:{incident.id}",
        facts={**answer, "person": by, "passed_on": passed_on},
        way=Way.EPHEMERAL,
    )
    return True


async def question(tx: Transaction, incident_id: int, seq: int) -> Entry:
    """What was asked, from the record; raises NotFound."""
    entry = await tx.timeline.get(incident_id, seq)
    if entry is None or entry.kind != events.QuestionAsked.kind:
        raise NotFound("That question is not on the record any more.")
    return entry


async def answer(
    tx: Transaction, incident: Incident, seq: int, *, words: str, by: str, now: datetime
) -> str:
    """Answer in the status thread, naming who asked; returns who that was."""
    await must_be_responder(tx, incident, by=by, action="update")
    entry = await question(tx, incident.id, seq)
    if not words.strip():
        raise InvalidInput("words", "Say something; this is empty.")
    text = str(entry.facts["text"])
    facts = {"person": entry.by, "question": text, "words": words.strip()[:WORDS_MAX], "by": by}
    answered = events.QuestionAnswered(
        incident=incident.id, by=by, person=entry.by, question=text, words=facts["words"]
    )
    await record(tx, incident, answered, now=now, quietly=not incident.has_channel)
    await tell(tx, incident, kind="answer_told", to=f"announcement:{incident.id}", facts=facts)
    return entry.by
