"""The form that gives people their roles, and the answer to it."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.ui import forms, kit
from bot.ui.kit import Block
from bot.ui.text import Slack, joined, mention, mentions

CALLBACK = "role"


def role_modal(
    incident: Incident,
    responders: Iterable[str],
    *,
    chosen: Sequence[str] = (),
    role: Role | None = None,
    origin: Mapping[str, str],
) -> Block:
    """Who commands, who writes to everybody, who works on it; `chosen` were named already."""
    commander = chosen[:1] if role is Role.COMMANDER and chosen else [incident.commander]
    comms = chosen[:1] if role is Role.COMMS_LEAD and chosen else [incident.comms_lead]
    more = list(chosen) if role in {None, Role.RESPONDER} else []
    blocks = [
        forms.people_select(
            "commander",
            "Commander",
            chosen=[one for one in commander if one],
            optional=True,
            hint="Decides; somebody on the data team. Another one than now takes over.",
        ),
        forms.people_select(
            "comms",
            "Communications lead",
            chosen=[one for one in comms if one],
            optional=True,
            hint="Writes the updates. Nobody: the commander does.",
        ),
        forms.people_select(
            "responders", "Who works on it too?", chosen=more, several=True, optional=True
        ),
    ]
    already = list(dict.fromkeys(responders))
    if already:
        blocks.append(kit.context(Slack(f"On it already: {mentions(already)}")))
    metadata = {"incident": incident.id, **origin}
    return forms.modal(CALLBACK, "Roles", blocks, submit="Save", metadata=metadata)


def assigned(incident: Incident, given: Sequence[tuple[Role, str]]) -> Slack:
    """Who is what now."""
    parts = joined([Slack(f"{mention(person)} ({role})") for role, person in given])
    return Slack(f"{incident.ref}: {parts}. The duties are in a direct message.")
