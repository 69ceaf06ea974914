"""What dbt wrote about the shop, with its times moved to now."""

from importlib.resources import files
from typing import Any

from bot.domain.asset import Catalogue
from bot.domain.dbt import parse_artifact, read_manifest


def artifact(name: str, *, run: str = "artifacts") -> dict[str, Any]:
    """One of the kept files; `run` is artifacts (broken) or artifacts-healed."""
    raw = (files("bot.demo") / "shop" / run / name).read_bytes()
    return parse_artifact(name, raw)


def catalogue() -> Catalogue:
    """The shop's assets and lineage."""
    return read_manifest(artifact("manifest.json"))
