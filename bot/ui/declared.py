"""What somebody reads who has declared, or joined instead of declaring the same once more."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.kit import Block
from bot.ui.text import Slack, channel, escape, mention
from bot.ui.text import link as url

JOIN = "join_incident"
ANYWAY = "declare_anyway"
Alike = Sequence[tuple[Incident, str]]


def declared(
    incident: Incident, *, new: bool = True, outsider: bool = False
) -> tuple[Slack, Block]:
    """What the person who declared reads at once, and the buttons under it."""
    number = incident.id
    details = kit.verb("Details", "show", incident=number)
    if not new:
        again = Slack(f"That was declared already: {incident.ref}. {_where(incident)}")
        return again, kit.actions(details)
    who = (
        f"{mention(incident.commander)} is in charge"
        if incident.commander
        else "Nobody is on call: please take command, or ask somebody to"
    )
    drill = "Drill: " if incident.drill else ""
    if outsider:
        heard = f"{drill}Thank you, {incident.ref} is declared. {who}. {_where(incident)}"
        subscribe = kit.verb("Hear every update", "subscribe", incident=number, style="primary")
        return Slack(heard), kit.actions(subscribe, details)
    words = (
        f"{drill}{incident.ref} is declared as {incident.severity.upper()}. {who}. "
        f"{_where(incident)}"
    )
    take = kit.verb("Take command", "take", incident=number, style="primary")
    return Slack(words), kit.actions(take, details)


def is_it_this(alike: Alike, *, words: str) -> tuple[Slack, Block]:
    """Instead of declaring nearly the same twice: join, or declare all the same."""
    first, why = alike[0]
    said = Slack(
        f"{first.ref} “{escape(first.title)}” {why}. Nothing was declared yet: is it the same?"
    )
    return said, kit.actions(
        kit.button(f"Join {first.ref}", JOIN, value=str(first.id), style="primary"),
        kit.button("Declare anyway", ANYWAY, value=words),
    )


def part_of(incident: Incident) -> tuple[Slack, Block]:
    """Instead of declaring an alert that is part of an open incident."""
    said = Slack(f"That is part of {incident.ref} “{escape(incident.title)}” already.")
    join = kit.button(f"Join {incident.ref}", JOIN, value=str(incident.id), style="primary")
    return said, kit.actions(join, kit.verb("Details", "show", incident=incident.id))


def joined_modal(words: Slack) -> Block:
    """In place of the form, for whoever joined instead of declaring."""
    return forms.modal("joined", "You are in", [kit.section(words)], close="Close")


def joined(incident: Incident, *, link: str = "") -> Slack:
    """What somebody reads who has joined: where the work is."""
    if incident.channel:
        return Slack(f"You are in. {incident.ref} is worked on in {channel(incident.channel)}.")
    if incident.has_channel:
        return Slack(f"You are in. {incident.ref}'s channel is being opened; you are invited.")
    thread = url(link, "the thread of its announcement")
    return Slack(f"You are in. {incident.ref} is worked on in {thread}.")


def _where(incident: Incident) -> str:
    if incident.channel:
        return f"It is worked on in {channel(incident.channel)}."
    if incident.has_channel:
        return "Its channel is being opened."
    return "Work goes on in the thread of its announcement."
