"""What dbt sends and is refused: one sentence, and nothing is stored."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.demo import shop_files
from bot.demo.world import World
from tests.handlers.alerts.sending import as_files, messages, send


def broken(world: World) -> dict[str, Any]:
    return shop_files.artifacts(world.sandbox.clock.now())


async def kept(world: World) -> int:
    async with world.bot.db.reading() as tx:
        ids = await tx.assets.ids_by_key()
        return len(await tx.alerts.list_of_assets(list(ids.values())))


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
