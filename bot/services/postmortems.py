"""Postmortems: drafted when an incident is resolved, answered, edited, published or waived."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import event as events
from bot.domain.account import Account
from bot.domain.errors import NotFound, NotInThisStatus
from bot.domain.event import Event
from bot.domain.incident import Incident, Milestone
from bot.domain.notice import Way
from bot.domain.postmortem import Postmortem, PostmortemState, Question, Section, due
from bot.domain.review import Review
from bot.services import canvases, milestones
from bot.services.account import account_of
from bot.services.incidents import must_be_responder
from bot.services.record import record, tell
from storage import Transaction


async def draft(
    tx: Transaction, incident: Incident, *, now: datetime, by: str = ""
) -> Postmortem | None:
    """Draft the postmortem of an incident that is over; None when the policy asks for none.

    Called without `by` when the incident is resolved; a person who asks for one gets one. A draft
    holds no text of the record: what it says is a function of the record, whenever it is read.
    """
    _must_be_over(incident)
    known = await tx.postmortems.find(incident.id)
    if known is not None and (known.state is PostmortemState.PUBLISHED or not _again(known, by)):
        return known
    wanted = await _policy_asks(tx, incident)
    if known is None and not wanted and not by:
        return None
    made = _drafted(tx, incident, known, wanted=wanted, now=now)
    words = _search(await account_of(tx, incident))
    await _keep(tx, made, search=words, new=known is None)
    if known is None or known.state is not PostmortemState.DRAFT:
        open_questions = made.unanswered(start_known=incident.started_at is not None)
        event = events.PostmortemDrafted(
            incident=incident.id,
            by=by,
            short=made.short,
            questions=len(open_questions),
            due=made.due_at,
        )
        await record(tx, incident, event, now=now)
    return made


async def review(tx: Transaction, incident: Incident) -> Review:
    """The postmortem as it stands; raises NotFound when there is none."""
    known = await tx.postmortems.find(incident.id)
    if known is None:
        _must_be_over(incident)
        raise NotFound(
            f"{incident.ref} has no postmortem yet. `/data-incident {incident.ref} postmortem draft` "
            "drafts one from the record."
        )
    return Review(account=await account_of(tx, incident), postmortem=known)


async def answer(
    tx: Transaction,
    incident: Incident,
    answers: Mapping[Question, str],
    *,
    started: datetime | None = None,
    by: str,
    now: datetime,
) -> Review:
    """Keep answers; the start of the impact becomes a milestone of the incident."""
    await must_be_responder(tx, incident, by=by, action="postmortem")
    known = (await review(tx, incident)).postmortem
    said = dict(answers)
    if started is not None and _is_another(started, incident.started_at):
        times = {Milestone.STARTED: started}
        incident = await milestones.correct(tx, incident, times, by=by, now=now)
        said[Question.STARTED] = started.isoformat()
    changed, event = known.answer(said, by=by)
    return await _save(tx, incident, changed, event, now=now)


async def edit(
    tx: Transaction, incident: Incident, section: Section, text: str, *, by: str, now: datetime
) -> Review:
    """Replace what the record says in one section; an empty text brings the record's back."""
    await must_be_responder(tx, incident, by=by, action="postmortem")
    known = (await review(tx, incident)).postmortem
    changed, event = known.edit(section, text, by=by)
    return await _save(tx, incident, changed, event, now=now)


async def publish(
    tx: Transaction,
    incident: Incident,
    *,
    write: Callable[[Account, Postmortem], str],
    by: str,
    now: datetime,
    anyway: bool = False,
) -> Review:
    """Keep the text as the next version, upload it, and say so where people follow the incident.

    Raises NotPublishable with all that is missing; blaming words alone only ask for `anyway`.
    """
    await must_be_responder(tx, incident, by=by, action="postmortem")
    current = await review(tx, incident)
    current.must_be_publishable(anyway=anyway)
    text = write(current.account, current.postmortem)
    changed, event = current.postmortem.publish(text, by=by, now=now)
    await tx.postmortems.save(changed, search=_search(current.account, text))
    await record(tx, incident, event, now=now)
    await _share(tx, incident, changed, by=by)
    return replace(current, postmortem=changed)


