"""The same request once more: carried out once, and answered the same."""

import ast
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import Parts
from bot.demo.world import World
from bot.domain.errors import Busy, CommitUnknown
from bot.ui import kit
from storage import Database, Transaction
from tests.handlers.doors import at_once, handed_in, incidents, pressed, send, typed
from tests.handlers.incidents import PIN, declared, entries, last_for, said
from tests.handlers.test_captures import reaction

ROOT = Path(__file__).parents[2]
NOTE = "DI-1 note restarted the loader"
SEV2 = "DI-1 severity sev2 the blast radius shrank"


async def forget_answers(world: World) -> None:
    """As if the process had died before it kept them."""
    async with world.bot.db.transaction() as tx:
        await tx.answers.forget(world.bot.now().replace(year=2100))


@pytest.mark.parametrize("line", [NOTE, SEV2, "sev3 Churn looks odd"])
async def test_a_command_gets_the_same_answer_and_changes_nothing_a_second_time(
    world: World, line: str
) -> None:
    await declared(world)
    body = typed(world, world.people["ana"], line, channel=world.channels["general"])
    first = await send(world, world.bot.url, body)
    kept = await entries(world), await incidents(world)

    at_once_again = await send(world, world.bot.url, body)
    await world.settled()
    await world.restart_bot()
    after_a_restart = await send(world, world.bot.url, body)

    assert first[0] == 200
    assert first[1]["text"]
    assert at_once_again == first
    assert after_a_restart == first
    assert (await entries(world), await incidents(world)) == kept


async def test_two_replicas_carry_out_a_command_once_and_answer_the_same(world: World) -> None:
    await declared(world)
    body = typed(world, world.people["ana"], NOTE, channel=world.channels["general"])

    first, second = await at_once(world, body, body)

    assert "already done" not in first["text"]
    assert first == second
    assert len(await entries(world, "note_added")) == 1


