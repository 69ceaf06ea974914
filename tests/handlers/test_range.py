"""Bad ranges, as the people who repair them type and press them, and as everybody reads them."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from tests.handlers.repairs import ORDERS, card, channel_of, declared, last, shown, types, words


async def test_days_are_marked_and_the_same_days_proposed_downstream(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]

    answer = await types(world, f"range add {ORDERS}")
    await ana.presses(last(world), "Choose…")
    offered = [
        option["text"]["text"]
        for block in ana.form.blocks
        if block["type"] == "input"
        for option in block["element"]["initial_options"]
    ]
    await ana.submits()
    await world.settled()

    assert "Must not be used: mart.orders · 1 Feb to 3 Feb 2026" in words(answer)
    assert {"mart.revenue_daily", "mart.customers"} <= set(offered)
    assert "Executive revenue dashboard" not in offered
    told = shown(ana.sees(channel_of(world)))
    assert "Do not use mart.orders of 1 Feb to 3 Feb 2026" in told
    assert f"{len(offered)} bad ranges added" in told
    assert "they read mart.orders" in told
    assert "mart.revenue_daily" in card(world).words


async def test_all_downstream_in_one_click_once(world: World) -> None:
    await declared(world)
    await types(world, f"range add {ORDERS}")
    answer = last(world)
    label = next(one for one in answer.buttons if one.startswith("Add all"))

    await world.people["ana"].presses(answer, label)
    await world.settled()
    await world.people["ana"].presses(answer, label)
    await world.settled()

    assert "has these days on its list already" in last(world).words


async def test_the_first_reloaded_range_begins_restoring_and_the_card_shows_progress(
    world: World,
) -> None:
    await declared(world)
    await types(world, f"range add {ORDERS}")

    await types(world, "range reloaded orders 2026-02-01..2026-02-02")
    world.sandbox.clock.advance(timedelta(seconds=10))
    await types(world, "range")

    assert "restoring" in card(world).words
    assert "33 %" in card(world).words
    assert "1 open, 1 reloaded" in card(world).words
    announced = shown(world.people["farah"].sees(world.channels["data-incidents"]))
    assert "Repairing, 33 %" in announced
    listed = last(world)
    assert "mart.orders · 3 Feb 2026: open" in listed.words
    assert {"Reloaded", "Checked", "Withdraw", "Add bad dates"} <= set(listed.buttons)


async def test_checked_with_evidence_suggests_the_all_clear_and_resolves_nothing(
    world: World,
) -> None:
    await declared(world)
    await types(world, f"range add {ORDERS}")
    await types(world, "range reloaded all")

    answer = await types(world, "range checked mart.orders counts match <!channel>")

    assert "Give the all-clear" in last(world).buttons
    assert "checked" in words(answer).lower()
    told = shown(world.people["ana"].sees(channel_of(world)))
    assert "counts match &lt;!channel&gt;" in told
    async with world.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).status == "restoring"


async def test_a_range_is_clicked_through_from_the_list(world: World) -> None:
    await declared(world)
    await types(world, f"range add {ORDERS}")
    ana = world.people["ana"]

    await types(world, "range")
    await ana.presses(last(world), "Reloaded")
    await world.settled()
    await types(world, "range")
    await ana.presses(last(world), "Withdraw")
    await ana.submits(reason="The source was right after all")
    await world.settled()

    told = shown(ana.sees(channel_of(world)))
    assert "Was never bad: mart.orders" in told
    assert "The source was right after all" in told


async def test_the_form_adds_days_and_goes_on_downstream(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]

    await types(world, "range add")
    found = await ana.suggests("asset", "revenue_daily")
    refused = await ana.submits(asset=found[0], first="2026-02-03", days="2026-02-01")
    await ana.submits(asset=found[0], first="2026-02-01", days="2026-02-03", slice="region = EU")
    await world.settled()

    assert "before it begins" in refused.errors["days"]
    told = shown(ana.sees(channel_of(world)))
    assert "mart.revenue_daily of 1 Feb to 3 Feb 2026 (region = EU)" in told


async def test_an_unknown_asset_gets_the_nearest_names_each_as_the_same_line(world: World) -> None:
    await declared(world)

    answer = await types(world, "range add mart.oders 2026-02-01 EU")
    await world.people["ana"].presses(last(world), "mart.orders")
    await world.settled()

    assert "No asset is called “mart.oders”" in words(answer)
    told = shown(world.people["ana"].sees(channel_of(world)))
    assert "Do not use mart.orders of 1 Feb 2026 (EU)" in told


async def test_days_on_the_list_are_not_listed_twice(world: World) -> None:
    await declared(world)
    await types(world, f"range add {ORDERS}")

    again = await types(world, f"range add {ORDERS}")
    wider = await types(world, "range add mart.orders 2026-02-02..2026-02-05")

    assert "on the list already" in words(again)
    assert "4 Feb to 5 Feb 2026" in words(wider)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("range add mart.orders 2016-01-01..2026-01-01", "at most. Is the year right?"),
        ("range add mart.orders 2026-02-03..2026-02-01", "before it begins"),
        ("range add mart.orders 2199-01-01", "still to come"),
        ("range add <!channel> 2026-02-01", "No asset is called"),
        ("range add <https://evil.example|click> 2026-02-01", "No asset is called"),
        ("range add 🙈🙈 2026-02-01", "No asset is called"),
        ("range reloaded mart.orders", "no bad range of"),
        ("range withdraw", "no bad ranges that could be withdrawn"),
        ("range explode", "added, reloaded, checked or withdrawn"),
        ("range also #99", "no bad range of"),
    ],
)
async def test_what_cannot_be_is_answered_with_what_to_do(
    world: World, line: str, sentence: str
) -> None:
    await declared(world)

    answer = await types(world, line)

    assert sentence in words(answer)
    assert "<!channel" not in words(answer)
    assert "<https" not in words(answer)


async def test_somebody_from_outside_cannot_change_ranges(world: World) -> None:
    await declared(world)

    answer = await types(world, f"range add {ORDERS}", by="farah")

    assert "Only people working on DI-1" in words(answer)
