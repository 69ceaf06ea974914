"""A person at the page: looks, clicks and types, and knows nothing but what is on the screen."""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.demo.world import World
from bot.sandbox.model import Channel


class Desk:
    """Sits down as anybody; `folder` is where its pictures go."""

    def __init__(self, page: Page, world: World, folder: Path) -> None:
        self.page = page
        self.world = world
        self.folder = folder

    async def sits_down(self, name: str, channel: str) -> None:
        """The page, as somebody, in a channel."""
        person = self.world.people[name]
        where = self.channel(channel)
        await self.page.goto(f"{self.world.sandbox.url}/?as={person.id}&channel={where.id}")
        await expect(self.main.get_by_label(f"Message #{channel}")).to_be_visible()

    def channel(self, name: str) -> Channel:
        found = self.world.sandbox.workspace.named(name)
        assert found is not None, f"there is no channel #{name}"
        return found

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread")

    def place(self, name: str | re.Pattern[str]) -> Locator:
        """A channel or a conversation in the sidebar."""
        sidebar = self.page.get_by_role("navigation", name="People and channels")
        return sidebar.get_by_role("button", name=name)

    def message(self, *words: str, among: Locator | None = None) -> Locator:
        """The newest message that says all of these words."""
        found = (among or self.main).locator(".message")
        for one in words:
            found = found.filter(has_text=one)
        return found.last

    @property
    def card(self) -> Locator:
        """Of the incident whose channel is open."""
        return self.message("Pinned", "Commander", "Status")

    def form(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title)

    async def types(self, line: str) -> None:
        """In the composer of the channel that is open."""
        await self.main.locator("textarea").fill(line)
        await self.page.keyboard.press("Enter")

    async def searches(self, field: Locator, words: str, option: str) -> None:
        """Type into a select, and take one of what it finds."""
        await field.click()
        await field.press_sequentially(words)
        await self.page.get_by_role("option", name=option).first.click()
        await expect(field).not_to_have_attribute("aria-busy", "true")

    async def picks(self, field: Locator, option: str) -> None:
        """Choose from a menu."""
        await field.click()
        await self.page.get_by_role("option", name=option).first.click()
        await expect(field).to_have_value(option)

    async def takes_a_picture(self, name: str) -> None:
        """Once everything that was on its way has come, and nothing is pointed at."""
        await self.world.settled()
        await self.page.mouse.move(0, 0)
        await self.page.screenshot(path=self.folder / f"{name}.png", animations="disabled")
