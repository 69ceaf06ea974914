"""The page of the local workspace, used by hand: who one is, where one is, what is there."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Company

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_newcomer_is_told_three_things_to_try_once(page: Page, company: Company) -> None:
    company.sandbox.tips = ["Type `/data-incident`", "Put :pushpin: on a message", "Move the clock"]

    await page.goto(company.sandbox.url)
    welcome = page.get_by_role("region", name="Welcome")
    await expect(welcome.get_by_role("listitem")).to_have_count(3)
    await welcome.get_by_role("button", name="Dismiss the welcome").click()
    await page.reload()

    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    await expect(welcome).to_be_hidden()


async def test_one_can_act_as_anybody(page: Page, company: Company) -> None:
    await company.chloe.says("only finance reads this", channel=company.finance)
    await page.goto(company.address(company.ana))
    await expect(page.get_by_role("button", name="finance")).to_have_count(0)

    await page.get_by_role("button", name="You act as Ana Silva").click()
    await page.get_by_role("menuitemradio", name="Chloé Martin").click()
    await page.get_by_role("button", name="finance").click()

    await expect(page.get_by_role("button", name="You act as Chloé Martin")).to_be_visible()
    await expect(page.get_by_text("only finance reads this")).to_be_visible()


async def test_what_others_write_appears_without_reload(page: Page, company: Company) -> None:
    await page.goto(company.address(company.ana, company.general))
    await expect(page.get_by_label("Message #general")).to_be_focused()

    await company.ben.says("rows are coming in", channel=company.general)
    await company.ben.says("look here", channel=company.incidents)

    await expect(page.get_by_text("rows are coming in")).to_be_visible()
    await expect(page.get_by_role("button", name="data-incidents, 1 unread")).to_be_visible()
    await page.get_by_role("button", name="data-incidents").click()
    await expect(page.get_by_role("separator", name="New messages")).to_be_visible()
    await expect(page.get_by_role("button", name="data-incidents", exact=True)).to_be_visible()


async def test_the_new_ones_are_marked_though_more_come_while_the_channel_opens(
    page: Page, company: Company
) -> None:
    await page.goto(company.address(company.ana, company.general))
    await company.ben.says("look here", channel=company.incidents)
    await expect(page.get_by_role("button", name="data-incidents, 1 unread")).to_be_visible()
    asked: list[Route] = []

    async def answer(route: Route) -> None:
        """The first one when there is a second one, and that when the first has its answer."""
        asked.append(route)
        if len(asked) == 1:
            await company.ben.says("and here", channel=company.incidents)
        elif len(asked) == 2:
            async with page.expect_response(lambda response: response.request is asked[0].request):
                await asked[0].continue_()
            await route.continue_()
        else:
            await route.continue_()

    await page.route(f"**/messages?*{company.incidents.id}*", answer)
    await page.get_by_role("button", name="data-incidents").click()

    await expect(page.get_by_text("and here")).to_be_visible()
    await expect(page.get_by_role("separator", name="New messages")).to_be_visible()


async def test_a_mention_is_counted_in_the_channel_list(page: Page, company: Company) -> None:
    await page.goto(company.address(company.ana, company.general))

    await company.ben.says(f"{company.ana.mention} can you look?", channel=company.incidents)

    badge = page.get_by_role("button", name="data-incidents, 1 unread").locator(".unread-badge")
    await expect(badge).to_have_text("1")


async def test_a_channel_is_found_joined_and_left(page: Page, company: Company) -> None:
    await page.goto(company.address(company.ana))
    await page.get_by_role("button", name="Browse channels").last.click()
    await page.get_by_label("Search channels").fill("fin")
    await page.get_by_role("button", name="Join finance").click()

    await expect(page.get_by_role("heading", name="finance", level=1)).to_be_visible()
    assert company.ana.id in company.finance.members

    await page.get_by_role("button", name="Channel actions").click()
    await page.get_by_role("menuitem", name="Leave channel").click()
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    assert company.ana.id not in company.finance.members


async def test_the_clock_is_shown_and_moved(page: Page, company: Company) -> None:
    before = company.sandbox.clock.now()
    await page.goto(company.address(company.ana))

    await page.get_by_role("button", name="+30 min").click()
    await page.get_by_role("button", name="+1 day").click()
    await company.sandbox.until(
        lambda: company.sandbox.clock.now() - before >= timedelta(days=1, minutes=30)
    )

    local = company.sandbox.clock.now()
    await expect(page.locator(".clock-time")).to_contain_text(f"{local.day} {local:%b}")


async def test_dark_follows_the_system_until_somebody_chooses(page: Page, company: Company) -> None:
    async def ground() -> str:
        return str(await page.evaluate("getComputedStyle(document.body).backgroundColor"))

    await page.emulate_media(color_scheme="dark")
    await page.goto(company.address(company.ana))
    await expect(page.get_by_role("button", name="Switch to light")).to_be_visible()
    dark = await ground()

    await page.get_by_role("button", name="Switch to light").click()
    await page.reload()
    await expect(page.get_by_role("button", name="Switch to dark")).to_be_visible()

    assert await ground() != dark


async def test_a_narrow_window_keeps_the_channels_in_a_drawer(page: Page, company: Company) -> None:
    await page.set_viewport_size({"width": 420, "height": 800})
    await page.goto(company.address(company.ana, company.general))
    place = page.get_by_role("button", name="data-incidents")
    await expect(place).to_be_hidden()

    await page.get_by_role("button", name="Channels", exact=True).click()
    await place.click()

    await expect(page.get_by_role("heading", name="data-incidents", level=1)).to_be_visible()
    await expect(place).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_a_permalink_opens_the_thread_at_its_message(page: Page, company: Company) -> None:
    root = await company.ben.says("what happened?", channel=company.incidents)
    reply = await company.ben.says("the loader", channel=company.incidents, thread_ts=root.ts)

    await page.goto(company.sandbox.workspace.permalink(reply))

    marked = page.get_by_role("complementary", name="Thread").locator(".message.marked")
    await expect(marked).to_contain_text("the loader")
    await expect(marked).to_be_in_viewport()


async def test_the_inspector_lists_what_was_said_both_ways(page: Page, company: Company) -> None:
    await company.ana.types("/data-incident card", channel=company.incidents)
    await page.goto(company.address(company.ana))

    await page.get_by_role("button", name="Inspector").click()
    log = page.get_by_role("list", name="Calls and deliveries")
    await expect(log).to_contain_text("slash_commands · /data-incident")
    await log.get_by_role("button", name="chat.postMessage").click()

    await expect(page.get_by_label("Details")).to_contain_text("DI-7 Revenue is missing")


async def test_slack_can_be_made_to_misbehave(page: Page, company: Company) -> None:
    await page.goto(company.address(company.ana))
    await page.get_by_role("button", name="Inspector").click()
    await page.get_by_role("button", name="Faults").click()
    await page.get_by_label("Method").select_option("views.open")
    await page.get_by_label("What happens").select_option("is never answered")
    await page.get_by_role("button", name="Add", exact=True).click()

    await expect(page.get_by_role("button", name="Faults (1)")).to_be_visible()
    rules = [(rule.method, rule.kind) for rule in company.sandbox.faults.rules]
    assert rules == [("views.open", "never")]


async def test_a_channel_is_renamed_archived_and_deleted_by_hand(
    page: Page, company: Company
) -> None:
    await page.goto(company.address(company.ana, company.incidents))
    channel, bot = company.incidents, company.sandbox.workspace.app.user_id

    async def choose(name: str) -> None:
        await page.get_by_role("button", name="Channel actions").click()
        await page.get_by_role("menuitem", name=name).click()

    await choose("Rename channel")
    await page.get_by_label("New name").fill("di-1-revenue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="di-1-revenue", level=1)).to_be_visible()
    await choose("Remove @")
    await company.sandbox.until(lambda: bot not in channel.members)
    await choose("Archive channel")
    await expect(page.get_by_text("#di-1-revenue is archived.")).to_be_visible()
    await choose("Unarchive channel")
    await expect(page.get_by_text("#di-1-revenue is archived.")).to_be_hidden()
    await choose("Delete channel")
    await page.get_by_role("button", name="Delete", exact=True).click()

    await company.sandbox.until(lambda: channel.id not in company.sandbox.workspace.channels)
    await expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()


async def test_an_account_is_closed_and_opened_again_by_hand(page: Page, company: Company) -> None:
    await company.ben.says("rows are coming in", channel=company.general)
    await page.goto(company.address(company.ana, company.general))
    account = company.sandbox.workspace.people[company.ben.id]

    for label, deleted in (("Deactivate", True), ("Reactivate", False)):
        await page.get_by_role("main").get_by_role("button", name="Ben Okafor").first.click()
        await page.get_by_role("button", name=label).click()
        await company.sandbox.until(lambda deleted=deleted: account.deleted is deleted)  # type: ignore[misc]
        await page.reload()
