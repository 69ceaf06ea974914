"""dbt's target folder, read by the command line: what is there, and what is not."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.demo import shop_files
from bot.domain.errors import BadArtifact
from handlers.alerts.dbt import ingest_folder
from storage import Database
from tests.conftest import MovingClock


@pytest.fixture
def target(tmp_path: Path, clock: MovingClock) -> Path:
    """The shop's broken run, ended just now."""
    folder = tmp_path / "target"
    folder.mkdir()
    parts: dict[str, Any] = shop_files.artifacts(clock())
    for name, part in parts.items():
        (folder / f"{name}.json").write_text(json.dumps(part), encoding="utf-8")
    return folder


async def test_a_folder_is_taken_in_and_summed_up(
    db: Database, clock: MovingClock, target: Path
) -> None:
    said = await ingest_folder(db, target, now=clock())

    assert said.startswith("Read 25 assets and ")
    assert said.endswith("Alerts: 3 new, 0 still failing, 0 healed, 0 known already.")


async def test_the_same_folder_again_changes_nothing(
    db: Database, clock: MovingClock, target: Path
) -> None:
    await ingest_folder(db, target, now=clock())

    said = await ingest_folder(db, target, now=clock.advance(hours=1))

    assert said.endswith("Alerts: 0 new, 0 still failing, 0 healed, 3 known already.")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (["manifest.json"], "holds no manifest.json"),
        (["run_results.json", "sources.json"], "neither run_results.json nor sources.json"),
    ],
)
async def test_a_missing_file_is_named(
    db: Database, clock: MovingClock, target: Path, missing: list[str], sentence: str
) -> None:
    for name in missing:
        (target / name).unlink()

    with pytest.raises(BadArtifact, match=sentence):
        await ingest_folder(db, target, now=clock())


@pytest.mark.parametrize("missing", ["run_results.json", "sources.json"])
async def test_one_of_the_two_results_is_enough(
    db: Database, clock: MovingClock, target: Path, missing: str
) -> None:
    (target / missing).unlink()

    assert "new" in await ingest_folder(db, target, now=clock())


async def test_no_folder_and_a_file_that_breaks_off_are_said(
    db: Database, clock: MovingClock, target: Path
) -> None:
    raw = (target / "run_results.json").read_bytes()
    (target / "run_results.json").write_bytes(raw[:499].rstrip())

    with pytest.raises(BadArtifact, match=r"^run_results.json is cut off after 499 characters"):
        await ingest_folder(db, target, now=clock())
    shutil.rmtree(target)
    with pytest.raises(BadArtifact, match="There is no folder"):
        await ingest_folder(db, target, now=clock())
