"""The whole journey on the page, as people go it: from an alert to the published postmortem."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.demo.run import HISTORY
from bot.demo.seed import seed
from bot.demo.shop_files import HEALED
from bot.demo.stage import Stage
from bot.demo.world import World
from bot.sandbox import Clock
from storage import migrate
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

THURSDAY = datetime(2026, 2, 5, 8, 40, tzinfo=UTC)
"""When it happens: the pictures come out the same whenever they are taken."""

TITLE = "Revenue is missing since Monday"
HOME = "di-3-revenue-is-missing-since-monday"
WORDS = "Revenue of the last three days is not there yet. Older days are right."

ANSWERS = {
    "Which conditions": "A lost connection was not retried\nNothing watched the age of the orders",
    "Which decisions": "None that we know of",
    "What limited": "The board pack is checked by hand before it is sent",
    "How could we have noticed": "By an alert on the age of the orders",
    "What went well": "Well: command was taken at once\nHard: finding the stopped loader",
}


@pytest_asyncio.fixture(loop_scope="session")
async def shop(tmp_path: Path) -> AsyncIterator[World]:
    """What `make demo` starts: the bot beside the workspace, with its past lived through."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    migrate.upgrade(url)
    world = World(url, clock=Clock(behind=Clock().now() - THURSDAY + HISTORY))
    await world.start()
    await seed(world, until=HISTORY)
    yield world
    await world.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(page: Page, shop: World, pictures: Path) -> Desk:
    return Desk(page, shop, pictures)


async def test_from_an_alert_to_the_published_postmortem(desk: Desk) -> None:
    await ana_declares_on_the_alert(desk)
    await ana_takes_command_in_the_channel(desk)
    await five_minutes_go_by(desk)
    await farah_subscribes(desk)
    await ana_posts_an_update(desk)
    await farah_reads_it(desk)
    await five_minutes_go_by(desk)
    await ana_marks_the_days_that_are_wrong(desk)
    await five_minutes_go_by(desk)
    await ana_repairs_them(desk)
    await five_minutes_go_by(desk)
    await ana_gives_the_all_clear(desk)
    await ana_publishes_the_postmortem(desk)


async def five_minutes_go_by(desk: Desk) -> None:
    """The clock is moved on the page; what that brings is brought."""
    await desk.page.get_by_role("button", name="+5 min").click()
    await desk.world.settled()
    await desk.world.bot.schedule.tick()
    await desk.world.settled()


async def dbt_runs(desk: Desk, **run: str) -> None:
    await Stage(desk.world, desk.folder, loud=False).dbt_runs(**run)
    await desk.world.settled()


async def ana_declares_on_the_alert(desk: Desk) -> None:
    await dbt_runs(desk)
    await desk.sits_down("ana", "data-alerts")
    alert = desk.message("mart.revenue_daily", "revenue is empty in 3 rows")
    await expect(alert).to_contain_text("Owner: Ana Silva")
    await alert.get_by_role("button", name="Declare").click()

    form = desk.form("Declare an incident")
    await expect(form).to_contain_text("mart.revenue_daily")
    await form.get_by_label("What is wrong?").fill(TITLE)
    await desk.searches(form.get_by_label("What is affected?"), "mart.ord", "mart.orders")
    await expect(form).to_contain_text("Suggested: SEV1, because")
    await form.get_by_label("What is known so far").fill(
        "The orders loader stopped on Sunday night."
    )
    await desk.takes_a_picture("declare")
    await form.get_by_role("button", name="Declare").click()

    await expect(form).to_be_hidden()
    await expect(desk.message("DI-3 is declared as SEV1")).to_contain_text("Only visible to you")
    await expect(desk.message("mart.revenue_daily", "Part of DI-3")).to_be_visible()


async def ana_takes_command_in_the_channel(desk: Desk) -> None:
    await desk.place(HOME).click()
    await expect(desk.card).to_contain_text("acting; not taken yet")
    await expect(desk.card).to_contain_text("Pinned")
    briefing = desk.message("Hurt downstream", "Failing checks")
    await expect(briefing).to_contain_text("revenue is empty in 3 rows")
    await expect(briefing).to_contain_text("DI-2")
    await desk.card.get_by_role("button", name="Take command").click()

    await expect(desk.message("Ana Silva took command")).to_be_visible()
    await expect(desk.card).to_contain_text("The orders loader stopped on Sunday night.")
    await expect(desk.card.get_by_role("button", name="Take command")).to_be_hidden()
    await desk.message("You command DI-3").get_by_role("button", name="Dismiss").click()
    await desk.card.evaluate("card => card.scrollIntoView({block: 'end'})")
    await desk.takes_a_picture("channel")


