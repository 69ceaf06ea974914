"""Messages on the page: every block where Slack puts it, every element alive, no text ever markup."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Company

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = (
    "<script>document.title='x'</script> <img src=x onerror=alert(1)> {{ 7*7 }} <!channel> "
    "<https://evil.example|click> javascript:alert(1) *_~` &amp;lt; \u202eright to left"
)


async def card(page: Page, company: Company) -> Locator:
    await company.ana.types("/data-incident card", channel=company.incidents)
    await page.goto(company.address(company.ana, company.incidents))
    message = page.locator(".message", has_text="DI-7 Revenue is missing")
    await expect(message).to_be_visible()
    return message


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float


async def box(node: Locator) -> Box:
    found = await node.bounding_box()
    assert found is not None
    left, top = found["x"], found["y"]
    return Box(left, top, left + found["width"], top + found["height"])


async def test_every_block_is_drawn_where_slack_places_it(page: Page, company: Company) -> None:
    message = await card(page, company)

    heading = message.get_by_role("heading", level=3).first
    await expect(heading).to_have_text("DI-7 Revenue is missing since Tuesday 🚨")
    words = await box(message.locator("[data-block=facts] .section-words"))
    accessory = await box(message.locator(".overflow"))
    assert accessory.left >= words.right
    fields = [await box(message.locator(".block-field").nth(index)) for index in range(3)]
    assert fields[0].top == fields[1].top
    assert fields[1].left >= fields[0].right
    assert fields[2].top >= fields[0].bottom
    names = ("Take command", "Write update", "Close incident")
    row = [await box(message.get_by_role("button", name=name)) for name in names]
    assert len({button.top for button in row}) == 1
    await expect(message.locator(".not-drawn")).to_have_count(0)


async def test_texts_keep_their_marks(page: Page, company: Company) -> None:
    message = await card(page, company)

    await expect(message.locator("blockquote em")).to_have_text("cannot")
    await expect(message.locator("blockquote s")).to_have_text("January")
    await expect(message.locator(".bullet")).to_have_count(2)
    await expect(message.get_by_role("link", name="Executive revenue")).to_have_attribute(
        "href", "https://example.com/d/7"
    )
    await expect(message.locator("ol.rich-list li")).to_have_count(2)
    await expect(message.locator("pre")).to_have_text("select count(*) from orders -- 0")
    await expect(message.locator(".markdown th").first).to_have_text("Model")
    await expect(message.locator(".markdown strong")).to_have_text("DI-3")
    await expect(message.get_by_role("img", name="what reads what")).to_be_visible()


async def test_dates_are_in_the_readers_zone(page: Page, company: Company) -> None:
    message = await card(page, company)
    await expect(message.locator(".fields")).to_contain_text("3 Feb 2026 at 14:00")

    await page.goto(company.address(company.chloe, company.incidents))

    await expect(message.locator(".fields")).to_contain_text("3 Feb 2026 at 19:30")


async def test_a_confirm_dialog_comes_before_the_deed(page: Page, company: Company) -> None:
    message = await card(page, company)
    sure = page.get_by_role("dialog", name="Close DI-7?")
    await message.get_by_role("button", name="Close incident").click()
    await expect(sure).to_contain_text("postmortem is not published")
    await sure.get_by_role("button", name="Not yet").click()
    await expect(sure).to_be_hidden()
    assert company.show.said("close_incident") == []

    await message.get_by_role("button", name="Close incident").click()
    await page.keyboard.press("Enter")

    await company.sandbox.until(lambda: company.show.said("close_incident"))
    await expect(message.get_by_role("button", name="Close incident")).to_be_focused()


async def test_buttons_selects_and_pickers_tell_the_bot(page: Page, company: Company) -> None:
    message = await card(page, company)
    show = company.show

    await message.get_by_role("button", name="Take command").click()
    await message.get_by_label("Severity").click()
    await page.get_by_role("option", name="SEV1").click()
    await message.locator(".overflow").click()
    await page.get_by_role("menuitem", name="Hand over").click()
    await message.get_by_placeholder("Since").fill("2026-02-01")
    await page.keyboard.press("Enter")
    await message.get_by_placeholder("Communications lead").fill("chlo")
    await page.get_by_role("option", name="Chloé Martin").click()

    await company.sandbox.until(lambda: show.said("lead"))
    assert show.said("take_command")[0]["value"] == "7"
    assert show.said("severity")[0]["selected_option"]["value"] == "sev1"
    assert show.said("more")[0]["selected_option"]["value"] == "hand_over"
    assert show.said("since")[0]["selected_date"] == "2026-02-01"
    assert show.said("lead")[0]["selected_user"] == company.chloe.id


async def test_a_link_button_opens_and_tells_the_bot(page: Page, company: Company) -> None:
    message = await card(page, company)

    async with page.context.expect_page() as opening:
        await message.get_by_role("link", name="Open runbook").click()

    opened = await opening.value
    assert opened.url.startswith(company.sandbox.url)
    await company.sandbox.until(lambda: company.show.said("open_runbook"))


async def test_hostile_text_stays_text(page: Page, company: Company) -> None:
    await company.ben.says(HOSTILE, channel=company.general)
    await page.goto(company.address(company.ana, company.general))
    message = page.locator(".message", has_text="right to left")

    await expect(message).to_contain_text("<script>document.title='x'</script>")
    await expect(message).to_contain_text("<!channel>")
    assert await message.locator("script, img, iframe").count() == 0
    links = await message.locator("a[href]").evaluate_all("all => all.map(a => a.protocol)")
    assert set(links) <= {"http:", "https:"}


async def test_pins_bookmarks_topic_files_and_the_canvas_are_at_hand(
    page: Page, company: Company
) -> None:
    sandbox, channel = company.sandbox, company.incidents
    said = await company.ben.says("read me first", channel=channel)
    bot = company.show.client
    await bot.conversations_setTopic(channel=channel.id, topic="SEV1 :rotating_light: di-7")
    await bot.bookmarks_add(channel_id=channel.id, title="Status", type="link", link=sandbox.url)
    await bot.pins_add(channel=channel.id, timestamp=said.ts)
    await bot.files_upload_v2(channel=channel.id, content="# What “happened”", filename="di-7.md")
    canvas = {"type": "markdown", "markdown": "# <b>“Learned”</b>"}
    await bot.conversations_canvases_create(channel_id=channel.id, document_content=canvas)
    await page.goto(company.address(company.ana, channel))

    await expect(page.locator(".topic")).to_contain_text("SEV1 🚨 di-7")
    await expect(page.get_by_role("link", name="Status", exact=True)).to_be_visible()
    await page.get_by_role("button", name="1 pinned").click()
    await page.get_by_role("dialog", name="Pinned messages").get_by_role("button").click()
    await expect(page.locator(".message.marked")).to_contain_text("read me first")
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="Open di-7.md").click()
    await expect((await opening.value).get_by_text("# What “happened”")).to_be_visible()
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name="Canvas", exact=True).click()
    await expect((await opening.value).get_by_text("# <b>“Learned”</b>")).to_be_visible()
