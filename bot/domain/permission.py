"""Who may do what, until the permission policy arrives: one function, asked by every service."""

from collections.abc import Iterable

from bot.domain.errors import NotAllowed
from bot.domain.incident import Incident

FOR_EVERYBODY = frozenset({"declare", "note", "subscribe", "read", "take"})


def must_be_allowed(
    action: str, incident: Incident, *, by: str, responders: Iterable[str], data_team: Iterable[str]
) -> None:
    """Anybody may declare, note and subscribe; responders and roles may do the rest.

    An empty `by` is the bot itself; an empty `data_team` means that everybody is on it. Raises
    NotAllowed with who could, and whether this person may take command and do it.
    """
    if not by or action in FOR_EVERYBODY:
        return
    people = set(responders) | {incident.commander, incident.comms_lead}
    if by in people:
        return
    team = set(data_team)
    who = f"<@{incident.commander}>, who commands it" if incident.commander else "its responders"
    raise NotAllowed(
        f"Only people working on {incident.ref} can do that: ask {who}.",
        incident=incident.id,
        may_take=not team or by in team,
    )


def may_command(by: str, *, data_team: Iterable[str]) -> bool:
    """A person from outside the data team is never commander."""
    team = set(data_team)
    return not team or by in team
