"""dbt's files, sent over HTTP to the whole bot: what people then see, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo import shop_files
from bot.demo.shop_files import HEALED
from bot.demo.world import World
from tests.handlers.alerts.sending import as_files, message_of, messages, send
from tests.sandbox.waiting import until


def broken(world: World) -> dict[str, Any]:
    return shop_files.artifacts(world.sandbox.clock.now())


def failing_elsewhere(world: World) -> dict[str, Any]:
    """A later run in which another check of mart.revenue_daily fails, and nothing else did."""
    parts = shop_files.artifacts(world.sandbox.clock.now(), run=HEALED)
    for result in parts["run_results"]["results"]:
        if ".revenue_is_never_negative" in result["unique_id"]:
            result.update(status="fail", failures=1, message="Got 1 result")
    return {"manifest": parts["manifest"], "run_results": parts["run_results"]}


@pytest.mark.parametrize("as_form", [True, False], ids=["form", "json"])
async def test_a_broken_run_is_three_calm_messages(world: World, as_form: bool) -> None:
    parts = broken(world)

    status, counts = await send(world, as_files(parts) if as_form else parts)
    await world.settled()

    assert status == 200
    assert (counts["new"], counts["healed"], counts["unknown_assets"]) == (3, 0, [])
    assert len(messages(world)) == 3
    shown = message_of(world, "mart.revenue_daily")
    assert "revenue is empty in 3 rows" in shown.words
    assert "tier 1" in shown.words
    assert "Executive revenue" in shown.words
    assert "Owner: Ana Silva" in shown.words
    assert "since <!date^" in shown.words
    assert shown.buttons == ["Declare", "Not an incident"]


async def test_nobody_is_mentioned_and_nobody_gets_a_direct_message(world: World) -> None:
    await send(world, broken(world))
    await world.settled()

    assert all("<@" not in f"{one.text} {one.blocks}" for one in messages(world))
    assert not any(person.dm.messages for person in world.people.values())


async def test_the_same_run_again_posts_nothing(world: World) -> None:
    parts = broken(world)
    await send(world, parts)
    await world.settled()
    posted = len(world.sandbox.calls)

    status, counts = await send(world, as_files(parts))
    await world.settled()

    assert (status, counts["new"], counts["repeated"]) == (200, 0, 3)
    assert len(world.sandbox.calls) == posted


async def test_a_healed_run_edits_the_messages_in_place(world: World) -> None:
    early = world.sandbox.clock.now()
    parts = shop_files.artifacts(early)
    await send(world, parts)
    await world.settled()
    before = {one.ts for one in messages(world)}

    world.sandbox.clock.advance(timedelta(minutes=35))
    later = shop_files.artifacts(world.sandbox.clock.now(), run=HEALED)
    _, counts = await send(world, later)
    await world.settled()

    assert counts["healed"] == 3
    assert {one.ts for one in messages(world)} == before
    shown = message_of(world, "mart.revenue_daily")
    assert "healed after 35 min" in shown.words
    assert shown.buttons == []


async def test_not_an_incident_asks_why_and_says_so_in_the_message(world: World) -> None:
    ana = world.people["ana"]
    await send(world, broken(world))
    await world.settled()

    await ana.presses(message_of(world, "mart.orders"), "dismiss_alert")
    answer = await ana.submits(reason="Expected <!channel>: the loader is paused")
    await world.settled()

    assert answer.ok
    shown = message_of(world, "mart.orders")
    assert "Why: Expected &lt;!channel&gt;: the loader is paused (Ana Silva)" in shown.words
    assert "mart.orders* (tier 1): not an incident" in shown.words
    assert shown.buttons == []


async def test_a_reason_of_blanks_is_asked_for_again(world: World) -> None:
    ana = world.people["ana"]
    await send(world, broken(world))
    await world.settled()

    await ana.presses(message_of(world, "mart.orders"), "dismiss_alert")
    answer = await ana.submits(reason="   ")

    assert "reason" in str(answer.errors)


async def test_a_stakeholder_may_not_dismiss(world: World) -> None:
    gus = world.people["gus"]
    await send(world, broken(world))
    await world.settled()

    await gus.presses(message_of(world, "mart.orders"), "dismiss_alert")
    await world.settled()

    assert gus.view is None
    last = gus.sees(world.channels["data-alerts"])[-1]
    assert "The data team decides that" in last.words


async def test_declare_opens_the_form_and_the_message_says_whose_it_is(world: World) -> None:
    ana = world.people["ana"]
    await send(world, broken(world))
    await world.settled()

    await ana.presses(message_of(world, "mart.revenue_daily"), "declare_alert")
    answer = await ana.submits()
    await world.settled()

    assert answer.ok
    await until(lambda: "DI-1" in message_of(world, "mart.revenue_daily").words)
    shown = message_of(world, "mart.revenue_daily")
    assert "Part of" in shown.words
    assert shown.buttons == []


async def test_an_open_incident_on_the_asset_is_offered_instead(world: World) -> None:
    ana = world.people["ana"]
    parts = broken(world)
    await send(world, {"manifest": parts["manifest"], "run_results": parts["run_results"]})
    await world.settled()
    await ana.presses(message_of(world, "mart.revenue_daily"), "declare_alert")
    await ana.submits()
    await world.settled()
    world.sandbox.clock.advance(timedelta(minutes=60))

    await send(world, failing_elsewhere(world))
    await world.settled()
    await until(lambda: len(messages(world)) == 3)
    second = messages(world)[-1]
    assert second.buttons == ["Add to DI-1", "Not an incident"]

    await ana.presses(second, "add_alert")
    await world.settled()

    assert "Part of" in messages(world)[-1].words
    async with world.bot.db.reading() as tx:
        entries = await tx.timeline.list_all(1, kinds=["alert_linked"])
    assert len(entries) == 2
