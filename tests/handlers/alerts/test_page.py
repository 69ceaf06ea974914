"""The page about dbt: its lines to try do what it says."""

import shlex
from pathlib import Path
from typing import Any

from bot.demo import shop_files
from bot.demo.world import World
from tests.handlers.alerts.sending import Answer, as_files, messages, send

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "alerts-dbt.md").read_text(encoding="utf-8")


def lines_to_try() -> list[str]:
    return PAGE.split("```sh try\n")[1].split("```")[0].splitlines()


async def curl(world: World, line: str) -> Answer:
    """What `curl` would send: only the options that the page uses are understood."""
    secret = world.sandbox.signing_secret
    words = shlex.split(
        line.replace("$BOT", world.bot.url).replace("$DATA_INCIDENT_DBT_SECRET", secret)
    )
    assert words[:3] == ["curl", "-fsS", "-H"]
    assert words[3] == f"Authorization: Bearer {secret}"
    assert words[-1] == f"{world.bot.url}/alerts/dbt"
    assert set(words[4:-1:2]) == {"-F"}
    files: dict[str, Any] = {}
    for word in words[5:-1:2]:
        name, _, path = word.partition("=@")
        files[name] = (ROOT / path).read_bytes()
    return await send(world, as_files(files))


async def test_the_lines_to_try_fire_and_heal_three_alerts(world: World) -> None:
    fire, heal = lines_to_try()

    status, fired = await curl(world, fire)
    await world.settled()
    posted = len(messages(world))
    _, healed = await curl(world, heal)
    await world.settled()

    assert status == 200
    assert (fired["new"], healed["healed"]) == (3, 3)
    assert posted == len(messages(world)) == 3
    assert all("passes again" in one.words for one in messages(world))


async def test_the_answer_on_the_page_is_the_real_one(world: World) -> None:
    _, counts = await send(world, shop_files.artifacts(world.sandbox.clock.now()))

    shown = PAGE.split("```json\n")[1].split("\n```")[0]
    assert shown == str(counts).replace("'", '"')
