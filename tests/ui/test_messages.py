"""Every event has its message and every message its event; whatever is put in comes out escaped."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.slots import DRAWERS
from bot.domain.event import Event, every_event
from bot.domain.incident import Incident
from bot.sandbox.blocks import problems_of_message
from bot.services.record import about, facts_of
from bot.ui.buttons import BUTTONS
from bot.ui.messages import headline, message
from tests.making import HOSTILE, Maker

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
EVENTS = sorted(every_event(), key=lambda event: event.kind)
MAKERS = {
    "plain": Maker(),
    "hostile": Maker(text=HOSTILE),
    "long": Maker(text="A long story. " * 215),
    "bare": Maker(full=False),
}


def facts_for(event: type[Event], maker: Maker) -> dict[str, Any]:
    """What `record` gives a message of this event."""
    incident = maker.dataclass(Incident, id=7)
    happened = maker.dataclass(event, incident=7)
    return {**about(incident), **facts_of(happened), "by": happened.by, "seq": 3}


def names(folder: str) -> set[str]:
    return {path.stem for path in (TEMPLATES / folder).glob("*.j2")}


def told() -> Iterator[str]:
    """Every kind that the code tells by name as a message: `tell(…, kind="duties", …)`."""
    for folder in ("bot", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"tell", "Notice"}:
                    given = {one.arg: one.value for one in node.keywords}
                    kind, way = given.get("kind"), given.get("way")
                    if isinstance(kind, ast.Constant) and (way is None or drawn_by(way)):
                        yield str(kind.value)


def mrkdwn_in(part: Any) -> Iterator[str]:
    """Every text in which Slack looks for mentions and links (not plain text, nor a button's value)."""
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield str(part["text"])
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from mrkdwn_in(one)


def drawn_by(way: ast.expr) -> bool:
    """Whether this way out draws a message, rather than doing something to a channel."""
    return ast.unparse(way) in {"Way.POST", "Way.SLOT", "Way.EPHEMERAL"}


def test_every_event_has_its_template_and_every_template_its_event() -> None:
    assert names("messages") == {event.kind for event in EVENTS}


def test_what_is_no_event_has_a_name_of_its_own() -> None:
    assert not names("messages") & names("notices")


def test_every_notice_is_told_by_somebody() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("bot", "handlers")
        for path in (ROOT / folder).rglob("*.py")
    )

    assert {kind for kind in names("notices") if f'"{kind}"' not in sources} == set()


def test_whatever_is_told_by_name_can_be_drawn() -> None:
    assert set(told()) - names("notices") - names("messages") - set(DRAWERS) == set()


def test_buttons_belong_to_a_message() -> None:
    assert set(BUTTONS) - names("messages") - names("notices") == set()


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_an_events_message_is_drawn_from_its_own_fields(event: type[Event], made: str) -> None:
    facts = facts_for(event, MAKERS[made])

    drawn = message(event.kind, facts)

    assert headline(event.kind, facts)
    assert problems_of_message({"text": drawn.text, "blocks": list(drawn.blocks)}) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_nothing_put_into_a_message_pings_links_or_runs(event: type[Event]) -> None:
    facts = facts_for(event, MAKERS["hostile"])

    drawn = message(event.kind, facts)

    shown = " ".join([drawn.text, headline(event.kind, facts), *mrkdwn_in(list(drawn.blocks))])
    for dangerous in ("<!channel", "<@U1>", "<https://evil", "49", "\x00"):
        assert dangerous not in shown
