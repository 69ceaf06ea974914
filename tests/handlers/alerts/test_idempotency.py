"""A delivery with a key of its own: the first result again, whatever happened in between."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.app import Parts
from bot.demo import shop_files
from bot.demo.shop_files import HEALED
from bot.demo.world import World
from bot.domain.errors import CommitUnknown
from storage import Database, Transaction
from tests.handlers.alerts.sending import as_files, send
from tests.handlers.doors import doors

KEY = "run 42: mart, nightly"
Answer = tuple[int, dict[str, Any], str]


async def deliver(
    world: World, parts: Any, *keys: str, door: str = "", form: bool = False
) -> Answer:
    """Status, body, and whether it says that it is the first result again."""
    body: Any = as_files(parts) if form else io.BytesIO(json.dumps(parts).encode())
    headers = [("Authorization", f"Bearer {world.sandbox.signing_secret}")]
    headers += [("Idempotency-Key", key) for key in keys]
    address = f"{door or world.bot.url}/alerts/dbt"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=body, headers=headers) as response,
    ):
        replayed = response.headers.get("Idempotent-Replayed", "")
        return response.status, await response.json(), replayed


def broken(world: World) -> dict[str, Any]:
    return shop_files.artifacts(world.sandbox.clock.now())


@pytest.mark.parametrize("form", [True, False], ids=["form", "json"])
async def test_the_first_result_is_given_again_also_after_a_restart(
    world: World, form: bool
) -> None:
    parts = broken(world)

    first = await deliver(world, parts, KEY, form=form)
    again = await deliver(world, parts, KEY, form=form)
    await world.restart_bot()
    later = await deliver(world, parts, KEY, form=form)

    assert (first[0], first[1]["new"], first[2]) == (200, 3, "")
    assert again == (*first[:2], "true")
    assert later == again


async def test_another_body_under_the_same_key_is_an_error_and_changes_nothing(
    world: World,
) -> None:
    parts = broken(world)
    await deliver(world, parts, KEY)
    healed = shop_files.artifacts(world.sandbox.clock.now() + timedelta(hours=1), run=HEALED)

    status, body, _ = await deliver(world, healed, KEY)
    other, counts, replayed = await deliver(world, healed, "another key")

    assert status == 422
    assert "used before with another body" in body["error"]
    assert (other, counts["healed"] > 0, replayed) == (200, True, "")


async def test_a_refused_delivery_uses_up_no_key(world: World) -> None:
    refused = await deliver(world, {"run_results": {}}, KEY)
    taken = await deliver(world, broken(world), KEY)

    assert refused[0] == 400
    assert (taken[0], taken[2]) == (200, "")


async def test_at_two_doors_at_once_it_is_taken_in_once(world: World) -> None:
    parts = broken(world)

    answers = await asyncio.gather(
        *(deliver(world, parts, KEY, door=door) for door in await doors(world))
    )

    first = await deliver(world, parts, KEY)
    assert (first[0], first[1]["new"], first[2]) == (200, 3, "true")
    for status, body, _ in answers:
        assert status in {200, 409, 503}
        assert status != 200 or body == first[1]
    assert 200 in {status for status, _, _ in answers}


async def test_who_waits_too_long_for_the_first_is_told_to_try_again(
    slow: World,
) -> None:
    parts = broken(slow)
    assert isinstance(slow.bot.db, Slow)
    slow.bot.db.go_on.clear()

    first = asyncio.create_task(deliver(slow, parts, KEY))
    await slow.bot.db.waiting.wait()
    status, body, _ = await deliver(slow, parts, KEY)
    slow.bot.db.go_on.set()

    assert status == 409
    assert "still being carried out; try again" in body["error"]
    assert (await first)[0] == 200


@pytest.mark.parametrize("keys", [("",), ("x" * 256,), ("schlüssel",), ("one", "two")])
async def test_a_key_that_is_none_is_refused(world: World, keys: tuple[str, ...]) -> None:
    status, body, _ = await deliver(world, broken(world), *keys)

    assert status == 400
    assert "1 to 255 printable" in body["error"]


async def test_the_key_of_one_sender_is_checked_after_the_secret(world: World) -> None:
    await deliver(world, broken(world), KEY)

    status, body = await send(world, broken(world), secret="wrong", Idempotency_Key=KEY)

    assert status == 401
    assert "new" not in body


@pytest.mark.parametrize("keys", [(KEY,), ()], ids=["with a key", "without"])
async def test_a_commit_whose_outcome_is_unknown_counts_once(
    slow: World, keys: tuple[str, ...]
) -> None:
    assert isinstance(slow.bot.db, Slow)
    slow.bot.db.breaks = True

    status, counts, _ = await deliver(slow, broken(slow), *keys)

    assert status == 200
    assert counts["new"] == (3 if keys else 0)
    assert counts["repeated"] == (0 if keys else 3)


class Slow(Database):
    """A delivery's commit waits to be let on, or arrives without anybody hearing of it."""

    breaks = False

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.waiting, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    @asynccontextmanager
    async def transaction(self, **more: Any) -> AsyncIterator[Transaction]:
        async with super().transaction(**more) as tx:
            yield tx
            ours = bool(tx.outbox.added)  # the worker's own transactions queue nothing
            if ours and not self.go_on.is_set():
                self.waiting.set()
                await self.go_on.wait()
        if ours and self.breaks:
            self.breaks = False
            raise CommitUnknown("The connection broke.")


@pytest.fixture
async def slow(database_url: str) -> AsyncIterator[World]:
    made = World(database_url, parts=Parts(database=Slow))
    await made.start()
    yield made
    await made.stop()