async def farah_subscribes(desk: Desk) -> None:
    await desk.sits_down("farah", "data-incidents")
    announcement = desk.message(TITLE, "Being checked")
    await expect(announcement).to_contain_text("Executive revenue")
    await announcement.get_by_role("button", name="Subscribe").click()

    await expect(desk.message("Only visible to you", "DI-3")).to_be_visible()


async def ana_posts_an_update(desk: Desk) -> None:
    await desk.sits_down("ana", HOME)
    await desk.card.get_by_role("button", name="Post update").click()
    form = desk.form("Update DI-3")
    await form.get_by_label("What people who use the numbers read").fill(WORDS)
    await form.get_by_role("button", name="Preview").click()
    preview = desk.form("Preview DI-3")
    await expect(preview).to_contain_text(WORDS)
    await expect(preview).to_contain_text("Next word")
    await preview.get_by_role("button", name="Send").click()

    await expect(preview).to_be_hidden()
    await expect(desk.card).to_contain_text("Last update")


async def farah_reads_it(desk: Desk) -> None:
    await desk.sits_down("farah", "data-incidents")
    announcement = desk.message(TITLE, WORDS)
    await announcement.get_by_role("button", name="Last reply").click()
    await expect(desk.message(WORDS, among=desk.thread)).to_contain_text("Meanwhile")
    await desk.takes_a_picture("status-thread")

    await desk.place(re.compile(r"^data-incident(,|$)")).click()
    heard = desk.message(WORDS)
    await expect(heard).to_contain_text("Yours that this affects: Executive revenue")
    await expect(heard).to_contain_text("You hear this because")
    await expect(heard.get_by_role("button", name="Stop these")).to_be_visible()


async def ana_marks_the_days_that_are_wrong(desk: Desk) -> None:
    await desk.sits_down("ana", HOME)
    await desk.types("/data-incident times started 2026-02-02 00:30")
    await expect(desk.message("Only visible to you", "2 Feb 2026")).to_be_visible()
    await desk.card.get_by_role("button", name="Bad ranges").click()
    await desk.message("no bad ranges").get_by_role("button", name="Add bad dates").click()
    form = desk.form("Add bad dates")
    await desk.searches(form.get_by_label("Asset"), "revenue_d", "mart.revenue_daily")
    await form.get_by_label("First bad day").fill("2026-02-02")
    await form.get_by_label("Last bad day").fill("2026-02-04")
    await form.get_by_role("button", name="Add").click()
    downstream = desk.form("Same days downstream")
    await expect(downstream.get_by_label("mart.marketing_spend_roi")).to_be_checked()
    await downstream.get_by_role("button", name="Add these").click()

    await expect(downstream).to_be_hidden()
    await expect(desk.message("Do not use mart.revenue_daily")).to_be_visible()
    await expect(desk.message("because it reads mart.revenue_daily")).to_be_visible()
    await expect(desk.card).to_contain_text("0 % · 2 ranges")


async def ana_repairs_them(desk: Desk) -> None:
    await desk.types("/data-incident range")
    await desk.message("0 of 2 checked").get_by_role("button", name="All reloaded").click()
    await expect(desk.card).to_contain_text("50 %")
    await dbt_runs(desk, run=HEALED)
    await expect(desk.message("All checks of this incident pass now")).to_be_visible()
    await desk.types("/data-incident range checked all totals match the ledger")

    await expect(desk.card).to_contain_text("100 %")


async def ana_gives_the_all_clear(desk: Desk) -> None:
    ready = desk.message("Checked:", "mart.revenue_daily")
    await ready.get_by_role("button", name="Give the all-clear").click()
    form = desk.form("All-clear")
    await expect(form.get_by_label("Executive revenue refreshed and right")).not_to_be_checked()
    for box in await form.get_by_role("checkbox").all():
        await box.check()
    await form.get_by_label("How do you know?").fill("Totals match the ledger")
    await form.get_by_role("button", name="Say it is safe").click()

    await expect(form).to_be_hidden()
    await expect(desk.message("All-clear: everything")).to_contain_text("Totals match the ledger")


async def ana_publishes_the_postmortem(desk: Desk) -> None:
    drafted = desk.message("postmortem is drafted from the record")
    await drafted.get_by_role("button", name="Answer the questions").click()
    form = desk.form("DI-3 postmortem")
    for question, answer in ANSWERS.items():
        await form.get_by_label(question).fill(answer)
    await form.get_by_role("button", name="Save").click()
    await expect(desk.message("Your answers are kept")).to_be_visible()
    await drafted.get_by_role("button", name="Preview").click()
    await expect(form).to_contain_text("page 1 of")
    await desk.takes_a_picture("postmortem")
    await form.get_by_role("button", name="Close", exact=True).click()
    await drafted.get_by_role("button", name="Publish").click()
    await desk.page.get_by_role("dialog").get_by_role("button", name="Publish").click()

    await expect(desk.message("is written up")).to_be_visible()
    await expect(desk.main.get_by_role("link", name="Open di-3")).to_be_visible()
