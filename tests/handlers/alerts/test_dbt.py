"""dbt's files, sent over HTTP to the whole bot: what people then see, and what is refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.demo import shop_files
from bot.demo.shop_files import HEALED
from bot.demo.world import World
from tests.handlers.alerts.sending import as_files, message_of, messages, send
from tests.sandbox.waiting import until


def broken(world: World) -> dict[str, Any]:
    return shop_files.artifacts(world.sandbox.clock.now())


def failing_elsewhere(world: World) -> dict[str, Any]:
    """A later run in which another check of mart.revenue_daily fails, and nothing else did."""
    parts = shop_files.artifacts(world.sandbox.clock.now(), run=HEALED)
    for result in parts["run_results"]["results"]:
        if ".revenue_is_never_negative" in result["unique_id"]:
            result.update(status="fail", failures=1, message="Got 1 result")
    return {"manifest": parts["manifest"], "run_results": parts["run_results"]}


async def kept(world: World) -> int:
    async with world.bot.db.reading() as tx:
        ids = await tx.assets.ids_by_key()
        return len(await tx.alerts.list_of_assets(list(ids.values())))


@pytest.mark.parametrize("as_form", [True, False], ids=["form", "json"])
async def test_a_broken_run_is_three_calm_messages(world: World, as_form: bool) -> None:
    parts = broken(world)

    status, counts = await send(world, as_files(parts) if as_form else parts)
    await world.settled()

    assert status == 200
    assert (counts["new"], counts["healed"], counts["unknown_assets"]) == (3, 0, [])
    assert len(messages(world)) == 3
    shown = message_of(world, "mart.revenue_daily")
    assert "revenue is empty in 3 rows" in shown.words
    assert "tier 1" in shown.words
    assert "Executive revenue" in shown.words
    assert "Owner: Ana Silva" in shown.words
    assert "since <!date^" in shown.words
    assert shown.buttons == ["Declare", "Not an incident"]


async def test_nobody_is_mentioned_and_nobody_gets_a_direct_message(world: World) -> None:
    await send(world, broken(world))
    await world.settled()

    assert all("<@" not in f"{one.text} {one.blocks}" for one in messages(world))
    assert not any(person.dm.messages for person in world.people.values())


async def test_the_same_run_again_posts_nothing(world: World) -> None:
    parts = broken(world)
    await send(world, parts)
    await world.settled()
    posted = len(world.sandbox.calls)

    status, counts = await send(world, as_files(parts))
    await world.settled()

    assert (status, counts["new"], counts["repeated"]) == (200, 0, 3)
    assert len(world.sandbox.calls) == posted


async def test_a_healed_run_edits_the_messages_in_place(world: World) -> None:
    early = world.sandbox.clock.now()
    parts = shop_files.artifacts(early)
    await send(world, parts)
    await world.settled()
    before = {one.ts for one in messages(world)}

    world.sandbox.clock.advance(timedelta(minutes=35))
    later = shop_files.artifacts(world.sandbox.clock.now(), run=HEALED)
    _, counts = await send(world, later)
    await world.settled()

    assert counts["healed"] == 3
    assert {one.ts for one in messages(world)} == before
    shown = message_of(world, "mart.revenue_daily")
    assert "healed after 35 min" in shown.words
    assert shown.buttons == []


async def test_not_an_incident_asks_why_and_says_so_in_the_message(world: World) -> None:
    ana = world.people["ana"]
    await send(world, broken(world))
    await world.settled()

    await ana.presses(message_of(world, "mart.orders"), "dismiss_alert")
    answer = await ana.submits(reason="Expected <!channel>: the loader is paused")
    await world.settled()

    assert answer.ok
    shown = message_of(world, "mart.orders")
    assert "Why: Expected &lt;!channel&gt;: the loader is paused (Ana Silva)" in shown.words
    assert "mart.orders* (tier 1): not an incident" in shown.words
    assert shown.buttons == []


async def test_a_reason_of_blanks_is_asked_for_again(world: World) -> None:
    ana = world.people["ana"]
    await send(world, broken(world))
    await world.settled()

    await ana.presses(message_of(world, "mart.orders"), "dismiss_alert")
    answer = await ana.submits(reason="   ")

    assert "reason" in str(answer.errors)


async def test_a_stakeholder_may_not_dismiss(world: World) -> None:
    gus = world.people["gus"]
    await send(world, broken(world))
    await world.settled()

    await gus.presses(message_of(world, "mart.orders"), "dismiss_alert")
    await world.settled()

    assert gus.view is None
    last = gus.sees(world.channels["data-alerts"])[-1]
    assert "The data team decides that" in last.words


async def test_declare_opens_the_form_and_the_message_says_whose_it_is(world: World) -> None:
    ana = world.people["ana"]
    await send(world, broken(world))
    await world.settled()

    await ana.presses(message_of(world, "mart.revenue_daily"), "declare_alert")
    answer = await ana.submits()
    await world.settled()

    assert answer.ok
    await until(lambda: "DI-1" in message_of(world, "mart.revenue_daily").words)
    shown = message_of(world, "mart.revenue_daily")
    assert "Part of" in shown.words
    assert shown.buttons == []


async def test_an_open_incident_on_the_asset_is_offered_instead(world: World) -> None:
    ana = world.people["ana"]
    parts = broken(world)
    await send(world, {"manifest": parts["manifest"], "run_results": parts["run_results"]})
    await world.settled()
    await ana.presses(message_of(world, "mart.revenue_daily"), "declare_alert")
    await ana.submits()
    await world.settled()
    world.sandbox.clock.advance(timedelta(minutes=60))

    await send(world, failing_elsewhere(world))
    await world.settled()
    await until(lambda: len(messages(world)) == 3)
    second = messages(world)[-1]
    assert second.buttons == ["Add to DI-1", "Not an incident"]

    await ana.presses(second, "add_alert")
    await world.settled()

    assert "Part of" in messages(world)[-1].words
    async with world.bot.db.reading() as tx:
        entries = await tx.timeline.list_all(1, kinds=["alert_linked"])
    assert len(entries) == 2


async def test_a_wrong_secret_is_refused_before_the_body_is_read(world: World) -> None:
    for secret in ("", "wrong", "ünsinn"):
        status, answer = await send(world, b"{", secret=secret)

        assert status == 401
        assert "Authorization: Bearer" in answer["error"]


async def test_an_unknown_source_is_named(world: World) -> None:
    status, answer = await send(world, {}, source="nagios")

    assert (status, "/alerts/dbt" in answer["error"]) == (404, True)


async def test_without_a_secret_nothing_is_taken_in(world: World) -> None:
    world.bot.deps.alert_secrets.clear()

    status, answer = await send(world, broken(world))

    assert status == 503
    assert "DATA_INCIDENT_DBT_SECRET" in answer["error"]


async def test_each_of_several_secrets_opens_the_door(world: World) -> None:
    world.bot.deps.alert_secrets["dbt"] = ("new-secret", "old-secret")

    answers = [await send(world, {}, secret=one) for one in ("new-secret", "old-secret", "x")]

    assert [status for status, _ in answers] == [400, 400, 401]


HOSTILE: dict[str, tuple[bytes, str]] = {
    "junk": (b"\x80" * 1000, "not UTF-8"),
    "10 MB of junk": (b"[" * 10_000_000, "nested deeper"),
    "deep": (b'{"manifest": ' + b"[" * 100_000, "nested deeper"),
    "nan": (b'{"manifest": NaN}', "number that cannot be read"),
    "a huge integer": (b'{"manifest": ' + b"9" * 5001 + b"}", "number that cannot be read"),
    "empty": (b"", "The body is empty"),
    "a list": (b"[]", "holds a list"),
    "cut off": (b'{"manifest": {"metadata"', "cut off"),
    "unknown part": (b'{"metadata": {}, "results": []}', "must be one object with the parts"),
    "nothing": (b'{"manifest": null}', "Nothing was sent"),
    "no manifest": (b'{"run_results": {}}', "manifest.json is missing"),
    "a text": (b'{"manifest": "x\\u0000\\ud800"}', "holds text, not an object"),
    "no version": (b'{"manifest": {"metadata": {}}}', "dbt_schema_version"),
}


@pytest.mark.parametrize("case", HOSTILE)
async def test_hostile_bodies_get_one_sentence_and_leave_nothing(world: World, case: str) -> None:
    body, sentence = HOSTILE[case]

    status, answer = await send(world, body)

    assert status == 400
    assert sentence in answer["error"]
    assert await kept(world) == 0


async def test_another_version_says_which_we_read(world: World) -> None:
    parts = broken(world)
    parts["manifest"]["metadata"]["dbt_schema_version"] = (
        "https://schemas.getdbt.com/dbt/manifest/v9.json"
    )

    status, answer = await send(world, parts)

    assert status == 400
    assert "manifest.json is version v9; we read v12" in answer["error"]


async def test_surrogates_and_nul_in_what_dbt_says_are_left_out(world: World) -> None:
    parts = broken(world)
    for result in parts["run_results"]["results"]:
        result["message"] = "bad \x00 <!channel> \ud800 <https://evil.example|click>"

    status, counts = await send(world, parts)
    await world.settled()

    assert (status, counts["new"]) == (200, 3)
    shown = str([(one.text, one.blocks) for one in messages(world)])
    assert "<!channel>" not in shown
    assert "<https://evil" not in shown


async def test_compressed_bodies_are_refused(world: World) -> None:
    status, answer = await send(world, b"x", Content_Encoding="gzip")

    assert (status, "uncompressed" in answer["error"]) == (415, True)


async def test_more_than_the_cap_is_refused_without_keeping_it(world: World) -> None:
    too_much = as_files({"manifest": b" " * (65 * 1024 * 1024)})

    status, answer = await send(world, too_much)

    assert (status, "64 MB" in answer["error"]) == (413, True)


async def test_a_stream_that_does_not_end_is_cut_at_the_cap(world: World) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 1024 * 1024

    status, answer = await send(world, endless())

    assert (status, "64 MB" in answer["error"]) == (413, True)


@pytest.mark.parametrize(
    "parts",
    [{"manifest": b"{}", "other": b"{}"}, {"": b"{}"}, {"run_results": b"{}"}, {"manifest": b"{"}],
    ids=["unknown field", "no name", "no manifest", "cut off"],
)
async def test_forms_that_are_not_dbts_files_are_refused(
    world: World, parts: dict[str, bytes]
) -> None:
    status, answer = await send(world, as_files(parts))

    assert (status, bool(answer["error"])) == (400, True)
    assert await kept(world) == 0


async def test_a_form_that_breaks_off_is_refused(world: World) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="manifest"\r\n\r\n{"metadata"'

    status, answer = await send(world, body, Content_Type="multipart/form-data; boundary=x")

    assert (status, "cut off" in answer["error"]) == (400, True)


async def test_a_form_without_a_boundary_is_refused(world: World) -> None:
    status, answer = await send(world, b"hello", Content_Type="multipart/form-data")

    assert (status, "curl -F" in answer["error"]) == (400, True)


async def test_others_are_served_while_a_large_body_is_read(world: World) -> None:
    parts = broken(world)
    shop = len(shop_files.catalogue().assets)
    node = parts["manifest"]["nodes"]["model.shop.orders"]
    for number in range(4000):
        parts["manifest"]["nodes"][f"model.shop.m{number}"] = {**node, "name": f"m{number}"}
    body = json.dumps(parts).encode()

    async with aiohttp.ClientSession() as session:
        sending = asyncio.create_task(send(world, body))
        served = 0
        while not sending.done():
            async with session.get(f"{world.bot.url}/healthz") as response:
                served += response.status == 200
        status, counts = await sending

    assert (status, counts["assets"]) == (200, 4000 + shop)
    assert served > 10
