"""Talking on the page: writing, completion, threads, reactions, shortcuts, one's own words."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Company

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def at_incidents(page: Page, company: Company) -> None:
    await page.goto(company.address(company.ana, company.incidents))
    await expect(page.get_by_label("Message #data-incidents")).to_be_focused()


async def test_a_command_completes_itself_and_answers_her_alone(
    page: Page, company: Company
) -> None:
    await at_incidents(page, company)

    await page.keyboard.type("/da")
    await expect(page.get_by_role("option", name="/data-incident")).to_contain_text("[sev1]")
    await page.keyboard.press("Tab")
    await page.keyboard.type("help")
    await page.keyboard.press("Enter")

    answer = page.locator(".message", has_text="You typed: help")
    await expect(answer).to_contain_text("Only visible to you")
    assert company.ben.sees(company.incidents) == []
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(answer).to_be_hidden()


async def test_people_and_channels_complete_themselves(page: Page, company: Company) -> None:
    await at_incidents(page, company)

    await page.keyboard.type("ask @be")
    await expect(page.get_by_role("option", name="Ben Okafor")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type("in #gen")
    await page.get_by_role("option", name="#general").click()
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")

    message = page.locator(".message", has_text="second line")
    await expect(message.get_by_role("button", name="@Ben Okafor")).to_be_visible()
    await expect(message.get_by_role("button", name="#general")).to_be_visible()
    said = company.ben.sees(company.incidents)[-1]
    assert said.text == (
        f"ask <@{company.ben.id}> in <#{company.general.id}|general> \nsecond line"
    )


async def test_a_thread_opens_beside_and_escape_closes_it(page: Page, company: Company) -> None:
    root = await company.ben.says("the loader failed", channel=company.incidents)
    await at_incidents(page, company)
    message = page.get_by_role("main").locator(".message", has_text="the loader failed")
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    pane = page.get_by_role("complementary", name="Thread")

    await expect(pane.get_by_label("Reply…")).to_be_focused()
    await page.keyboard.type("restarting it")
    await page.keyboard.press("Enter")
    await expect(pane.locator(".message")).to_have_count(2)
    await expect(message).to_contain_text("1 reply")
    await page.keyboard.press("Escape")

    await expect(pane).to_be_hidden()
    await expect(message).to_be_focused()
    assert company.ben.sees(company.incidents, root.ts)[-1].text == "restarting it"


async def test_a_command_in_a_thread_is_explained(page: Page, company: Company) -> None:
    root = await company.ben.says("the loader failed", channel=company.incidents)
    await page.goto(f"{company.address(company.ana, company.incidents)}&thread={root.ts}")
    pane = page.get_by_role("complementary", name="Thread")

    await pane.get_by_label("Reply…").fill("/data-incident update")
    await page.keyboard.press("Enter")

    await expect(pane).to_contain_text("/data-incident cannot be used in threads")


async def test_reactions_are_added_and_taken_back(page: Page, company: Company) -> None:
    said = await company.ben.says("restarted the loader", channel=company.incidents)
    await at_incidents(page, company)
    message = page.locator(".message", has_text="restarted the loader")

    await message.hover()
    await message.get_by_role("button", name="React with pushpin").click()
    chip = message.get_by_role("button", name="pushpin, 1: you")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await message.get_by_role("button", name="Add a reaction").first.click()
    await page.get_by_label("Search emoji").fill("wrench")
    await page.keyboard.press("Enter")
    await expect(message.get_by_role("button", name="wrench, 1: you")).to_be_visible()
    await chip.click()

    await expect(chip).to_be_hidden()
    assert said.reactions == {"wrench": [company.ana.id]}


async def test_own_words_are_edited_and_deleted(page: Page, company: Company) -> None:
    await company.ana.says("revenue is mising", channel=company.incidents)
    await at_incidents(page, company)

    await page.keyboard.press("ArrowUp")
    editor = page.get_by_label("Edit the message")
    await editor.fill("revenue is missing")
    await page.keyboard.press("Enter")
    message = page.locator(".message", has_text="revenue is missing")
    await expect(message).to_contain_text("(edited)")

    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(message).to_be_hidden()


async def test_others_words_cannot_be_changed(page: Page, company: Company) -> None:
    await company.ben.says("mine", channel=company.incidents)
    await at_incidents(page, company)
    message = page.locator(".message", has_text="mine")

    await message.hover()
    await message.get_by_role("button", name="More actions").click()

    await expect(page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Edit message")).to_have_count(0)


async def test_shortcuts_of_messages_and_of_everywhere(page: Page, company: Company) -> None:
    await company.ben.says("restarted the loader", channel=company.incidents)
    await at_incidents(page, company)
    form = page.get_by_role("dialog", name="Declare an incident")

    await page.get_by_role("button", name="Shortcuts and commands").click()
    await page.get_by_role("menuitem", name="Declare an incident").click()
    await expect(form).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    message = page.locator(".message", has_text="restarted the loader")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Add to the timeline").click()
    await expect(form).to_be_visible()

    assert [one["callback_id"] for one in company.show.heard if "callback_id" in one][:1] == [
        "declare_global"
    ]
    used = company.show.of_kind("message_action")[0]
    assert used["message"]["text"] == "restarted the loader"


async def test_a_mute_app_is_reported_calmly(page: Page, company: Company) -> None:
    await at_incidents(page, company)
    company.show.voice.clear()

    await page.keyboard.type("/data-incident sev1 Revenue is missing")
    await page.keyboard.press("Enter")

    notice = page.locator(".message", has_text="/data-incident failed: the app did not respond")
    await expect(notice).to_contain_text("sev1 Revenue is missing")


async def test_messages_are_reached_with_the_arrow_keys(page: Page, company: Company) -> None:
    for text in ("first", "second", "third"):
        await company.ben.says(text, channel=company.general)
    await page.goto(company.address(company.ana, company.general))
    newest = page.locator(".message", has_text="third")
    await newest.focus()

    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".message", has_text="second")).to_be_focused()
    await page.keyboard.press("t")

    pane = page.get_by_role("complementary", name="Thread")
    await expect(pane.locator(".message")).to_contain_text("second")
    await expect(page).to_have_url(re.compile("thread="))


async def test_a_direct_message_is_begun(page: Page, company: Company) -> None:
    await page.goto(company.address(company.ana))
    await page.get_by_role("button", name="New direct message").click()
    await page.get_by_role("menuitem", name="Ben Okafor").click()

    await page.get_by_label("Message Ben Okafor").fill("a word, please")
    await page.keyboard.press("Enter")

    await expect(page.locator(".message", has_text="a word, please")).to_be_visible()
    await page.goto(company.address(company.ben))
    await expect(page.get_by_role("button", name="Ana Silva, 1 unread")).to_be_visible()
