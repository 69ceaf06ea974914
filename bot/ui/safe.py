"""The all-clear as one checklist, and what readers may answer to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.all_clear import AllClear, Checklist, Item
from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.kit import Block, Option
from bot.ui.text import Slack, escape, joined, plural, when

CALLBACK = "safe"
STILL_WRONG = "still_wrong"
LOOKS_RIGHT = "looks_right"
WHOLE, READY, NAMED = "whole", "ready", "named"
FIELDS = 40
"""Fields of ten boxes each; a form has 100 blocks."""


def safe_modal(
    incident: Incident,
    found: Checklist,
    origin: Mapping[str, str],
    *,
    at: datetime,
    named: Sequence[int] = (),
) -> Block:
    """Everything there is to check, ticked where the record knows it already."""
    blocks: list[Block] = [
        kit.section(
            Slack(f"*{escape(incident.title)}*\nTick what is done. Readers are told at once.")
        ),
        forms.select(
            "scope", "Safe to use again", _scopes(found, named), value=_first(found, named)
        ),
    ]
    for at_item in range(0, min(len(found.items), FIELDS * 10), 10):
        label = "Checked" if at_item == 0 else "… and"
        blocks.append(_boxes(fields()[at_item // 10], label, found.items[at_item : at_item + 10]))
    blocks += _evidence(at)
    metadata = {"incident": incident.id, "named": list(named)[:50], **origin}
    return forms.modal(CALLBACK, "All-clear", blocks, submit="Say it is safe", metadata=metadata)


def _evidence(at: datetime) -> list[Block]:
    return [
        forms.time_input(
            "at", "Right since", value=at, hint="When the evidence is from, not when you say it."
        ),
        forms.text_input(
            "evidence",
            "How do you know?",
            optional=True,
            placeholder="Totals match the ledger, see <link>",
            most=1000,
        ),
        forms.text_input(
            "reason",
            "Something is still open? Say why it is safe all the same",
            optional=True,
            multiline=True,
            hint="Readers see this.",
            most=1000,
        ),
    ]


def fields() -> list[str]:
    """Names of the fields with boxes."""
    return [f"items_{number}" for number in range(FIELDS)]


def offered(view: Mapping[str, Any]) -> frozenset[str]:
    """The keys that a form showed."""
    return frozenset(
        str(option["value"])
        for block in view.get("blocks", ())
        if str(block.get("block_id", "")).startswith("items_")
        for option in block["element"]["options"]
    )


def given(incident: Incident, clear: AllClear, names: Sequence[str], told: int) -> Slack:
    """What the person who gave it reads."""
    heard = f"{plural(told, 'person is', 'people are')} told directly."
    since = when(clear.safe_at)
    if not clear.whole:
        return Slack(
            f"{joined(names)}: safe to use since {since}. {heard} {incident.ref} stays open."
        )
    return Slack(f"{incident.ref} is resolved: safe to use since {since}. {heard}")


def after(incident: Incident, clear: AllClear) -> Block:
    """What comes next."""
    if not clear.whole:
        return kit.actions(kit.verb("All-clear for the rest", "safe", incident=incident.id))
    return kit.actions(
        kit.verb("Postmortem", "postmortem", incident=incident.id, style="primary"),
        kit.verb("Close", "close", incident=incident.id),
    )


def still_wrong_modal(
    incident: Incident, origin: Mapping[str, str], *, theirs: Sequence[str]
) -> Block:
    """What somebody sees who knows neither severities nor owners."""
    blocks = [kit.section(Slack(f"*{escape(incident.title)}*"))]
    if theirs:
        names = [Option(name, name[:150]) for name in theirs]
        blocks.append(forms.select("asset", "Where?", names, value=names[0].value))
    blocks.append(
        forms.text_input(
            "words",
            "What do you see?",
            multiline=True,
            placeholder="Monday shows 0, it should be about 40,000",
            most=2000,
            focus=True,
        )
    )
    return forms.modal(
        STILL_WRONG,
        "Still wrong",
        blocks,
        submit="Report",
        metadata={"incident": incident.id, **origin},
    )


def too_late(incident: Incident, words: str) -> tuple[Slack, Block]:
    """It is over for too long: probably something else."""
    text = Slack(
        f"{incident.ref} is over for too long to be opened again. What you see may be something new:"
        " declare it, and somebody looks at it at once."
    )
    said = kit.cut(f"form {words}", 1500)
    return text, kit.actions(kit.verb("Declare it", "declare", incident="", args=said))


def _scopes(found: Checklist, named: Collection[int]) -> list[Option]:
    left = found.left
    some = " of what is left" if found.cleared else ""
    options = [Option(f"Everything{some}", WHOLE)]
    if named and set(named) != left:
        options.append(Option(f"Only {', '.join(found.names(named))}", NAMED))
    if found.ready and found.ready != left and set(found.ready) != set(named):
        ready = f"Only what is ready: {', '.join(found.names(found.ready))}"
        options.append(Option(ready, READY))
    return options


def _first(found: Checklist, named: Collection[int]) -> str:
    return NAMED if named and set(named) != found.left else WHOLE


def _boxes(name: str, label: str, items: Sequence[Item]) -> Block:
    options = [Option(one.words, one.key, one.detail) for one in items]
    ticked = [one.key for one in items if one.done]
    return forms.checkboxes(name, label, options, ticked=ticked)
