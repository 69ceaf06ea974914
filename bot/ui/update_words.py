"""Words around an update: what the form starts with, who will read it, and that it is out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.incident import Incident
from bot.domain.status import OPEN, Status
from bot.domain.telling import Said
from bot.domain.update import StatusUpdate, Sureness
from bot.ui.messages import environment
from bot.ui.text import Slack, joined, mention, plural, when


def first_words(status: Status) -> str:
    """What the form starts with when nothing was said in this status yet; plain text."""
    module: Any = environment().get_template(f"updates/{status}.j2").module
    return str(module.words()).strip()


def is_ours(typed: str, last: StatusUpdate | None) -> bool:
    """Whether the words are still those the form was filled with, in whatever status."""
    ours = {first_words(status) for status in OPEN} | {"", last.words if last else ""}
    return typed.strip() in ours


def prefilled(
    incident: Incident, last: StatusUpdate | None, next_due: datetime | None, *, now: datetime
) -> Said:
    """What the form starts with: the last words, or those of the status; no time that has passed."""
    same = last is not None and last.status is incident.status
    return Said(
        status=incident.status,
        words=last.words if last is not None and same else first_words(incident.status),
        eta=incident.eta if incident.eta and incident.eta > now else None,
        sure=last.sure if last else Sureness.LIKELY,
        next_due=next_due,
        cause=incident.cause,
        confirmed=incident.cause_confirmed,
    )


def posted(update: StatusUpdate, people: Sequence[str], channels: Sequence[str]) -> Slack:
    """What the author reads: it is out, to whom, and what was promised."""
    direct = plural(len(people), "person is", "people are") if people else ""
    told = f" {direct} told directly{_also(channels)}." if people or channels else ""
    if channels and not people:
        told = f" It was posted in {joined(channels)} too."
    word = (
        f"The next word is promised by {when(update.next_due)}."
        if update.next_due
        else ("No next word is promised.")
    )
    return Slack(f"Update {update.number} is out, in the status thread.{told} {word}")


def readers(incident: Incident, people: Sequence[str], channels: Sequence[str]) -> Slack:
    """How many people will read it, and where else it goes."""
    if incident.drill:
        return Slack("A drill: it goes into the status thread, and to nobody outside the incident.")
    who = joined([mention(person) for person in people], 6)
    count = plural(len(people), "person reads", "people read")
    direct = f"{count} this directly: {who}" if people else "Nobody has asked to hear directly yet"
    also = f"It is posted in {joined(channels)} and" if channels else "It is posted in"
    return Slack(f"{direct}. {also} the status thread.")


def _also(channels: Sequence[str]) -> str:
    return f", and {joined(channels)}" if channels else ""
