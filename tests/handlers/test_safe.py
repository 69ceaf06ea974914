"""The all-clear, as it is given, read, confirmed and contradicted."""

from datetime import timedelta

from bot.demo.world import World
from bot.sandbox.people import Person
from tests.handlers.repairs import (
    ORDERS,
    card,
    channel_of,
    declared,
    link,
    shown,
    types,
    words,
)

REVENUE = "Executive revenue"


def boxes(person: Person) -> dict[str, bool]:
    """Every box of the open checklist, and whether it is ticked."""
    found = {}
    for block in person.form.blocks:
        element = block.get("element") or {}
        if element.get("type") == "checkboxes":
            ticked = {one["value"] for one in element.get("initial_options", [])}
            for option in element["options"]:
                found[option["text"]["text"]] = option["value"] in ticked
    return found


def items(person: Person) -> list[str]:
    """The values of all boxes."""
    return [
        option["value"]
        for block in person.form.blocks
        if (block.get("element") or {}).get("type") == "checkboxes"
        for option in block["element"]["options"]
    ]


async def repaired(world: World) -> None:
    """mart.orders is linked, its days reloaded and checked."""
    await declared(world)
    await link(world, "mart.orders")
    await types(world, f"range add {ORDERS}")
    await types(world, "range reloaded all")
    await types(world, "range checked all counts match")


async def cleared(world: World) -> None:
    await repaired(world)
    await types(world, "safe")
    ana = world.people["ana"]
    await ana.submits(items_0=items(ana))
    await world.settled()


async def test_the_checklist_is_filled_through_lineage(world: World) -> None:
    await repaired(world)

    await types(world, "safe")

    found = boxes(world.people["ana"])
    assert found["mart.orders 2026-02-01..2026-02-03 reloaded and checked"] is True
    assert found[f"{REVENUE} refreshed and right"] is False


async def test_with_something_open_a_reason_is_needed_and_readers_see_it(world: World) -> None:
    await repaired(world)
    ana, farah = world.people["ana"], world.people["farah"]
    await types(world, "safe")

    refused = await ana.submits()
    await ana.submits(reason="The dashboard refreshes by itself at noon")
    await world.settled()

    assert f"{REVENUE} refreshed and right" in refused.errors["reason"]
    told = shown(farah.sees(farah.dm))
    assert "Please note:* The dashboard refreshes by itself at noon" in told


async def test_a_reason_that_would_ping_or_link_is_only_text(world: World) -> None:
    await repaired(world)
    ana, farah = world.people["ana"], world.people["farah"]
    await types(world, "safe")

    await ana.submits(reason="<!channel> {{ 7*7 }} <https://evil.example|click> \x00")
    await world.settled()

    told = shown(farah.sees(farah.dm))
    assert "&lt;!channel&gt; {{ 7*7 }} &lt;https://evil.example|click&gt;" in told
    assert "\x00" not in told


async def test_the_whole_one_resolves_and_everybody_hears_since_when(world: World) -> None:
    await cleared(world)

    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
        promises = await tx.promises.list_of(1)
    assert incident.status == "resolved"
    assert incident.resolved_at is not None
    assert incident.safe_at is not None
    assert incident.next_update_due is incident.nudge_at is incident.eta is None
    assert [one.state for one in promises] == ["kept"]
    farah = world.people["farah"]
    told = farah.sees(farah.dm)[-1]
    assert f"Safe to use again: {REVENUE}" in told.words
    assert {"Looks right", "Still wrong"} <= set(told.buttons)
    home = shown(world.people["ana"].sees(channel_of(world)))
    assert "All-clear: everything is safe to use since" in home
    assert "counts match" not in told.words
    announced = shown(farah.sees(world.channels["data-incidents"]))
    assert "Safe again" in announced
    assert "Safe to use since" in announced
    ana = world.people["ana"]
    answer = next(one for one in ana.sees(ana.dm) if "DI-1 is resolved" in one.words)
    assert {"Postmortem", "Close"} <= set(answer.buttons)


async def test_no_green_check_resolves_by_itself(world: World) -> None:
    await repaired(world)

    world.sandbox.clock.advance(timedelta(days=2))
    await world.bot.schedule.tick()
    await world.settled()

    async with world.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).status == "restoring"


async def test_the_all_clear_is_dated_by_its_evidence(world: World) -> None:
    await declared(world)
    world.sandbox.clock.advance(timedelta(hours=5))
    await types(world, "safe at 2h ago")
    ana = world.people["ana"]

    await ana.submits(items_0=items(ana))
    await world.settled()

    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
    assert incident.safe_at is not None
    assert incident.resolved_at is not None
    assert timedelta(hours=1, minutes=58) < incident.resolved_at - incident.safe_at
    assert incident.resolved_at - incident.safe_at < timedelta(hours=2, minutes=2)


