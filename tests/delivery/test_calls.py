"""What each answer of Slack, or none, means for the notice whose call it was."""

import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import Limited, ScopeMissing, Stopped, TryLater, Unreachable
from bot.demo.world import World

ASK = "auth.test"


async def told(world: World, *, repeatable: bool = False) -> Exception:
    """What a call that goes wrong raises."""
    with pytest.raises(Exception) as raised:  # noqa: PT011  # which one is the question
        await call(world.bot.client.auth_test(), repeatable=repeatable)
    assert isinstance(raised.value, Exception)
    return raised.value


@pytest.fixture
async def nobody_there() -> AsyncIterator[AsyncWebClient]:
    """A client whose Slack nobody is listening for."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        async with aiohttp.ClientSession() as session:
            yield AsyncWebClient(base_url=url, session=session, retry_handlers=[])


async def test_where_slack_cannot_be_reached_nothing_was_sent_and_nothing_counts(
    nobody_there: AsyncWebClient,
) -> None:
    with pytest.raises(Unreachable) as raised:
        await call(nobody_there.chat_postMessage(channel="C1", text="hello"))

    assert (raised.value.certainly_not_sent, raised.value.counts) == (True, False)


@pytest.mark.parametrize("kind", ["server_error", "empty", "truncated", "drop_before"])
@pytest.mark.parametrize("repeatable", [True, False])
async def test_after_no_answer_only_what_may_be_repeated_needs_no_look(
    world: World, kind: str, repeatable: bool
) -> None:
    world.sandbox.faults.add(ASK, kind=kind)  # type: ignore[arg-type]

    error = await told(world, repeatable=repeatable)

    assert isinstance(error, Unreachable)
    assert (error.certainly_not_sent, error.counts) == (repeatable, True)


@pytest.mark.parametrize("code", ["fatal_error", "internal_error"])
async def test_slacks_own_mistake_speaks_of_this_call_alone(world: World, code: str) -> None:
    world.sandbox.faults.add(ASK, kind="error", error=code)

    error = await told(world)

    assert type(error) is TryLater
    assert (error.certainly_not_sent, error.counts) == (False, True)


async def test_slack_may_say_that_it_is_away(world: World) -> None:
    world.sandbox.faults.add(ASK, kind="error", error="service_unavailable")

    assert isinstance(await told(world), Unreachable)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [(7, 7), (0, 30), (-5, 30), ("soon", 30), ("inf", 30), ("nan", 30), (86400, 3600), (None, 30)],
)
async def test_slacks_wish_to_wait_is_kept_where_it_is_one(
    world: World, asked: int | str | None, waited: int
) -> None:
    world.sandbox.faults.add(ASK, kind="rate_limited", retry_after=asked)

    error = await told(world)

    assert isinstance(error, Limited)
    assert (error.method, error.after) == (ASK, timedelta(seconds=waited))
    assert (error.certainly_not_sent, error.counts) == (True, False)


async def test_a_dead_token_and_a_missing_scope_are_no_refusal_of_the_notice(world: World) -> None:
    world.sandbox.faults.add(ASK, kind="error", error="token_revoked")
    world.sandbox.faults.add(ASK, kind="error", error="missing_scope", nth=2)

    dead, lacking = await told(world), await told(world)

    assert isinstance(dead, Stopped)
    assert isinstance(lacking, ScopeMissing)
    assert lacking.method == ASK


async def test_whatever_else_slack_says_is_a_refusal_with_its_code(world: World) -> None:
    world.sandbox.faults.add(ASK, kind="error", error="not_today")

    error = await told(world)

    assert isinstance(error, SlackRefused)
    assert error.code == "not_today"


async def test_a_refusal_says_what_slack_says_about_it(world: World) -> None:
    with pytest.raises(SlackRefused) as raised:
        await call(world.bot.client.files_completeUploadExternal(files=[]))

    assert str(raised.value) == "invalid_arguments [ERROR] files must be a list of {id, title}"
