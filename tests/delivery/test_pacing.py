"""Slack's limits are kept by ourselves: nothing is refused, nothing is lost, and the worst goes first."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.demo.world import World
from tests.delivery.test_delivery import declare, incident_channels

STEP = timedelta(seconds=1)


async def until_nothing_waits(world: World, *, most: int) -> int:
    """Seconds of the workspace's time until everything is out."""
    for second in range(most):
        await world.settled()
        async with world.bot.db.reading() as tx:
            if not await tx.outbox.count():
                return second
        world.sandbox.clock.advance(STEP)
    raise AssertionError(f"something still waits after {most} s")


def refused(world: World) -> Counter[str]:
    """Calls that the workspace answered 429, by method."""
    return Counter(one.method for one in world.sandbox.calls if one.status == 429)


async def test_no_limit_is_run_into(tuesday: World) -> None:
    tuesday.sandbox.rate_limits = True
    for number in range(25):
        await declare(tuesday, f"table{number} is wrong{number}")

    await until_nothing_waits(tuesday, most=300)

    assert refused(tuesday) == {}
    assert len(incident_channels(tuesday)) == 25


async def test_the_worst_incident_has_its_channel_first(tuesday: World) -> None:
    tuesday.sandbox.rate_limits = True
    general, ana = tuesday.channels["general"], tuesday.people["ana"]
    for number in range(24):
        await ana.types(f"/data-incident sev2 slow{number} thing{number}", channel=general)
    await ana.types("/data-incident sev1 the worst of all", channel=general)
    await ana.types("/data-incident sev2 afterwards nothing", channel=general)

    await until_nothing_waits(tuesday, most=300)

    made = [one.args["name"] for one in tuesday.sandbox.called("conversations.create")]
    assert made.index("di-25-the-worst-of-all") < made.index("di-24-slow23-thing23")


async def test_people_are_invited_and_briefed_before_the_topic_is_set(tuesday: World) -> None:
    tuesday.sandbox.rate_limits = True
    for number in range(22):
        await declare(tuesday, f"table{number} is wrong{number}")

    await until_nothing_waits(tuesday, most=300)

    last = incident_channels(tuesday)[-1]
    to_it = [
        one.method
        for one in tuesday.sandbox.calls
        if last.id in (one.args.get("channel"), one.args.get("channel_id"))
    ]
    assert to_it.index("conversations.invite") < to_it.index("conversations.setTopic")
    assert to_it.index("chat.postMessage") < to_it.index("bookmarks.add")


@pytest.mark.parametrize("retry_after", ["30", None, "soon"])
async def test_what_slack_asks_to_wait_is_waited_also_after_a_restart(
    tuesday: World, retry_after: str | None
) -> None:
    fault = {"retry_after": 30} if retry_after == "30" else {}
    tuesday.sandbox.faults.add("conversations.create", kind="rate_limited", **fault)  # type: ignore[arg-type]
    await declare(tuesday)
    await tuesday.settled()

    await tuesday.restart_bot()
    tuesday.sandbox.clock.advance(timedelta(seconds=20))
    await tuesday.settled()
    before = len(tuesday.sandbox.called("conversations.create"))
    tuesday.sandbox.clock.advance(timedelta(seconds=20))
    await tuesday.settled()

    assert before == 1
    assert len(tuesday.sandbox.called("conversations.create")) == 2
    assert len(incident_channels(tuesday)) == 1


async def test_a_limited_channel_holds_up_no_other(tuesday: World) -> None:
    await declare(tuesday)
    await tuesday.settled()
    tuesday.sandbox.faults.add("chat.postMessage", kind="rate_limited", retry_after=30)
    general, ana = tuesday.channels["general"], tuesday.people["ana"]

    await ana.types("/data-incident DI-1 note the first waits", channel=general)
    await tuesday.settled()
    await declare(tuesday, "quite another thing")
    await tuesday.settled()

    second = incident_channels(tuesday)[-1]
    assert any("First duties" in one.text for one in second.messages.values())


async def test_a_card_is_edited_at_most_once_in_three_seconds(tuesday: World) -> None:
    await declare(tuesday)
    await tuesday.settled()
    general, ana = tuesday.channels["general"], tuesday.people["ana"]
    before = len(tuesday.sandbox.called("chat.update"))

    for number in range(6):
        await ana.types(f"/data-incident DI-1 edit Title number {number}", channel=general)
        await tuesday.settled()
    edited = Counter(one.args["ts"] for one in tuesday.sandbox.called("chat.update")[before:])
    await until_nothing_waits(tuesday, most=10)

    assert set(edited.values()) == {1}
    (channel,) = incident_channels(tuesday)
    assert any("Title number 5" in one.words for one in channel.messages.values())
