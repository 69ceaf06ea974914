"""Large bodies are read in a process of their own, and mean there what they mean here."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import handlers.alerts
from bot.demo import shop_files
from bot.demo.world import World
from bot.domain.errors import BadArtifact, Busy
from handlers.alerts.elsewhere import read_elsewhere
from handlers.alerts.kinds import AlertSource
from handlers.alerts.parts import LARGE, read, read_aside
from handlers.discover import discover
from tests.handlers.alerts.sending import send

DBT = discover(handlers.alerts, AlertSource)["dbt"]
SHOP = Path(shop_files.__file__).parent / "shop" / "artifacts"


def large(text: str) -> bytes:
    """The same JSON, with enough blanks after it."""
    return text.encode() + b" " * LARGE


async def test_what_is_read_elsewhere_means_the_same() -> None:
    files = {name: (SHOP / f"{name}.json").read_text() for name in DBT.parts}

    elsewhere = await read_aside(DBT, {name: large(text) for name, text in files.items()})

    assert elsewhere == read(DBT, {name: text.encode() for name, text in files.items()})
    assert elsewhere.signals


@pytest.mark.parametrize("text", ["[" * 100_000, '{"manifest": NaN}', "{}", '{"other": {}}'])
async def test_what_cannot_be_read_elsewhere_is_said_here(text: str) -> None:
    with pytest.raises(BadArtifact) as here:
        read(DBT, text.encode())
    with pytest.raises(BadArtifact) as elsewhere:
        await read_aside(DBT, large(text))

    assert str(elsewhere.value).partition("(")[0] == str(here.value).partition("(")[0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_senders_that_would_wait_too_long_are_told_to_come_again(world: World) -> None:
    over = asyncio.Event()

    async def held_up() -> AsyncIterator[bytes]:
        yield b"{"
        await over.wait()
        yield b"}"

    async def sent() -> int:
        status, _ = await send(world, held_up(), Content_Type="application/json")
        return status

    sending = [asyncio.create_task(sent()) for _ in range(40)]
    refused, waiting = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
    over.set()
    await asyncio.wait(waiting)

    assert {one.result() for one in refused} == {503}
    assert sorted({one.result() for one in sending}) == [400, 503]
    status, _ = await send(world, json.loads((SHOP / "manifest.json").read_text()))
    assert status == 400


async def test_a_process_that_ends_before_it_has_read_changes_nothing_and_says_so() -> None:
    with pytest.raises(Busy, match="Send less"):
        await read_elsewhere("nobody", large("{}"))
