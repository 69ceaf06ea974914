"""What dbt wrote about the shop, with its times moved to now."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from bot.domain.asset import Catalogue
from bot.domain.dbt import parse_artifact, read_manifest

NAMES = ("manifest", "run_results", "sources")
BROKEN, HEALED = "artifacts", "artifacts-healed"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")


def artifact(name: str, *, run: str = BROKEN) -> dict[str, Any]:
    """One of the kept files; `run` is artifacts (broken) or artifacts-healed."""
    raw = (files("bot.demo") / "shop" / run / name).read_bytes()
    return parse_artifact(name, raw)


def catalogue() -> Catalogue:
    """The shop's assets and lineage."""
    return read_manifest(artifact("manifest.json"))


def artifacts(now: datetime, *, run: str = BROKEN) -> dict[str, dict[str, Any]]:
    """The three files of a run by name, as if dbt had finished now: what a sender posts.

    Each `now` is a run of its own: it gets invocation ids that are always the same for it.
    """
    found = {name: artifact(f"{name}.json", run=run) for name in NAMES}
    ends = [datetime.fromisoformat(one["metadata"]["generated_at"]) for one in found.values()]
    return {name: _moved(one, now - max(ends), now) for name, one in found.items()}


def _moved(value: dict[str, Any], by: timedelta, now: datetime) -> dict[str, Any]:
    before = value["metadata"]["invocation_id"]
    run = str(uuid5(UUID(before), now.isoformat()))

    def change(text: str) -> str:
        return MOMENT.sub(lambda found: _later(found[0], by), run if text == before else text)

    moved: dict[str, Any] = _each_text(value, change)
    return moved


def _later(text: str, by: timedelta) -> str:
    return (datetime.fromisoformat(text) + by).isoformat()


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(one, change) for one in value]
    if isinstance(value, dict):
        return {key: _each_text(one, change) for key, one in value.items()}
    return value
