"""A real Chromium for the tests of the page, and a small company in a real workspace."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    async_playwright,
    expect,
)

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.browser.showcase import Showcase, serve

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PICTURES = Path(__file__).parents[2] / "docs" / "img"


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where screenshots go: nowhere that is kept, unless --screenshots asks for those of the docs."""
    folder = PICTURES if request.config.getoption("--screenshots") else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Company:
    """Three people, three channels, and the showcase as their bot."""

    sandbox: Sandbox
    show: Showcase
    ana: Person
    ben: Person
    chloe: Person
    general: Channel
    incidents: Channel
    finance: Channel

    def address(self, person: Person, channel: Channel | None = None) -> str:
        where = f"&channel={channel.id}" if channel else ""
        return f"{self.sandbox.url}/?as={person.id}{where}"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, headless=True
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", color_scheme="light"
    )
    context.set_default_timeout(5_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page that must neither complain in its console nor ask another machine for anything."""
    expect.set_options(timeout=5_000)
    page = await context.new_page()
    complaints: list[str] = []
    elsewhere: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.hostname != "127.0.0.1":
            elsewhere.append(request.url)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", asked)
    yield page
    assert complaints == []
    assert elsewhere == []


@pytest_asyncio.fixture(loop_scope="session")
async def company() -> AsyncIterator[Company]:
    sandbox = Sandbox()
    await sandbox.start()
    show = Showcase(sandbox)
    server = await serve(show)
    ana = sandbox.add_person("ana", real_name="Ana Silva", tz="Europe/Lisbon")
    ben = sandbox.add_person("ben", real_name="Ben Okafor", tz="Europe/London")
    chloe = sandbox.add_person("chloe", real_name="Chloé Martin", tz="Asia/Kolkata")
    everybody = [ana, ben, chloe]
    general = sandbox.add_channel("general", members=everybody, topic="Work matters")
    incidents = sandbox.add_channel("data-incidents", members=everybody, with_bot=True)
    finance = sandbox.add_channel("finance", members=[chloe], topic="Month end")
    yield Company(sandbox, show, ana, ben, chloe, general, incidents, finance)
    show.voice.set()
    await sandbox.stop()
    await server.close()
