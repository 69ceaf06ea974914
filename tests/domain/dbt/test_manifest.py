"""Assets, owners and lineage of the shop as dbt wrote them down."""

import json
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.asset import AssetKind
from bot.domain.dbt import read_manifest
from tests.domain.dbt.shop import MANIFEST, SHOP, artifact, asset, small


def test_a_model_has_its_name_group_owner_tier_domain_promise_and_columns() -> None:
    revenue = asset(read_manifest(artifact(MANIFEST)), "mart.revenue_daily")

    assert revenue.kind is AssetKind.MODEL
    assert revenue.owners == ("ana@shop.example",)
    assert (revenue.group, revenue.tier, revenue.domain) == ("finance", 1, "finance")
    assert revenue.freshness_promise == "07:00"
    assert revenue.columns == ("day", "orders", "revenue")
    assert revenue.description.startswith("Revenue a day")


def test_a_source_is_called_as_people_call_it_and_owned_by_its_meta() -> None:
    orders = asset(read_manifest(artifact(MANIFEST)), "shop_raw.orders")

    assert (orders.kind, orders.tier, orders.owners) == (AssetKind.SOURCE, 1, ("ben@shop.example",))
    assert "loaded_at" in orders.columns


def test_an_exposure_is_known_by_its_label_with_owners_link_and_maturity() -> None:
    catalogue = read_manifest(artifact(MANIFEST))

    executive, board = asset(catalogue, "Executive revenue"), asset(catalogue, "Board pack")
    assert (executive.kind, executive.tier, executive.maturity) == (AssetKind.DASHBOARD, 1, "high")
    assert executive.url == "https://bi.shop.example/dashboards/executive-revenue"
    assert executive.owners == ("farah@shop.example",)
    assert board.owners == ("farah@shop.example", "ivy@shop.example")


def test_the_shop_has_five_sources_fifteen_models_a_seed_and_four_exposures() -> None:
    kinds = [found.kind for found in read_manifest(artifact(MANIFEST)).assets]

    assert kinds.count(AssetKind.SOURCE) == 5
    assert kinds.count(AssetKind.MODEL) == 15
    assert kinds.count(AssetKind.SEED) == 1
    assert sum(kind.is_read_by_people for kind in kinds) == 4


def test_lineage_leads_from_the_loader_to_the_dashboard_without_the_tests() -> None:
    edges = read_manifest(artifact(MANIFEST)).edges

    path = [
        "source.shop.shop_raw.orders",
        "model.shop.stg_shop__orders",
        "model.shop.int_orders_paid",
        "model.shop.orders",
        "model.shop.revenue_daily",
        "exposure.shop.executive_revenue",
    ]
    assert set(pairwise(path)) <= set(edges)
    assert not any("test." in end for edge in edges for end in edge)


def test_what_stands_between_a_metric_and_a_model_is_seen_through() -> None:
    manifest = small()
    manifest["semantic_models"] = {
        "semantic_model.shop.orders": {"depends_on": {"nodes": ["model.shop.orders"]}}
    }
    manifest["metrics"] = {
        "metric.shop.aov": {
            "name": "aov",
            "label": "Average order",
            "depends_on": {"nodes": ["semantic_model.shop.orders"]},
        }
    }

    catalogue = read_manifest(manifest)

    assert ("model.shop.orders", "metric.shop.aov") in catalogue.edges
    assert asset(catalogue, "Average order").kind is AssetKind.METRIC


def test_two_assets_of_one_name_are_told_apart() -> None:
    manifest = small()
    twin = manifest["nodes"]["model.shop.orders"] | {"database": "archive"}
    manifest["nodes"]["model.old.orders"] = twin
    same = manifest["nodes"]["model.shop.revenue_daily"]
    manifest["nodes"]["model.other.revenue_daily"] = dict(same)

    names = [found.name for found in read_manifest(manifest).assets]

    assert {"shop.mart.orders", "archive.mart.orders"} <= set(names)
    assert "shop.mart.revenue_daily (model.other.revenue_daily)" in names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("written", "understood"),
    [(1, 1), ("2", 2), ("tier 3", 3), ("Tier-1", 1), (4, None), (True, None), ("gold", None)],
)
def test_a_tier_is_read_as_people_write_it(written: Any, understood: int | None) -> None:
    manifest = small()
    manifest["nodes"]["model.shop.orders"]["meta"] = {"tier": written}

    orders = asset(read_manifest(manifest), "mart.orders")

    assert orders.tier == understood


@pytest.mark.parametrize(
    ("written", "understood"),
    [("07:00", "07:00"), ("7:05", "07:05"), (630, "10:30"), ("25:00", ""), ("soon", ""), (-5, "")],
)
def test_a_freshness_promise_is_a_time_of_day_or_nothing(written: Any, understood: str) -> None:
    manifest = small()
    manifest["nodes"]["model.shop.orders"]["meta"] = {"freshness_promise": written}

    orders = asset(read_manifest(manifest), "mart.orders")

    assert orders.freshness_promise == understood


def test_meta_is_read_at_the_top_and_under_config() -> None:
    manifest = small()
    manifest["nodes"]["model.shop.orders"] |= {
        "meta": {},
        "config": {"meta": {"owner": {"email": "Dev@shop.example"}, "domain": "Growth"}},
    }

    orders = asset(read_manifest(manifest), "mart.orders")

    assert (orders.owners, orders.domain) == (("dev@shop.example",), "growth")


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    manifest = small()
    manifest["exposures"]["exposure.shop.board_pack"]["url"] = "javascript:alert(1)"

    board = asset(read_manifest(manifest), "Board pack")

    assert board.url == ""


def test_the_kept_artifacts_name_no_folder_of_a_machine_and_no_person_who_ran_them() -> None:
    texts = {
        path: json.dumps(json.loads(path.read_text("utf-8")))
        for path in SHOP.glob("artifacts*/*.json")
    }

    assert len(texts) == 6
    for text in texts.values():
        assert not any(place in text for place in ("/root", "/home", "/work", "/tmp", "user_id"))
