"""What dbt wrote: manifest.json, run_results.json and sources.json, sent or read from a folder."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain.dbt import parse_artifact, read_manifest, read_run_results, read_sources
from bot.domain.dbt.parse import MAX_BYTES, clean
from bot.domain.errors import BadArtifact
from handlers.alerts.keeping import keep
from handlers.alerts.kinds import Batch, alert_source
from storage import Database

MANIFEST, RESULTS, SOURCES = PARTS = ("manifest", "run_results", "sources")


@alert_source("dbt", parts=PARTS)
def dbt(parts: Mapping[str, Any]) -> Batch:
    """The manifest is always needed: results name what they are about by ids that only it explains."""
    manifest = parts.get(MANIFEST)
    if manifest is None:
        raise BadArtifact(
            "manifest.json is missing: send the one that the same run of dbt wrote, "
            "because the results name their models and tests only by ids in it."
        )
    catalogue = read_manifest(manifest)
    signals = []
    if parts.get(RESULTS) is not None:
        signals += read_run_results(parts[RESULTS], manifest)
    if parts.get(SOURCES) is not None:
        signals += read_sources(parts[SOURCES], manifest)
    return Batch(signals=signals, catalogue=catalogue, key=_key(manifest))


def read_folder(folder: Path) -> Batch:
    """dbt's target folder; besides the manifest, one of the two others must be there."""
    if not folder.is_dir():
        raise BadArtifact(
            f"There is no folder {folder}: name the target folder that dbt writes to."
        )
    parts = {name: _read(folder / f"{name}.json") for name in PARTS}
    if parts[MANIFEST] is None:
        raise BadArtifact(
            f"{folder} holds no manifest.json: run dbt first, or name its target folder."
        )
    if parts[RESULTS] is None and parts[SOURCES] is None:
        raise BadArtifact(
            f"{folder} holds neither run_results.json nor sources.json: run `dbt build` or "
            "`dbt source freshness` first."
        )
    return dbt.read(parts)


async def ingest_folder(db: Database, folder: Path, *, now: datetime) -> str:
    """Take in what dbt wrote into a folder, and say in a sentence what became of it."""
    batch = await asyncio.to_thread(read_folder, folder)
    return (await keep(db, batch, now=now)).sentence()


def _read(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadArtifact(f"{path.name} is larger than the {MAX_BYTES // 1024**2} MB we read.")
        raw = path.read_bytes()
    except OSError as error:
        raise BadArtifact(f"{path} cannot be read: {error.strerror}.") from None
    return parse_artifact(path.name, raw)


def _key(manifest: Mapping[str, Any]) -> str:
    """The run that wrote the manifest: the same file once more brings nothing new."""
    metadata = manifest["metadata"]
    run, at = (
        clean(str(metadata.get(name) or ""), most=100) for name in ("invocation_id", "generated_at")
    )
    return f"dbt:{run}:{at}" if run and at else ""
