"""Who may use an SQLite database at the same time: one that serves, beside it what looks or takes in."""

import signal
from pathlib import Path

import pytest

from bot.lock import AlreadyServed, NoRoom, sole_server
from bot.sandbox import Sandbox
from tests.test_command_line import (
    POLICY,
    SHOP,
    run,
    settings_for,
    slack,
    started,
    until_it_answers,
)

__all__ = ["slack"]  # the fixture


async def test_beside_a_serving_process_one_may_look_and_take_in_but_not_serve_or_migrate(
    tmp_path: Path, slack: Sandbox, unused_tcp_port: int
) -> None:
    given = settings_for(slack) | {"port": str(unused_tcp_port)}

    async with started(tmp_path, "bot", "serve", **given) as serving:
        await until_it_answers(f"http://127.0.0.1:{unused_tcp_port}/readyz")
        migrating = await run(tmp_path, "bot", "migrate", **given)
        looking = await run(tmp_path, "bot", "doctor", **given)
        taking_in = await run(tmp_path, "bot", "ingest", "dbt", str(SHOP), policy_file=str(POLICY))
        serving.send_signal(signal.SIGTERM)
        await serving.wait()

    assert migrating[0] == 2
    assert "Another process serves" in migrating[2]
    assert "ok   database: The schema is current." in looking[1]
    assert taking_in[0] == 0, taking_in[2]
    assert "Alerts: 3 new" in taking_in[1]


async def test_nobody_serves_while_one_migrates(tmp_path: Path, slack: Sandbox) -> None:
    with sole_server(f"sqlite:///{tmp_path}/var/data-incident.db"):
        code, _, complained = await run(tmp_path, "bot", "serve", **settings_for(slack))

    assert code == 2
    assert "Another process serves" in complained


def test_another_way_to_the_same_file_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").symlink_to(tmp_path / "one")

    with (
        sole_server(f"sqlite:///{tmp_path}/one/here.db"),
        pytest.raises(AlreadyServed),
        sole_server(f"sqlite+aiosqlite:///{tmp_path}/other/here.db?timeout=3"),
    ):
        raise AssertionError("both serve it")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:/here.db"])
def test_an_address_without_a_file_is_said_so(url: str) -> None:
    with pytest.raises(NoRoom, match="names no file"), sole_server(url):
        raise AssertionError("it serves nothing")