async def test_evidence_from_the_future_or_before_the_beginning_is_refused(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    now = world.sandbox.clock.now()
    await types(world, "safe")

    early = await ana.submits(items_0=items(ana), at=int((now - timedelta(days=9)).timestamp()))
    late = await ana.submits(items_0=items(ana), at=int((now + timedelta(days=9)).timestamp()))

    assert "before the trouble began" in early.errors["at"]
    assert "still to come" in late.errors["at"]


async def test_a_partial_one_leaves_the_rest_open_and_the_last_one_resolves(world: World) -> None:
    await declared(world)
    await link(world, "mart.revenue_daily")
    await link(world, "mart.churn")
    await types(world, "range add mart.revenue_daily 2026-02-01")
    ana, gus, farah = (world.people[name] for name in ("ana", "gus", "farah"))

    await types(world, "safe mart.churn")
    churn = [one for one in items(ana) if one.startswith("dashboard")]
    await ana.submits(items_0=churn)
    await world.settled()
    async with world.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).status != "resolved"
    half = shown(gus.sees(gus.dm))
    announced = shown(gus.sees(world.channels["data-incidents"]))
    told_farah = shown(farah.sees(farah.dm))
    await types(world, "safe")
    await ana.submits(items_0=items(ana))
    await world.settled()

    assert "Safe to use again: Churn" in half
    assert "Safe again already: Churn" in announced
    assert "Not yet safe:* Executive revenue" in half
    assert f"Part of it is safe again, yours not yet: {REVENUE} and Board pack" in told_farah
    async with world.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).status == "resolved"
        assert [one.whole for one in await tx.ranges.list_all_clears(1)] == [False, True]
        assert [one.state for one in await tx.ranges.list_of(1)] == ["checked"]


async def test_a_name_that_is_not_part_of_it_is_refused(world: World) -> None:
    await repaired(world)

    other = await types(world, "safe mart.churn")
    unknown = await types(world, "safe mart.chrn")

    assert "mart.churn is not part of it. Affected: mart.orders" in words(other)
    assert "No asset is called “mart.chrn”" in words(unknown)


async def test_handed_in_twice_it_counts_once(world: World) -> None:
    await repaired(world)
    await types(world, "safe")
    ana = world.people["ana"]
    view = ana.form

    await ana.submits(items_0=items(ana))
    await ana.resubmits(view)
    await world.settled()

    async with world.bot.db.reading() as tx:
        assert len(await tx.ranges.list_all_clears(1)) == 1


async def test_looks_right_is_kept_with_the_evidence_once(world: World) -> None:
    await cleared(world)
    farah = world.people["farah"]
    told = farah.sees(farah.dm)[-1]

    await farah.presses(told, "Looks right")
    await farah.presses(told, "Looks right")
    await world.settled()

    home = shown(world.people["ana"].sees(channel_of(world)))
    assert home.count(f"looked at {REVENUE}, Board pack: it is right again") == 1


async def test_still_wrong_proposes_reopening_to_the_commander(world: World) -> None:
    await cleared(world)
    ana, farah = world.people["ana"], world.people["farah"]

    await farah.presses(farah.sees(farah.dm)[-1], "Still wrong")
    await farah.submits(words="Monday shows 0 <!channel>")
    await world.settled()
    proposed = ana.sees(ana.dm)[-1]
    await ana.presses(proposed, "Reopen")
    await world.settled()

    assert "DI-1 may not be over" in proposed.words
    assert "Monday shows 0 &lt;!channel&gt;" in proposed.words
    assert "investigating" in card(world).words or "restoring" in card(world).words
    told = shown(farah.sees(farah.dm))
    assert f"Please stop using it again: {REVENUE}" in told
    assert "<!channel" not in told


async def test_after_a_week_still_wrong_offers_to_declare(world: World) -> None:
    await cleared(world)
    ana, farah = world.people["ana"], world.people["farah"]
    told = farah.sees(farah.dm)[-1]
    world.sandbox.clock.advance(timedelta(days=8))

    await farah.presses(told, "Still wrong")
    await farah.submits(words="Monday shows 0")
    await world.settled()

    answer = farah.sees(farah.dm)[-1]
    assert "over for too long" in answer.words
    assert "Declare it" in answer.buttons
    assert "may not be over" not in shown(ana.sees(ana.dm))


async def test_somebody_from_outside_cannot_say_that_it_is_safe(world: World) -> None:
    await repaired(world)

    answer = await types(world, "safe", by="farah")

    assert "Only people working on DI-1" in words(answer)


async def test_a_drill_is_told_to_nobody_outside(world: World) -> None:
    await declared(world, "declare drill sev1 Revenue is missing")
    await link(world, "mart.orders")
    await types(world, "safe")
    ana, farah = world.people["ana"], world.people["farah"]

    await ana.submits(items_0=items(ana))
    await world.settled()

    assert shown(farah.sees(farah.dm)) == ""
    for one in ana.sees(channel_of(world)):
        assert not one.blocks or "Drill" in one.words


async def test_without_an_instant_nothing_is_safe(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    await types(world, "safe")
    for block in ana.form.blocks:
        block["optional"] = True  # Slack does not ask for it, as in a form of another version

    refused = await ana.submits(items_0=items(ana), at=None)

    assert "Say since when" in refused.errors["at"]
