"""The update form, its preview, and the form that moves the next word."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from bot.domain.asset import Asset
from bot.domain.incident import Incident
from bot.domain.status import CauseClass, Status
from bot.domain.telling import WORDS_MAX, Said, statuses
from bot.domain.update import Sureness
from bot.ui import forms, kit
from bot.ui.assets import SEARCH, asset_option
from bot.ui.kit import Block, Message, Option

CALLBACK = "update"
SEND = "update_send"
LATER = "update_later"
STATUS = "update_status"
"""The action id of the status menu: choosing *identified* asks for the cause."""
BACK = "update_back"
NAMES: Mapping[str, str] = MappingProxyType({})
IN_BUTTON = 1900
"""A form's metadata holds 3,000 characters in all: the Back button carries the words before these."""


def update_modal(
    incident: Incident,
    said: Said,
    readers: str,
    place: Mapping[str, str],
    *,
    origin: Asset | None = None,
    names: Mapping[str, str] = NAMES,
) -> Block:
    """The one form: it opens on the readers' text, and says how many will read it.

    `names` are block ids of fields that were filled anew, such as `words:identified`: Slack keeps
    what was typed under the old one.
    """
    blocks = [
        kit.context(readers),
        forms.text_input(
            names.get("words", "words"),
            "What people who use the numbers read",
            value=said.words,
            multiline=True,
            most=WORDS_MAX,
            focus=True,
            hint="What is wrong, what is not, what to do meanwhile. No names of tables or jobs.",
        ),
        _status(incident, said),
        *(_cause(incident, said, origin) if said.status is Status.IDENTIFIED else []),
        *_times(said, names.get("next", "next")),
    ]
    metadata = {**place, "incident": incident.id, "next": _stamp(said.next_due)}
    title = f"Update {incident.ref}"
    return forms.modal(CALLBACK, title, blocks, submit="Preview", metadata=metadata)


def preview_modal(
    incident: Incident, said: Said, shown: Message, readers: str, place: Mapping[str, str]
) -> Block:
    """Exactly what readers will see; Send sends it, Back keeps what was typed."""
    back = kit.button("Back", BACK, value=said.words[:IN_BUTTON])
    blocks = [
        kit.context(readers),
        kit.divider(),
        *shown.blocks[:80],
        kit.divider(),
        kit.context("Each reader is shown the dashboards of their own that this affects."),
        kit.actions(back, block_id="back"),
    ]
    metadata = {**place, "incident": incident.id, **_carry(said)}
    title = f"Preview {incident.ref}"
    return forms.modal(SEND, title, blocks, submit="Send", metadata=metadata)


def carried(metadata: Mapping[str, Any], view: Mapping[str, Any]) -> Said:
    """What the preview was made of, from its metadata and its Back button."""
    first = next(
        str(element.get("value") or "")
        for block in view["blocks"]
        if block.get("block_id") == "back"
        for element in block["elements"]
    )
    return Said(
        status=Status(metadata["status"]),
        words=first + str(metadata["words"]),
        eta=_time(metadata["eta"]),
        sure=Sureness(metadata["sure"]),
        next_due=_time(metadata["due"]),
        origin=metadata["origin"],
        cause=CauseClass(metadata["cause"]) if metadata["cause"] else None,
        confirmed=bool(metadata["confirmed"]),
    )


def later_modal(
    incident: Incident, due: datetime | None, reason: str, place: Mapping[str, str]
) -> Block:
    """The next word comes later than promised, and why."""
    blocks = [
        forms.time_input("due", "Next word by", value=due),
        forms.text_input(
            "reason",
            "Why later?",
            value=reason,
            most=500,
            focus=True,
            hint="Everybody who waits for the word can read it.",
        ),
    ]
    metadata = {**place, "incident": incident.id}
    title = f"Later: {incident.ref}"
    return forms.modal(LATER, title, blocks, submit="Move it", metadata=metadata)


def _status(incident: Incident, said: Said) -> Block:
    options = [Option(f"{one.capitalize()}: “{one.told}”", one.value) for one in statuses(incident)]
    return forms.field(
        "status",
        "Status, and what readers are told it is",
        kit.select_element(STATUS, options, value=said.status),
        hint="“Safe again” is not said here: the all-clear says it, with its evidence.",
        dispatch=True,
    )


def _times(said: Said, next_name: str) -> list[Block]:
    """When the data will be safe to use, how sure that is, and when the next word comes."""
    return [
        forms.time_input(
            "eta",
            "Safe to use again by",
            value=said.eta,
            optional=True,
            hint="When the data can be used again, not when the bug is fixed. Empty: we cannot say yet.",
        ),
        forms.select(
            "sure",
            "How sure is that time?",
            [Option(one.words.capitalize(), one.value) for one in Sureness],
            value=said.sure,
        ),
        forms.time_input(
            next_name,
            "Next word by",
            value=said.next_due,
            optional=True,
            hint="A promise: you are reminded before. Empty: by the policy, or when something changes.",
        ),
    ]


def _cause(incident: Incident, said: Said, origin: Asset | None) -> list[Block]:
    """Asked at *identified*: where it began, and why, as far as is known."""
    return [
        forms.search_select(
            "origin",
            "Where did it begin?",
            source=SEARCH,
            chosen=[asset_option(origin)] if origin else (),
            several=False,
            optional=True,
            hint="Its owner is called in. Leave it empty while it is not known.",
        ),
        forms.select(
            "cause",
            "What was the cause?",
            [Option(one.words.capitalize(), one.value) for one in CauseClass],
            value=said.cause or incident.cause or CauseClass.NOT_KNOWN,
        ),
        forms.select(
            "confirmed",
            "How sure is the cause?",
            [Option("Suspected", "suspected"), Option("Confirmed", "confirmed")],
            value="confirmed" if said.confirmed else "suspected",
        ),
    ]


def _carry(said: Said) -> dict[str, Any]:
    return {
        "status": said.status.value,
        "words": said.words[IN_BUTTON:],
        "eta": _stamp(said.eta),
        "sure": said.sure.value,
        "due": _stamp(said.next_due),
        "origin": said.origin,
        "cause": said.cause.value if said.cause else "",
        "confirmed": said.confirmed,
    }


def _stamp(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _time(stamp: int | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)
