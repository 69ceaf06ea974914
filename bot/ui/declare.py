"""The declare form: a title is enough, the rest is suggested or asked kindly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.asset import Asset, FailureMode
from bot.domain.policy import SeverityPolicy
from bot.domain.severity import Severity, Suggestion
from bot.ui import forms, kit
from bot.ui.assets import asset_option
from bot.ui.declared import JOIN, Alike
from bot.ui.kit import Block, Option
from bot.ui.severity import severity_options
from bot.ui.text import Slack, escape, mention

CALLBACK = "declare"
ASSETS = "declare_assets"
MODE = "declare_mode"
SEVERITY = "declare_severity"
SHOWN = 3
"""How many incidents that may be the same are shown."""


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
    rules: Mapping[Severity, SeverityPolicy] = field(default_factory=dict)
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
    options = severity_options(draft.rules)
    element = kit.select_element(SEVERITY, options, value=value)
    why = Slack(f"Suggested: {advice.severity.upper()}, because {escape(advice.why)}.")
    return [
        forms.field(severity_field(draft), "How bad is it?", element, dispatch=True),
        kit.context(why),
    ]
