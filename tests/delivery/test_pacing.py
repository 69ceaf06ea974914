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


async def test_no_limit_is_run_into(limited: World) -> None:
    for number in range(25):
        await declare(limited, f"table{number} is wrong{number}")

    await until_nothing_waits(limited, most=300)

    assert refused(limited) == {}
    assert len(incident_channels(limited)) == 25


async def test_the_worst_incident_has_its_channel_first(limited: World) -> None:
    general, ana = limited.channels["general"], limited.people["ana"]
    for number in range(24):
        await ana.types(f"/data-incident sev2 slow{number} thing{number}", channel=general)
    await ana.types("/data-incident sev1 the worst of all", channel=general)
    await ana.types("/data-incident sev2 afterwards nothing", channel=general)

    await until_nothing_waits(limited, most=300)

    made = [one.args["name"] for one in limited.sandbox.called("conversations.create")]
    assert made.index("di-25-the-worst-of-all") < made.index("di-24-slow23-thing23")


async def test_people_are_invited_and_briefed_before_the_topic_is_set(limited: World) -> None:
    for number in range(22):
        await declare(limited, f"table{number} is wrong{number}")

    await until_nothing_waits(limited, most=300)

    last = incident_channels(limited)[-1]
    to_it = [
        one.method
        for one in limited.sandbox.calls
        if last.id in (one.args.get("channel"), one.args.get("channel_id"))
    ]
    assert to_it.index("conversations.invite") < to_it.index("conversations.setTopic")
    assert to_it.index("chat.postMessage") < to_it.index("bookmarks.add")


@pytest.mark.parametrize("retry_after", ["30", None, "soon"])
async def test_what_slack_asks_to_wait_is_waited_also_after_a_restart(
    limited: World, retry_after: str | None
) -> None:
    limited.sandbox.faults.add("conversations.create", kind="rate_limited", retry_after=retry_after)
    await declare(limited)
    await limited.settled()

    await limited.restart_bot()
    limited.sandbox.clock.advance(timedelta(seconds=20))
    await limited.settled()
    before = len(limited.sandbox.called("conversations.create"))
    limited.sandbox.clock.advance(timedelta(seconds=20))
    await limited.settled()

    assert before == 1
    assert len(limited.sandbox.called("conversations.create")) == 2
    assert len(incident_channels(limited)) == 1


async def test_a_limited_channel_holds_up_no_other(limited: World) -> None:
    await declare(limited)
    await limited.settled()
    limited.sandbox.faults.add("chat.postMessage", kind="rate_limited", retry_after=30)
    general, ana = limited.channels["general"], limited.people["ana"]

    await ana.types("/data-incident DI-1 note the first waits", channel=general)
    await limited.settled()
    await declare(limited, "quite another thing")
    await limited.settled()

    second = incident_channels(limited)[-1]
    assert any("First duties" in one.text for one in second.messages.values())


async def test_a_card_is_edited_at_most_once_in_three_seconds(limited: World) -> None:
    await declare(limited)
    await until_nothing_waits(limited, most=20)
    limited.sandbox.clock.advance(timedelta(seconds=10))
    general, ana = limited.channels["general"], limited.people["ana"]
    before = len(limited.sandbox.called("chat.update"))

    for number in range(6):
        await ana.types(f"/data-incident DI-1 edit Title number {number}", channel=general)
        await limited.settled()
    edited = Counter(one.args["ts"] for one in limited.sandbox.called("chat.update")[before:])
    await until_nothing_waits(limited, most=10)

    assert set(edited.values()) == {1}
    (channel,) = incident_channels(limited)
    assert any("Title number 5" in one.words for one in channel.messages.values())
