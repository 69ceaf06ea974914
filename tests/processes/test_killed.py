"""kill -9 in the middle: nothing is lost, nothing is said twice, and order is kept."""

import pytest

from bot.domain.subscription import Subscription
from bot.sandbox.answer import Answer
from storage import Transaction
from tests.processes.fleet import Fleet

TITLE = "Revenue is missing"
WORDS = "Tuesday is missing; Wednesday is right"
MANY = 200


async def declared(tx: Transaction) -> bool:
    return any(one.title == TITLE for one in await tx.incidents.list_latest(limit=9))


async def declare(fleet: Fleet) -> None:
    await fleet.does(lambda: fleet.types("ana", f"sev1 {TITLE}"), declared)


@pytest.mark.parametrize("calls", [2, 6])
async def test_a_bot_killed_while_it_opens_an_incident_goes_on_where_it_was(
    fleet: Fleet, calls: int
) -> None:
    await fleet.start(0)
    before = len(fleet.sandbox.calls)
    await declare(fleet)
    await fleet.until(lambda: len(fleet.sandbox.calls) >= before + calls)

    await fleet.kill(0)
    await fleet.start(0)
    await fleet.quiet()

    assert await fleet.findings() == []


async def test_an_update_to_two_hundred_people_reaches_each_once_although_bots_are_killed(
    fleet: Fleet,
) -> None:
    await subscribed(fleet)
    if fleet.is_shared:
        await fleet.start(1, 2)
    told = fleet.sandbox.called

    await send_update(fleet)
    for slot, posts in ((0, 60), (len(fleet.slots) - 1, 130)):
        await fleet.until(lambda posts=posts: len(told("chat.postMessage")) >= posts)  # type: ignore[misc]  # bound now
        await fleet.kill(slot)
        await fleet.start(slot)
    await fleet.quiet()

    assert await fleet.findings() == []
    heard = [one for one in fleet.sandbox.people.values() if one.name.startswith("reader")]
    assert len(heard) == MANY
    assert [one.name for one in heard if len(hears(one_dm(fleet, one.id))) != 1] == []


async def test_ended_under_load_it_stops_within_five_seconds_and_the_rest_goes_out_later(
    fleet: Fleet,
) -> None:
    await subscribed(fleet)
    await send_update(fleet)
    await fleet.until(lambda: len(fleet.sandbox.called("chat.postMessage")) >= 40)

    seconds = await fleet.ends(0)
    sent = len(fleet.sandbox.called("chat.postMessage"))
    await fleet.start(0)
    await fleet.quiet()

    assert seconds < 5
    assert sent < MANY
    assert await fleet.findings() == []


async def subscribed(fleet: Fleet) -> None:
    """Two hundred people want to hear of DI-1, which Ana commands; slow calls leave time to kill."""
    for number in range(MANY):
        fleet.sandbox.add_person(f"reader{number}")
    await fleet.start(0)
    await declare(fleet)

    async def taken(tx: Transaction) -> bool:
        return (await tx.incidents.get(1)).commander_took

    await fleet.does(lambda: fleet.types("ana", "DI-1 take"), taken)
    await fleet.quiet()
    async with fleet.db.transaction() as tx:
        for person in fleet.sandbox.people.values():
            if person.name.startswith("reader"):
                await tx.subscriptions.save(Subscription(person=person.id, incident=1))
    fleet.sandbox.world.log.calls.clear()
    fleet.sandbox.latency = 0.3


async def send_update(fleet: Fleet) -> None:
    ana = fleet.person("ana")

    async def sends() -> Answer:
        if ana.view is None:
            opened = await fleet.types("ana", "DI-1 update")
            if ana.view is None:
                return opened
        if any(block["type"] == "input" for block in ana.form.blocks):
            await ana.submits(words=WORDS)
        return await ana.submits()

    async def posted(tx: Transaction) -> bool:
        return await tx.updates.find_last(1) is not None

    await fleet.does(sends, posted)


def one_dm(fleet: Fleet, person: str) -> list[str]:
    workspace = fleet.sandbox.workspace
    channel = workspace.dm((workspace.app.user_id, person))
    return [one.words for one in channel.messages.values()]


def hears(words: list[str]) -> list[str]:
    return [one for one in words if WORDS in one]
