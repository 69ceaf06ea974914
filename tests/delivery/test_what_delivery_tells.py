"""What delivery tells whoever watches: what became of each attempt, and what Slack held back."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from bot.demo.world import World
from tests.delivery.test_delivery import declare, quiet
from tests.delivery.test_slack_as_it_is import declared


def told(world: World, name: str, **labels: str) -> float:
    registry: CollectorRegistry = world.bot.meters.registry
    return registry.get_sample_value(f"data_incident_{name}", labels) or 0.0


def attempts(world: World, way: str = "post") -> dict[str, float]:
    outcomes = ("sent", "found", "later", "dead", "doubtful")
    counts = {one: told(world, "delivery_attempts_total", way=way, outcome=one) for one in outcomes}
    return {one: n for one, n in counts.items() if n}


async def test_what_goes_out_is_sent(world: World) -> None:
    await declare(world)
    await quiet(world)

    assert attempts(world, "open_channel") == {"sent": 1}
    assert set(attempts(world)) == {"sent"}
    assert told(world, "slack_call_seconds_count", method="conversations.create") == 1


async def test_what_an_earlier_attempt_brought_there_is_found_and_not_sent_again(
    world: World,
) -> None:
    world.sandbox.faults.add("chat.postMessage", kind="drop_after")

    await declare(world)
    await quiet(world)

    outcomes = attempts(world)
    other = attempts(world, "slot")
    assert outcomes.get("found", 0) + other.get("found", 0) == 1
    assert outcomes.get("later", 0) + other.get("later", 0) == 1


async def test_what_nobody_can_be_certain_of_is_doubtful(world: World) -> None:
    channel = await declared(world)
    world.sandbox.faults.add("chat.postEphemeral", kind="drop_after")

    await world.people["ivy"].joins(channel)
    await quiet(world)

    assert attempts(world, "ephemeral") == {"later": 1, "doubtful": 1}


async def test_what_is_given_up_is_dead(world: World) -> None:
    world.sandbox.faults.add("conversations.setTopic", kind="error", error="too_long")

    await declare(world)
    await quiet(world)

    assert attempts(world, "topic").get("dead") == 1


@pytest.mark.parametrize("method", ["conversations.create"])
async def test_what_slack_limits_is_counted_and_the_pause_is_told(
    world: World, method: str
) -> None:
    world.sandbox.faults.add(method, kind="rate_limited", retry_after=20)

    await declare(world)
    await world.settled()
    for _ in range(3):
        world.sandbox.clock.advance(timedelta(seconds=2))
        await world.settled()

    assert told(world, "slack_limited_total", method=method) == 1
    assert told(world, "slack_held_back_seconds_total", method=method) >= 1
    assert attempts(world, "open_channel") == {"later": 1}
    await quiet(world)
    assert attempts(world, "open_channel") == {"later": 1, "sent": 1}