async def test_a_form_handed_in_at_two_doors_at_once_is_one_note(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    await ana.types("/data-incident DI-1 note", channel=world.channels["general"])
    await ana.fills("text", "restarted the loader")
    form = handed_in(world, ana)

    await at_once(world, form, form)

    assert len(await entries(world, "note_added")) == 1
    answers = {said(one) for one in ana.sees(ana.dm) if one.text.startswith("Note")}
    assert len(answers) <= 1


async def test_a_press_that_comes_again_is_answered_the_same(world: World) -> None:
    channel = await declared(world)
    ana = world.people["ana"]
    button = kit.verb("Lower", "severity", incident=1, args="sev3")
    await world.bot.client.chat_postMessage(
        channel=channel.id, text="?", blocks=[kit.actions(button)]
    )
    press = pressed(world, ana, ana.sees(channel)[-1], "Lower")

    for _ in range(2):
        assert (await send(world, world.bot.url, press))[0] == 200
        await world.settled()

    told = [said(one) for one in ana.sees(channel) if one.ephemeral_to == ana.id]
    assert told[-1] == told[-2]
    assert "SEV3" in told[-1]
    assert len(await entries(world, "severity_changed")) == 1


async def test_an_answer_that_was_lost_is_not_made_up(world: World) -> None:
    await declared(world)
    body = typed(world, world.people["ana"], NOTE, channel=world.channels["general"])
    await send(world, world.bot.url, body)
    await world.settled()
    await forget_answers(world)

    _, again = await send(world, world.bot.url, body)

    assert "already done; nothing was changed a second time" in again["text"]
    assert "How it stands" in str(again["blocks"])
    assert len(await entries(world, "note_added")) == 1


async def test_a_declare_whose_answer_was_lost_still_gives_the_link(world: World) -> None:
    body = typed(world, world.people["ana"], "sev1 It broke", channel=world.channels["general"])
    await send(world, world.bot.url, body)
    await world.settled()
    await forget_answers(world)

    _, again = await send(world, world.bot.url, body)

    assert "declared already: DI-1" in again["text"]
    assert await incidents(world) == [1]


async def test_a_command_that_opened_its_form_says_so_when_it_comes_again(world: World) -> None:
    ana = world.people["ana"]
    body = typed(world, ana, "declare form", channel=world.channels["general"])
    await send(world, world.bot.url, body)
    opened = ana.form

    _, again = await send(world, world.bot.url, body)

    assert "The form is open already" in again["text"]
    assert "Open the form" in str(again["blocks"])
    assert ana.form is opened


async def test_a_request_that_was_refused_is_looked_at_anew(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    body = typed(world, ana, NOTE, channel=general)

    _, refused = await send(world, world.bot.url, body)
    await declared(world)
    await send(world, world.bot.url, body)

    assert "There is no incident DI-1" in refused["text"]
    assert len(await entries(world, "note_added")) == 1


class Breaking(Database):
    """Loses the connection in the next commit: `kept` says whether it had arrived."""

    kept: bool | None = None

    @asynccontextmanager
    async def transaction(self, **more: Any) -> AsyncIterator[Transaction]:
        async with super().transaction(**more) as tx:
            yield tx
            ours = tx.outbox.added  # the worker's own transactions queue nothing
            if ours and self.kept is False:
                self.kept = None
                raise CommitUnknown("The connection broke.")
        if ours and self.kept is True:
            self.kept = None
            raise CommitUnknown("The connection broke.")


@pytest.fixture
async def breaking(database_url: str) -> AsyncIterator[World]:
    made = World(database_url, parts=Parts(database=Breaking))
    await made.start()
    yield made
    await made.stop()


def breaks(world: World, *, kept: bool) -> None:
    assert isinstance(world.bot.db, Breaking)
    world.bot.db.kept = kept


@pytest.mark.parametrize("kept", [True, False])
async def test_a_commit_whose_outcome_is_unknown_is_found_out_by_the_key(
    breaking: World, kept: bool
) -> None:
    await declared(breaking)
    ana, general = breaking.people["ana"], breaking.channels["general"]
    note = typed(breaking, ana, NOTE, channel=general)
    another = typed(breaking, ana, "sev4 Churn looks odd", channel=general)

    breaks(breaking, kept=kept)
    _, noted = await send(breaking, breaking.bot.url, note)
    await breaking.settled()
    breaks(breaking, kept=kept)
    _, second = await send(breaking, breaking.bot.url, another)

    assert ("That is done" in noted["text"]) is kept
    assert len(await entries(breaking, "note_added")) == 1
    _, number = await incidents(breaking)
    assert f"DI-{number}" in second["text"]


class Refusing(Database):
    """Takes nothing of a request while `busy`, except for its `but`."""

    busy, but = False, "nothing"

    @asynccontextmanager
    async def transaction(self, **more: Any) -> AsyncIterator[Transaction]:
        once = str(more.get("once") or "")
        if self.busy and once and not once.endswith(self.but):
            raise Busy("Very busy.")
        async with super().transaction(**more) as tx:
            yield tx


@pytest.fixture
async def refusing(database_url: str) -> AsyncIterator[tuple[World, Refusing]]:
    made = World(database_url, parts=Parts(database=Refusing))
    await made.start()
    assert isinstance(made.bot.db, Refusing)
    yield made, made.bot.db
    await made.stop()


async def test_command_taken_and_no_more_is_gone_on_with_by_the_same_press(
    refusing: tuple[World, Refusing],
) -> None:
    world, db = refusing
    await declared(world)
    dev, general = world.people["dev"], world.channels["general"]
    await dev.types("/data-incident DI-1 severity sev2 I looked", channel=general)
    press = pressed(world, dev, last_for(dev, general), "Take command and do it")

    db.busy, db.but = True, ":take"
    await send(world, world.bot.url, press)
    db.busy = False
    between = len(await entries(world, "severity_changed"))
    await send(world, world.bot.url, press)
    await world.settled()

    assert between == 0
    assert len(await entries(world, "severity_changed")) == 1
    assert len(await entries(world, "command_taken")) == 1


async def test_an_event_that_the_database_did_not_take_comes_again(
    refusing: tuple[World, Refusing],
) -> None:
    world, db = refusing
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("The vendor changed the file", channel=channel)

    db.busy = True
    event = {"channel": channel.id, **reaction("reaction_added", message, ana.id)}
    answer = await world.sandbox.world.events.deliver(event, channel)
    db.busy = False
    sent = [one for one in world.sandbox.deliveries if one.kind == "events_api"][-1]
    await ana.reacts(message, PIN)
    again = await world.sandbox.redeliver(sent)
    await world.settled()

    assert answer is not None
    assert not answer.ok
    assert again.ok
    assert len(await entries(world, "message_captured")) == 1
    assert not [one for one in ana.sees(channel) if one.ephemeral_to and "busy" in said(one)]


def test_whatever_a_request_changes_it_changes_under_its_key() -> None:
    """`deps.change` claims the key; a declare's own unique column does."""
    folders = ("commands", "interactions", "events")
    files = [path for one in folders for path in (ROOT / "handlers" / one).glob("*.py")]
    found = {
        path.name
        for path in [*files, ROOT / "handlers" / "questions.py", ROOT / "handlers" / "mentions.py"]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "transaction"
    }

    assert found == {"declare.py"}
