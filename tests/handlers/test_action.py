"""Action items as people type, press and hand them in, and as their owners are reminded."""

from dataclasses import replace

import pytest

from bot.demo.world import World
from bot.domain.status import Status
from tests.handlers.action_items import items, said, told
from tests.handlers.repairs import declared, last, types, words


async def test_one_line_files_an_item_with_owner_day_and_type(tuesday: World) -> None:
    await declared(tuesday)
    ben = tuesday.people["ben"]

    answer = await types(tuesday, f"action {ben.mention} add a not-null test by Friday prevent")

    (item,) = await items(tuesday)
    assert (item.owner, str(item.due), item.type) == (ben.id, "2026-02-06", "prevent")
    assert item.text == "add a not-null test"
    assert "*DI-1.1* is filed" in words(answer)
    assert "Action item DI-1.1: add a not-null test" in said(tuesday)
    assert "An action item for you" in told(tuesday, "ben")[0].words


async def test_what_is_missing_is_said_and_can_be_given_in_the_form(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]

    answer = await types(tuesday, "action write down who to call")
    await ana.presses(last(tuesday), "Edit")
    assert "write down who to call" in str(ana.form.blocks)
    await ana.submits(owner=tuesday.people["dev"].id, type="process", due="2026-02-10")
    await tuesday.settled()

    (item,) = await items(tuesday)
    assert "Still to say: an owner, a type and a due date" in words(answer)
    assert (item.owner, item.type, str(item.due)) == (
        tuesday.people["dev"].id,
        "process",
        "2026-02-10",
    )


async def test_a_vague_item_gets_advice_that_only_its_author_sees(tuesday: World) -> None:
    await declared(tuesday)

    answer = await types(tuesday, "action improve monitoring by friday")

    assert "advice; only you see it" in words(answer)
    assert "advice" not in said(tuesday).replace(words(answer), "")


async def test_the_list_has_what_is_open_with_its_buttons_and_how_the_rest_ended(
    tuesday: World,
) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    for text in ("add a test", "write a runbook", "buy a bigger machine"):
        await types(tuesday, f"action {text}")

    await types(tuesday, "action done 1 in the nightly run")
    await types(tuesday, "action drop 3 it was not the machine")
    answer = await types(tuesday, "action")

    assert "1 open, 1 done, 1 dropped" in words(answer)
    assert "DI-1.3 buy a bigger machine (it was not the machine)" in words(answer)
    assert last(tuesday).buttons == ["Done", "Edit", "Drop", "New action item", "Mine"]
    assert "Dropped: DI-1.3 buy a bigger machine" in said(tuesday)
    await ana.presses(last(tuesday), "Done")
    await tuesday.settled()
    assert "Done: DI-1.2 write a runbook" in said(tuesday)


async def test_dropping_by_button_asks_why(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    await types(tuesday, "action add a test")
    await types(tuesday, "action")

    await ana.presses(last(tuesday), "Drop")
    empty = await ana.submits(reason="   ")
    await ana.submits(reason="replaced <!channel>")
    await tuesday.settled()

    assert "Say in a few words why" in empty.errors["reason"]
    assert "replaced &lt;!channel&gt;" in said(tuesday)


@pytest.mark.parametrize(
    ("line", "answered"),
    [
        ("action done 9", "has no action item 9"),
        ("action drop 9 why", "has no action item 9"),
        ("action due 1 someday", "is no day"),
        ("action due 1 2020-01-01", "is gone by"),
        ("action done DI-404.1", "There is no incident DI-404"),
    ],
)
async def test_what_cannot_be_done_is_said(tuesday: World, line: str, answered: str) -> None:
    await declared(tuesday)
    await types(tuesday, "action add a test")

    answer = await types(tuesday, line)

    assert answered in words(answer)


async def test_words_that_cannot_be_filed_as_they_are_wait_in_a_form(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]

    await types(tuesday, "action @nobody add a test by friday")

    form = str(ana.form.blocks)
    assert "Nobody here is known as @nobody" in form
    assert "add a test" in form
    assert "2026-02-06" in form


async def test_a_day_gone_by_opens_the_form_with_all_words(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]

    await types(tuesday, "action add a test by 2026-01-01")
    marked = await ana.submits(due="2026-01-02")
    await ana.submits(due="2026-02-05")
    await tuesday.settled()

    (item,) = await items(tuesday)
    assert "gone by" in marked.errors["due"]
    assert (item.text, str(item.due)) == ("add a test", "2026-02-05")


async def test_a_form_handed_in_twice_files_once(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    await types(tuesday, "action new")
    view = ana.form

    await ana.submits(text="add a test")
    await ana.resubmits(view)
    await tuesday.settled()

    assert len(await items(tuesday)) == 1


@pytest.mark.parametrize(
    "text", ["<!channel> <@U1> <https://evil|click>", "{{ 7*7 }}", "x" * 3000, "🙈", "مرحبا"]
)
async def test_odd_words_are_kept_as_words(tuesday: World, text: str) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    await types(tuesday, "action new")

    answer = await ana.submits(text=text)
    await tuesday.settled()

    (item,) = await items(tuesday)
    assert answer.ok
    assert item.text == text
    for dangerous in ("<!channel>", "<https://evil"):
        assert dangerous not in said(tuesday)


async def test_readers_may_read_but_not_file_and_owners_may_end_their_own(tuesday: World) -> None:
    await declared(tuesday)
    farah = tuesday.people["farah"]
    await types(tuesday, f"action {farah.mention} check the board pack by friday process")

    refused = await types(tuesday, "action add a test", by="farah")
    listed = await types(tuesday, "action", by="farah")
    ended = await types(tuesday, "action done 1 checked", by="farah")

    assert "Only people working on DI-1" in words(refused)
    assert "check the board pack" in words(listed)
    assert "DI-1.1 is done" in words(ended)


async def test_an_item_can_be_filed_when_the_incident_is_over(tuesday: World) -> None:
    await declared(tuesday)
    async with tuesday.bot.db.transaction() as tx:
        incident = await tx.incidents.get(1)
        await tx.incidents.save(replace(incident, status=Status.CLOSED))

    answer = await types(tuesday, "action add a test by friday", by="dev")

    assert "*DI-1.1* is filed" in words(answer)
