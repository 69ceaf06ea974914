"""The declare form, and the answer to having declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.asset import Asset, FailureMode
from bot.domain.incident import Incident
from bot.domain.severity import Severity, Suggestion
from bot.ui import forms, kit
from bot.ui.assets import asset_option
from bot.ui.kit import Block, Option
from bot.ui.text import Slack, channel, escape, mention
from bot.ui.text import link as url

CALLBACK = "declare"
ASSETS = "declare_assets"
MODE = "declare_mode"
SEVERITY = "declare_severity"
JOIN = "join_incident"
ANYWAY = "declare_anyway"
SHOWN = 3
"""How many incidents that may be the same are shown."""

Alike = Sequence[tuple[Incident, str]]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The form as far as it is filled in.

    `severity` is what the person chose, None as long as they have not; `severity_field` is the
    block the menu is in: another id resets it to the suggestion. `metadata` comes back with the form.
    """

    title: str = ""
    severity: Severity | None = None
    severity_field: str = ""
    assets: Sequence[Asset] = ()
    failure_mode: FailureMode | None = None
    summary: str = ""
    drill: bool = False
    asks_severity: bool = True
    suggestion: Suggestion
    alike: Alike = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


def declare_modal(draft: Draft) -> Block:
    """The form: a title is enough. Whoever is outside the data team is not asked for a severity."""
    blocks = _warning(draft.alike)
    blocks.append(
        forms.text_input(
            "title",
            "What is wrong?",
            value=draft.title,
            focus=True,
            placeholder="Revenue is missing since Tuesday",
        )
    )
    blocks += _about(draft)
    if draft.asks_severity:
        blocks += _severity(draft)
    blocks += [
        forms.text_input(
            "summary", "What is known so far", value=draft.summary, multiline=True, optional=True
        ),
        forms.checkboxes(
            "drill",
            "Exercise",
            [Option("This is a drill", "drill", "Marked everywhere, and never counted")],
            ticked=["drill"] if draft.drill else [],
        ),
    ]
    chosen = draft.severity.value if draft.severity else ""
    kept = {
        "chosen": chosen,
        "preset": draft.suggestion.severity.value,
        "field": severity_field(draft) if draft.asks_severity else "",
        "shown": [one.id for one, _ in draft.alike],
    }
    return forms.modal(
        CALLBACK,
        "Declare an incident",
        blocks,
        submit="Declare anyway" if draft.alike else "Declare",
        metadata={**draft.metadata, **kept},
    )


def severity_field(draft: Draft) -> str:
    """The block of the severity: once somebody has chosen it stays, before it follows the suggestion."""
    if draft.severity and draft.severity_field:
        return draft.severity_field[:255]
    return f"severity_{draft.suggestion.severity}"


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


def _warning(alike: Alike) -> list[Block]:
    """What may be the same trouble, each with a button to join it instead."""
    blocks = []
    for incident, why in alike[:SHOWN]:
        who = f" In charge: {mention(incident.commander)}." if incident.commander else ""
        text = Slack(f":warning: *{incident.ref}* “{escape(incident.title)}” {why}.{who}")
        button = kit.button(f"Join {incident.ref}", f"{JOIN}:{incident.id}", value=str(incident.id))
        blocks.append(kit.section(text, accessory=button))
    return blocks


def _about(draft: Draft) -> list[Block]:
    modes = [Option(mode.value.capitalize(), mode.value) for mode in FailureMode]
    mode = kit.select_element(
        MODE, modes, value=draft.failure_mode or "", placeholder="Not known yet"
    )
    return [
        forms.search_select(
            "assets",
            "What is affected?",
            source=ASSETS,
            chosen=[asset_option(asset) for asset in draft.assets],
            optional=True,
            placeholder="Tables, models, dashboards",
            dispatch=True,
        ),
        forms.field("failure_mode", "How does it fail?", mode, optional=True, dispatch=True),
    ]


def _severity(draft: Draft) -> list[Block]:
    advice = draft.suggestion
    value = (draft.severity or advice.severity).value
    options = [Option(one.upper(), one.value) for one in Severity]
    element = kit.select_element(SEVERITY, options, value=value)
    why = Slack(f"Suggested: {advice.severity.upper()}, because {escape(advice.why)}.")
    return [
        forms.field(severity_field(draft), "How bad is it?", element, dispatch=True),
        kit.context(why),
    ]