async def waive(
    tx: Transaction, incident: Incident, *, reason: str, by: str, now: datetime
) -> Postmortem:
    """Do without a postmortem, with the reason."""
    await must_be_responder(tx, incident, by=by, action="postmortem")
    _must_be_over(incident)
    known = await tx.postmortems.find(incident.id)
    changed, event = (known or Postmortem(incident=incident.id, drafted_at=now)).waive(
        reason=reason, by=by
    )
    await _keep(tx, changed, search="", new=known is None)
    await record(tx, incident, event, now=now)
    return changed


async def remind(tx: Transaction, incident_id: int, *, now: datetime) -> None:
    """Tell the commander, once, that the postmortem is due."""
    incident = await tx.incidents.get(incident_id)
    known = await tx.postmortems.find(incident_id)
    if known is None or known.remind_at is None or known.remind_at > now:
        return
    await tx.postmortems.save(replace(known, remind_at=None))
    to = incident.commander or incident.declared_by
    unanswered = known.unanswered(start_known=incident.started_at is not None)
    facts = {"due_at": known.due_at, "questions": len(unanswered)}
    once = f"postmortem_due:{incident_id}:{known.remind_at.isoformat()}"
    await tell(tx, incident, kind="postmortem_due", to=f"person:{to}", facts=facts, once=once)


async def find(
    tx: Transaction, words: Sequence[str], *, limit: int = 10
) -> list[tuple[Incident, Postmortem]]:
    """Drafted and published postmortems with all of the words in them, or else any; newest first."""
    found = await tx.postmortems.search(words, limit=limit)
    return [(await tx.incidents.get(one.incident), one) for one in found]


def _again(known: Postmortem, by: str) -> bool:
    """A draft is drafted anew (its due date moves); a waived one only when a person asks."""
    return known.state is PostmortemState.DRAFT or bool(by)


def _drafted(
    tx: Transaction, incident: Incident, known: Postmortem | None, *, wanted: bool, now: datetime
) -> Postmortem:
    rules = tx.policy.of(incident.severity)
    at = due(
        incident.resolved_at or now,
        days=rules.postmortem_days,
        working=rules.working_days,
        timezone=tx.policy.timezone,
    )
    return replace(
        known or Postmortem(incident=incident.id, drafted_at=now),
        state=PostmortemState.DRAFT,
        short=rules.short_postmortem,
        due_at=at if wanted else None,
        remind_at=at if wanted else None,
        reason="",
    )


async def _policy_asks(tx: Transaction, incident: Incident) -> bool:
    asks = tx.policy.of(incident.severity).postmortem
    if asks == "recurrence":
        return bool(await tx.recurrences.list_of(incident.id))
    return asks == "required"


def _is_another(said: datetime, known: datetime | None) -> bool:
    """Whether it is another minute: a form's picker knows no seconds."""
    return known is None or abs(said - known) >= timedelta(minutes=1)


async def _save(
    tx: Transaction, incident: Incident, changed: Postmortem, event: Event, *, now: datetime
) -> Review:
    await tx.postmortems.save(changed)
    await record(tx, incident, event, now=now)
    return Review(account=await account_of(tx, incident), postmortem=changed)


async def _share(tx: Transaction, incident: Incident, done: Postmortem, *, by: str) -> None:
    """The file goes where its people work, and becomes their channel's canvas; readers of the status
    thread get a sentence."""
    facts = {
        "file_name": done.file_name,
        "title": f"{incident.ref} postmortem",
        "text": done.markdown,
        "comment": "",
    }
    name = done.file_name
    await tell(tx, incident, kind=name, to=incident.home, facts=facts, way=Way.UPLOAD)
    await canvases.show(tx, incident, done)
    thread = f"announcement:{incident.id}"
    if incident.home != thread:
        told = {"version": done.version, "by": by}
        await tell(tx, incident, kind="postmortem_shared", to=thread, facts=told)


def _must_be_over(incident: Incident) -> None:
    if incident.status.is_open:
        raise NotInThisStatus(
            f"{incident.ref} is still open: its postmortem is drafted with the all-clear "
            f"(`/data-incident {incident.ref} safe`)."
        )


def _search(account: Account, text: str = "") -> str:
    """The words it is found by: number, title, assets, what reads them, and the whole text."""
    names = [asset.name for asset in (*account.assets, *account.hurt)]
    named = " ".join([account.incident.ref, account.incident.title, *names])
    return f"{named}\n{text}"


async def _keep(tx: Transaction, made: Postmortem, *, search: str, new: bool) -> None:
    if new:
        await tx.postmortems.add_if_absent(made)
    await tx.postmortems.save(made, search=search)
