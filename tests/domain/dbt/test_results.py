"""Which checks fire, which heal, and what they say: the shop broken and repaired."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.asset import FailureMode
from bot.domain.dbt import read_run_results, read_sources
from tests.domain.dbt.shop import (
    MANIFEST,
    RESULTS,
    SOURCES,
    artifact,
    failing,
    run_with,
    signals,
    small,
    small_results,
)


def test_the_broken_run_fires_exactly_three_times_and_tells_one_story() -> None:
    fired = [signal for signal in signals() if signal.failing]

    assert {(signal.asset, signal.failure_mode) for signal in fired} == {
        ("source.shop.shop_raw.orders", FailureMode.FRESHNESS),
        ("model.shop.orders", FailureMode.VOLUME),
        ("model.shop.revenue_daily", FailureMode.QUALITY),
    }


def test_a_failing_column_test_names_column_rows_and_asset() -> None:
    signal = failing("not_null_revenue_daily_revenue")

    run = artifact(RESULTS)["metadata"]["invocation_id"]
    assert signal.title == "revenue is empty in 3 rows of mart.revenue_daily"
    assert (signal.column, signal.failures, signal.run) == ("revenue", 3, run)
    assert signal.key == f"{run}:test.shop.not_null_revenue_daily_revenue.24fb946d56"
    assert signal.at.tzinfo is UTC


def test_a_test_between_two_models_belongs_to_the_one_it_hangs_on() -> None:
    signal = failing("orders_keep_up_with_checkouts")

    assert signal.asset == "model.shop.orders"
    assert signal.title == "orders_keep_up_with_checkouts fails in 3 rows of mart.orders"
    assert signal.detail.startswith("Each day holds at least nine orders")


def test_a_singular_test_belongs_to_the_most_important_asset_it_reads() -> None:
    manifest = small()
    key = "test.shop.revenue_is_never_negative"
    manifest["nodes"][key]["depends_on"]["nodes"] = [
        "source.shop.shop_raw.orders",
        "model.shop.revenue_daily",
    ]
    manifest["sources"]["source.shop.shop_raw.orders"]["meta"] = {"tier": 3}
    results = small_results()
    results["results"] = [one for one in results["results"] if one["unique_id"] == key]

    (signal,) = read_run_results(results, manifest)

    assert (signal.asset, signal.failing) == ("model.shop.revenue_daily", False)


def test_a_late_source_says_since_when_and_what_was_allowed() -> None:
    signal = failing("freshness")

    assert signal.title == "Nothing new in shop_raw.orders for 9 h"
    assert signal.detail.startswith("Last loaded 20")
    assert signal.detail.endswith("Allowed: 6 hours.")


def test_the_healed_run_passes_every_check_that_had_failed() -> None:
    healed = signals("artifacts-healed")

    checks = {(signal.asset, signal.check) for signal in signals() if signal.failing}
    assert not any(signal.failing for signal in healed)
    assert checks <= {(signal.asset, signal.check) for signal in healed}
    assert min(s.at for s in healed) > max(s.at for s in signals() if s.failing)


def test_what_was_skipped_neither_fires_nor_heals() -> None:
    results = artifact(RESULTS)["results"]

    skipped = {one["unique_id"] for one in results if one["status"] == "skipped"}
    assert "model.shop.marketing_spend_roi" in skipped
    assert not skipped & {signal.asset for signal in signals()}


def test_a_warning_neither_fires_nor_heals() -> None:
    told = run_with(status="warn")

    assert told == []


@pytest.mark.parametrize(
    ("message", "mode"),
    [
        ("This model has an enforced contract that failed.", FailureMode.SCHEMA),
        ('Binder Error: Referenced column "amount" not found', FailureMode.SCHEMA),
        ('column "amount" does not exist', FailureMode.SCHEMA),
        ("Could not connect to the warehouse", FailureMode.PIPELINE),
        ("", FailureMode.PIPELINE),
    ],
)
def test_a_model_that_was_not_built_failed_by_schema_or_pipeline(
    message: str, mode: FailureMode
) -> None:
    (signal,) = run_with(status="error", message=message)

    assert (signal.failing, signal.failure_mode) == (True, mode)
    assert (signal.check, signal.title) == ("build", "mart.orders was not built")


@pytest.mark.parametrize(
    ("test", "mode"),
    [
        ("relationships", FailureMode.QUALITY),
        ("accepted_values", FailureMode.QUALITY),
        ("equal_rowcount", FailureMode.VOLUME),
        ("expect_table_row_count_to_be_between", FailureMode.VOLUME),
        ("recency", FailureMode.FRESHNESS),
        ("expect_column_to_exist", FailureMode.SCHEMA),
    ],
)
def test_the_failure_mode_follows_the_name_of_the_test(test: str, mode: FailureMode) -> None:
    manifest, results = small(), small_results()
    key = "test.shop.not_null_revenue_daily_revenue.24fb946d56"
    manifest["nodes"][key]["test_metadata"]["name"] = test
    results["results"] = [one for one in results["results"] if one["unique_id"] == key]

    (signal,) = read_run_results(results, manifest)

    assert signal.failure_mode is mode


def test_failed_batches_become_bad_ranges_with_neighbours_joined() -> None:
    days = [f"2026-02-0{day}T00:00:00+00:00" for day in (1, 2, 3, 5, 6)]
    failed = [[days[1], days[2]], [days[0], days[1]], [days[3], days[4]]]

    (signal,) = run_with(status="partial success", batch_results={"failed": failed})

    assert signal.title == "mart.orders was built only in part"
    assert signal.ranges == (("2026-02-01", "2026-02-02"), ("2026-02-05", "2026-02-05"))


def test_more_bad_ranges_than_anybody_can_reload_become_one() -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    starts = [start + timedelta(days=2 * number) for number in range(600)]
    failed = [[at.isoformat(), (at + timedelta(days=1)).isoformat()] for at in starts]

    (signal,) = run_with(status="partial success", batch_results={"failed": failed})

    assert signal.ranges == (("2020-01-01", starts[-1].date().isoformat()),)


def test_a_source_that_could_not_be_asked_is_a_pipeline_failure() -> None:
    sources = artifact(SOURCES)
    key = "source.shop.web.sessions"
    sources["results"] = [{"unique_id": key, "status": "runtime error", "error": "no such table"}]

    (signal,) = read_sources(sources, artifact(MANIFEST))

    assert (signal.failing, signal.failure_mode) == (True, FailureMode.PIPELINE)
    assert signal.title == "The freshness of web.sessions could not be checked"
    assert signal.detail == "no such table"


def test_a_failing_hook_has_no_asset_and_stops_nothing() -> None:
    manifest, results = small(), small_results()
    hook = "operation.shop.shop-on-run-end-0"
    manifest["nodes"][hook] = {"resource_type": "operation", "name": "shop-on-run-end-0"}
    results["results"] = [{"unique_id": hook, "status": "error", "message": "no grant"}]

    told = read_run_results(results, manifest)

    assert told == []


def test_a_check_repeated_in_one_file_counts_once() -> None:
    results = artifact(RESULTS)
    results["results"] *= 2

    told = read_run_results(results, artifact(MANIFEST))

    assert len({signal.key for signal in told}) == len(told)


def test_colours_and_bytes_that_no_database_takes_are_gone_from_messages() -> None:
    (signal,) = run_with(status="error", message="\x1b[31mfailed\x1b[0m\x00 \ud800 here")

    assert signal.detail.endswith("failed  here")
