"""The same trouble again: linked at declaring and when the cause is known, told with what was promised."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.demo.world import World
from bot.domain.action_item import ActionItem, ActionState
from bot.domain.alert import Alert, AlertState
from bot.domain.asset import Asset, FailureMode
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.status import CauseClass, Status
from bot.sandbox.model import Channel, Message, texts_in
from bot.services import declaring, recurrences
from bot.services.declaring import Declaration


async def asset(world: World, name: str) -> Asset:
    async with world.bot.db.reading() as tx:
        found = await tx.assets.find(name)
    assert found is not None
    return found


async def alert(world: World, about: Asset, check: str = "not_null_id", key: str = "k1") -> int:
    """A failing check, as a monitor reported it."""
    claim = Alert(
        id=0,
        source="dbt",
        key=key,
        run="run",
        asset=about.id,
        check=check,
        failure_mode=FailureMode.QUALITY,
        state=AlertState.FIRING,
        title=f"{check} failed",
        detail="",
        started_at=world.bot.now(),
    )
    async with world.bot.db.transaction() as tx:
        await tx.alerts.add_if_new_key(claim)
        kept = await tx.alerts.find_by_key(key)
    assert kept is not None
    return kept.id


async def past(
    world: World, about: Asset, *, days_ago: int, key: str = "", **changes: Any
) -> Incident:
    """An incident of some days ago, over and safe, with the check that told of it."""
    safe = world.bot.now() - timedelta(days=days_ago)
    made: dict[str, Any] = {
        "title": f"Orders were wrong {days_ago} days ago",
        "severity": Severity.SEV3,
        "declared_by": world.people["ana"].id,
        "declared_at": safe - timedelta(hours=5),
        "status": Status.CLOSED,
        "safe_at": safe,
    }
    async with world.bot.db.transaction() as tx:
        incident = await tx.incidents.add(Incident(**{**made, **changes}))
        await tx.incidents.link(incident.id, [about.id])
    if key:
        number = await alert(world, about, key=key)
        async with world.bot.db.transaction() as tx:
            claim = await tx.alerts.get(number)
            assert claim is not None
            healed = replace(claim, incident=incident.id, state=AlertState.HEALED)
            await tx.alerts.save(healed)
    return incident


async def promised(world: World, incident: Incident, text: str, state: ActionState) -> None:
    item = ActionItem(
        incident=incident.id,
        text=text,
        state=state,
        created_at=world.bot.now(),
        created_by=world.people["ana"].id,
    )
    async with world.bot.db.transaction() as tx:
        await tx.action_items.add(item)


async def declare(world: World, about: Asset, alerts: list[int], **said: Any) -> Incident:
    wish = Declaration(
        title="Orders are wrong",
        severity=Severity.SEV1,
        assets=[about.id],
        alerts=alerts,
        **said,
    )
    ben = world.people["ben"].id
    async with world.bot.db.transaction() as tx:
        incident, _ = await declaring.declare(tx, wish, by=ben, key="k", now=world.bot.now())
    await world.settled()
    return incident


def channel_of(world: World, incident: Incident) -> Channel:
    everywhere = world.sandbox.workspace.channels.values()
    return next(one for one in everywhere if one.name.startswith(f"di-{incident.id}-"))


def briefing(world: World, incident: Incident) -> Message:
    messages = world.people["ana"].sees(channel_of(world, incident))
    return next(one for one in messages if "Why SEV1" in one.words)


async def test_the_briefing_says_the_third_time_in_60_days_and_what_was_promised(
    world: World,
) -> None:
    orders = await asset(world, "mart.orders")
    long_ago = await past(world, orders, days_ago=50, key="k50")
    lately = await past(world, orders, days_ago=23, key="k23")
    await promised(world, lately, "add a not-null test", ActionState.OPEN)
    await promised(world, lately, "alert on late loads", ActionState.DONE)
    await promised(world, long_ago, "agree on a contract <!channel>", ActionState.OPEN)

    incident = await declare(world, orders, [await alert(world, orders)])

    told = briefing(world, incident).words
    assert "Third time in 60 days*; 2 of 3 promised fixes are open" in told
    assert "23 days before" in told
    assert "the same check failed on mart.orders: not_null_id (quality)" in told
    assert "add a not-null test" in told
    assert "<!channel" not in told
    assert f"Show {lately.ref}" in briefing(world, incident).buttons


async def test_nothing_links_by_title_alone(world: World) -> None:
    orders = await asset(world, "mart.orders")
    await past(world, orders, days_ago=5, title="Orders are wrong")

    incident = await declare(world, orders, [await alert(world, orders)])

    assert "time in" not in briefing(world, incident).words


async def test_drills_dismissed_open_and_long_gone_ones_are_no_earlier_ones(world: World) -> None:
    orders = await asset(world, "mart.orders")
    await past(world, orders, days_ago=5, key="a", drill=True)
    await past(world, orders, days_ago=6, key="b", status=Status.DISMISSED)
    await past(world, orders, days_ago=7, key="c", status=Status.RESTORING)
    await past(world, orders, days_ago=61, key="d")

    incident = await declare(world, orders, [await alert(world, orders)])

    async with world.bot.db.reading() as tx:
        assert await tx.recurrences.list_of(incident.id) == []


async def test_a_drill_links_to_nothing(world: World) -> None:
    orders = await asset(world, "mart.orders")
    await past(world, orders, days_ago=5, key="a")

    incident = await declare(world, orders, [await alert(world, orders)], drill=True)

    async with world.bot.db.reading() as tx:
        assert await tx.recurrences.list_of(incident.id) == []


async def test_a_cause_known_later_links_later_and_once(world: World) -> None:
    orders = await asset(world, "mart.orders")
    known: dict[str, Any] = {
        "origin": orders.id,
        "failure_mode": FailureMode.FRESHNESS,
        "cause": CauseClass.LATE_ARRIVAL,
        "cause_confirmed": True,
    }
    await past(world, orders, days_ago=10, **known)
    incident = await declare(world, orders, [])

    for _ in range(2):
        async with world.bot.db.transaction() as tx:
            now_known = replace(await tx.incidents.get(incident.id), **known)
            await tx.incidents.save(now_known)
            await recurrences.link_by_itself(tx, now_known, now=world.bot.now())
        await world.settled()

    said = [one.words for one in world.people["ana"].sees(channel_of(world, incident))]
    told = [words for words in said if "Second time in 30 days" in words]
    assert len(told) == 1
    assert "data that arrived late" in told[0]


async def test_the_thread_of_an_earlier_incident_without_a_channel_is_linked(world: World) -> None:
    orders = await asset(world, "mart.orders")
    ben, general = world.people["ben"], world.channels["general"]
    await ben.types("/data-incident sev3 Orders were odd", channel=general)
    await world.settled()
    first = await alert(world, orders, key="first")
    async with world.bot.db.transaction() as tx:
        before = await tx.incidents.get(1)
        await tx.incidents.link(1, [orders.id])
        over = replace(before, status=Status.CLOSED, safe_at=world.bot.now())
        await tx.incidents.save(over)
        claim = await tx.alerts.get(first)
        assert claim is not None
        await tx.alerts.save(replace(claim, incident=1))
    world.sandbox.clock.advance(timedelta(days=2))

    incident = await declare(world, orders, [await alert(world, orders, key="again")])

    told = briefing(world, incident).words
    assert "|its thread>" in told
    assert "/archives/" in told


async def test_similar_names_the_links_and_what_is_weaker(world: World) -> None:
    orders = await asset(world, "mart.orders")
    revenue = await asset(world, "mart.revenue_daily")
    same = await past(world, orders, days_ago=23, key="k23")
    nearby = await past(world, revenue, days_ago=90)
    incident = await declare(world, orders, [await alert(world, orders)])
    ana = world.people["ana"]

    answer = await ana.types(
        f"/data-incident {incident.ref} similar", channel=world.channels["general"]
    )

    shown = "\n".join(texts_in(answer.blocks))
    strong, _, weak = shown.partition("Weaker")
    assert same.ref in strong
    assert "Linked because the same check failed" in strong
    assert nearby.ref in weak
    assert same.ref not in weak


async def test_nothing_similar_is_an_answer(world: World) -> None:
    orders = await asset(world, "mart.orders")
    incident = await declare(world, orders, [])
    ana = world.people["ana"]

    answer = await ana.types(
        f"/data-incident recurrence {incident.ref}", channel=world.channels["general"]
    )

    assert "Nothing similar to DI-1 is known" in answer.text
