"""A workspace with two people, its bot's client, and a small bot that listens."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Clock, Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 2, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(signing_secret="a secret", clock=clock)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(sandbox: Sandbox, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(
        token=sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[]
    )


@pytest.fixture
async def bot(sandbox: Sandbox, client: AsyncWebClient) -> AsyncIterator[SmallBot]:
    bot = SmallBot(sandbox, client)
    await bot.start()
    yield bot
    await bot.stop()


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person(
        "ana", real_name="Ana Silva", email="ana@shop.example", tz="Europe/Lisbon"
    )


@pytest.fixture
def ben(sandbox: Sandbox) -> Person:
    return sandbox.add_person("ben", real_name="Ben Okafor", email="ben@shop.example")


@pytest.fixture
def general(sandbox: Sandbox, ana: Person, ben: Person) -> Channel:
    return sandbox.add_channel("general", members=[ana, ben], with_bot=True)
