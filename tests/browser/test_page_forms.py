"""Forms of the bot on the page: every element by mouse and by keyboard, errors, the stack, the focus."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Company

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def opened(page: Page, company: Company) -> Locator:
    await page.goto(company.address(company.ana, company.incidents))
    await page.get_by_label("Message #data-incidents").fill("/data-incident form")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Declare an incident")
    await expect(dialog).to_be_visible()
    return dialog


async def picks(page: Page, field: Locator, option: str) -> None:
    await field.click()
    await page.get_by_role("option", name=option).first.click()
    await expect(field).not_to_have_attribute("aria-busy", "true")


async def sent(company: Company) -> dict[str, Any]:
    submission = (await company.sandbox.until(lambda: company.show.of_kind("view_submission")))[-1]
    values: dict[str, Any] = submission["view"]["state"]["values"]
    return {block: next(iter(actions.values())) for block, actions in values.items()}


def chosen(state: dict[str, Any]) -> list[str]:
    options = state.get("selected_options") or [state["selected_option"]]
    return [option["text"]["text"] for option in options]


async def test_a_form_is_filled_with_the_mouse(page: Page, company: Company) -> None:
    form = await opened(page, company)
    await form.get_by_label("What is wrong?").fill("Revenue is missing")
    await picks(page, form.get_by_label("Failure mode"), "Schema")
    await form.get_by_label("Assets").click()
    await form.get_by_label("Assets").press_sequentially("orders")
    await page.get_by_role("option", name="mart.orders").click()
    await page.get_by_role("option", name="raw.orders").click()
    await picks(page, form.get_by_label("Commander"), "Ben Okafor")
    await picks(page, form.get_by_label("Responders"), "Chloé Martin")
    await picks(page, form.get_by_label("Channel"), "#general")
    await form.locator("[data-block=day]").get_by_role("button").click()
    await page.get_by_role("gridcell", name="2026-02-05").click()
    await picks(page, form.get_by_label("At", exact=True), "16:30")
    await form.get_by_label("Rows missing").fill("1200")
    await form.get_by_label("Warn 43 people now").check()
    await form.get_by_label("Drill").check()
    await form.get_by_role("button", name="Declare").click()

    values = await sent(company)
    await expect(form).to_be_hidden()
    assert values["title"]["value"] == "Revenue is missing"
    assert values["summary"]["value"] == "Nothing yet"
    assert chosen(values["severity"]) == ["SEV3"]
    assert chosen(values["mode"]) == ["Schema"]
    assert chosen(values["assets"]) == ["mart.orders", "raw.orders"]
    assert values["lead"]["selected_user"] == company.ben.id
    assert values["crew"]["selected_users"] == [company.chloe.id]
    assert values["where"]["selected_conversation"] == company.general.id
    assert values["day"]["selected_date"] == "2026-02-05"
    assert values["clock"]["selected_time"] == "16:30"
    assert values["next"]["selected_date_time"] == 1_770_127_200
    assert values["rows"]["value"] == "1200"
    assert chosen(values["warn"]) == ["Warn 43 people now"]
    assert chosen(values["kind"]) == ["Drill"]


async def test_a_form_is_filled_with_the_keyboard_alone(page: Page, company: Company) -> None:
    await opened(page, company)
    keys = page.keyboard
    await keys.type("Orders are late")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await keys.press("Escape")
    await keys.press("Tab")
    await keys.type("revenue")
    await expect(page.get_by_role("option", name="mart.revenue")).to_be_visible()
    await keys.press("Enter")
    await keys.press("Escape")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("ArrowDown")
    await keys.press("ArrowRight")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await keys.press("Control+Enter")

    values = await sent(company)
    assert values["title"]["value"] == "Orders are late"
    assert chosen(values["mode"]) == ["Freshness"]
    assert chosen(values["assets"]) == ["mart.revenue"]
    assert values["day"]["selected_date"] == "2026-02-11"


async def test_typed_dates_and_times_count_too(page: Page, company: Company) -> None:
    form = await opened(page, company)
    await form.get_by_label("What is wrong?").fill("Late")
    await picks(page, form.get_by_label("Failure mode"), "Volume")
    await form.get_by_label("Assets").press_sequentially("mart")
    await page.get_by_role("option", name="mart.revenue").click()
    await form.get_by_label("Since").fill("2026-01-31")
    await form.get_by_label("At", exact=True).fill("9.05")
    await form.get_by_label("Next word by time").fill("15:45")
    await form.get_by_role("button", name="Declare").click()

    values = await sent(company)
    assert values["day"]["selected_date"] == "2026-01-31"
    assert values["clock"]["selected_time"] == "09:05"
    assert values["next"]["selected_date_time"] == 1_770_127_200 + 105 * 60


async def test_what_is_missing_or_wrong_is_said_under_its_field(
    page: Page, company: Company
) -> None:
    form = await opened(page, company)
    await form.get_by_label("E-mail").fill("nobody")
    await form.get_by_label("Rows missing").fill("a few")
    await form.get_by_role("button", name="Declare").click()

    title = form.get_by_label("What is wrong?")
    await expect(form.locator("[data-block=title]")).to_contain_text("Please fill in this field")
    await expect(form.locator("[data-block=mail]")).to_contain_text("valid e-mail address")
    await expect(form.locator("[data-block=rows]")).to_contain_text("Enter a number")
    await expect(title).to_be_focused()
    await expect(title).to_have_attribute("aria-invalid", "true")
    assert company.show.of_kind("view_submission") == []


async def test_the_bots_own_errors_are_shown_and_nothing_is_lost(
    page: Page, company: Company
) -> None:
    company.show.refuse = {"title": "DI-6 is open on the same asset."}
    form = await opened(page, company)
    await form.get_by_label("What is wrong?").fill("Revenue again")
    await picks(page, form.get_by_label("Failure mode"), "Volume")
    await form.get_by_label("Assets").press_sequentially("mart")
    await page.get_by_role("option", name="mart.revenue").click()
    await form.get_by_role("button", name="Declare").click()

    await expect(form.locator("[data-block=title]")).to_contain_text("DI-6 is open")
    await expect(form.get_by_label("What is wrong?")).to_have_value("Revenue again")
    await expect(form.locator("[data-block=assets]")).to_contain_text("mart.revenue")


async def test_words_stay_while_the_bot_changes_the_form(page: Page, company: Company) -> None:
    form = await opened(page, company)
    await form.get_by_label("What is wrong?").fill("Half a sen")
    await picks(page, form.get_by_label("How bad is it?"), "SEV1")
    await expect(form.get_by_text("SEV1 it is.")).to_be_visible()

    await expect(form.get_by_label("What is wrong?")).to_have_value("Half a sen")
    await expect(form.get_by_label("How bad is it?")).to_have_value("SEV1")


async def test_a_search_waits_for_enough_letters_and_asks_once(
    page: Page, company: Company
) -> None:
    form = await opened(page, company)
    assets = form.get_by_label("Assets")
    await assets.click()
    await expect(page.get_by_text("Type at least 2 letters")).to_be_visible()

    await assets.press_sequentially("orders", delay=10)
    await expect(page.get_by_role("option")).to_have_count(3)

    assert company.show.suggested == ["orders"]


async def test_the_focus_stays_in_the_form_and_returns(page: Page, company: Company) -> None:
    form = await opened(page, company)
    inside = "document.activeElement.closest('dialog') !== null"
    for _ in range(40):
        await page.keyboard.press("Tab")
        assert await page.evaluate(inside)
    for _ in range(3):
        await page.keyboard.press("Shift+Tab")
        assert await page.evaluate(inside)

    await page.keyboard.press("Escape")

    await expect(form).to_be_hidden()
    await expect(page.get_by_label("Message #data-incidents")).to_be_focused()
    await company.sandbox.until(lambda: company.show.of_kind("view_closed"))


async def test_forms_stand_on_each_other(page: Page, company: Company) -> None:
    await page.goto(company.address(company.ana, company.incidents))
    await page.get_by_label("Message #data-incidents").fill("/data-incident steps")
    await page.keyboard.press("Enter")
    first = page.get_by_role("dialog", name="First step")
    second = page.get_by_role("dialog", name="Second step")
    await first.get_by_label("Reason").fill("because")
    await page.keyboard.press("Enter")
    await expect(second.get_by_label("Reason")).to_have_value("")

    await second.get_by_role("button", name="Back").click()
    await expect(first.get_by_label("Reason")).to_have_value("because")
    await first.get_by_role("button", name="Next").click()
    await second.get_by_role("button", name="Close the form").click()

    await expect(page.get_by_role("dialog")).to_have_count(0)
    closed = [body["view"]["callback_id"] for body in company.show.of_kind("view_closed")]
    assert closed == ["second_step", "second_step", "first_step"]


async def test_letters_are_counted_where_they_are_few(page: Page, company: Company) -> None:
    form = await opened(page, company)

    await form.get_by_label("What is wrong?").fill("x" * 43)
    await expect(form.locator(".counter")).to_have_text("-3")
    await form.get_by_role("button", name="Declare").click()

    await expect(form.locator("[data-block=title]")).to_contain_text("at most 40 characters")


async def test_a_mute_app_loses_nothing_of_the_form(page: Page, company: Company) -> None:
    form = await opened(page, company)
    await form.get_by_label("What is wrong?").fill("Orders are late")
    await picks(page, form.get_by_label("Failure mode"), "Volume")
    await form.get_by_label("Assets").press_sequentially("mart")
    await page.get_by_role("option", name="mart.revenue").click()
    await form.get_by_label("What is wrong?").focus()
    company.show.voice.clear()
    await form.get_by_role("button", name="Declare").click()

    await expect(form.get_by_text("The app did not respond. What you wrote")).to_be_visible()
    await expect(form.get_by_label("What is wrong?")).to_have_value("Orders are late")
