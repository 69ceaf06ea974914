"""The shop's real artifacts, whole or cut down to what a test is about."""

from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.alert import Signal
from bot.domain.asset import Asset, Catalogue
from bot.domain.dbt import parse_artifact, read_run_results, read_sources

SHOP = Path(__file__).parents[3] / "bot" / "demo" / "shop"
MANIFEST, RESULTS, SOURCES = "manifest.json", "run_results.json", "sources.json"


@cache
def raw(file: str, run: str = "artifacts") -> bytes:
    return (SHOP / run / file).read_bytes()


def artifact(file: str, run: str = "artifacts") -> dict[str, Any]:
    return parse_artifact(file, raw(file, run))


def asset(catalogue: Catalogue, name: str) -> Asset:
    return next(found for found in catalogue.assets if found.name == name)


def signals(run: str = "artifacts") -> list[Signal]:
    manifest = artifact(MANIFEST, run)
    return [
        *read_run_results(artifact(RESULTS, run), manifest),
        *read_sources(artifact(SOURCES, run), manifest),
    ]


def failing(check: str) -> Signal:
    return next(signal for signal in signals() if signal.failing and signal.check == check)


def small() -> dict[str, Any]:
    """The real manifest cut down to two marts, their tests, a source, an exposure and the groups."""
    whole = artifact(MANIFEST)
    kept = ("shop.orders", "shop.revenue_daily", "orders_keep_up", "revenue_daily_revenue", "never")
    whole["nodes"] = {
        key: node
        for key, node in whole["nodes"].items()
        if any(word in key for word in kept) and not key.startswith("test.shop.source")
    }
    whole["sources"] = {k: v for k, v in whole["sources"].items() if k.endswith("shop_raw.orders")}
    whole["exposures"] = {k: v for k, v in whole["exposures"].items() if k.endswith("board_pack")}
    return whole


def small_results() -> dict[str, Any]:
    results = artifact(RESULTS)
    known = small()["nodes"]
    results["results"] = [one for one in results["results"] if one["unique_id"] in known]
    results["results"][0]["batch_results"] = {
        "successful": [],
        "failed": [["2026-02-01T00:00:00+00:00", "2026-02-02T00:00:00+00:00"]],
    }
    return results


def run_with(**changes: Any) -> list[Signal]:
    """The signals of a run that holds one result, of the mart of orders."""
    results = artifact(RESULTS)
    own = next(one for one in results["results"] if one["unique_id"] == "model.shop.orders")
    results["results"] = [own | changes]
    return read_run_results(results, artifact(MANIFEST))
