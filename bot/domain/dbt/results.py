"""What a run says of each check: failing, or passing and therefore healed; the rest is silence.

Skipped nodes are a consequence of a failure that has its own signal, and a warning is what the
project's authors chose not to stop for: neither fires and neither heals.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.alert import Signal
from bot.domain.asset import FailureMode
from bot.domain.dbt import titles
from bot.domain.dbt.artifact import Part, open_artifact
from bot.domain.dbt.checks import Check, checks_of, mode_of_error
from bot.domain.dbt.manifest import open_manifest
from bot.domain.dbt.parse import AGAIN, clean
from bot.domain.errors import BadArtifact

SOURCE = "dbt"
MAX_RANGES = 500
PASSING = frozenset({"success", "pass"})
FAILING = frozenset({"error", "fail", "partial success", "runtime error"})
SILENT = frozenset({"warn", "skipped", "no-op", "reused"})
COUNTED = re.compile(r"Got \d+ results?(, configured to fail if .*)?")
"""How dbt says how many rows failed: the title has said it already."""


def read_run_results(results: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[Signal]:
    """One signal for each test, model, seed and snapshot that failed or passed in the run."""
    run = open_artifact("run_results.json", results, kind="run-results", version=6)
    checks = checks_of(open_manifest(manifest))
    return _each_once(
        _failed(result, check, passed) if _is_failing(result) else passed
        for result, check in _checked(run, checks)
        for passed in [_passed(run, result, check, at=_ended(result))]
    )


def read_sources(sources: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[Signal]:
    """One signal for each source whose freshness was looked at: late, or in time."""
    run = open_artifact("sources.json", sources, kind="sources", version=3)
    checks = checks_of(open_manifest(manifest))
    return _each_once(
        _late(result, check, passed) if _is_failing(result) else passed
        for result, check in _checked(run, checks)
        for passed in [_passed(run, result, check, at=result.find_moment("snapshotted_at"))]
    )


def _each_once(signals: Iterator[Signal]) -> list[Signal]:
    """A key stands for one check of one run; should a file repeat it, the last word counts."""
    return list({signal.key: signal for signal in signals}.values())


def _is_failing(result: Part) -> bool:
    return result.text("status") in FAILING


def _checked(run: Part, checks: Mapping[str, Check | None]) -> Iterator[tuple[Part, Check]]:
    """The results that fire or heal, each with its check; hooks and exposures have none."""
    for result in run.list("results", required=True):
        key, status = result.id("unique_id"), result.text("status")
        if status not in PASSING | FAILING | SILENT:
            raise BadArtifact(
                f"{run.file}: “{result.where}” has the status “{clean(status, most=40)}”, "
                f"which dbt does not write. {AGAIN}"
            )
        if status in FAILING and key not in checks:
            raise BadArtifact(
                f"{run.file} says that “{clean(key, most=120)}” failed, which manifest.json does "
                "not know: send the manifest.json that the same run of dbt wrote."
            )
        check = checks.get(key)
        if check is not None and status not in SILENT:
            yield result, check


def _passed(run: Part, result: Part, check: Check, *, at: datetime | None) -> Signal:
    metadata = run.part("metadata")
    invocation = clean(metadata.text("invocation_id"), most=100)
    return Signal(
        source=SOURCE,
        key=f"{invocation}:{result.id('unique_id')}",
        run=invocation,
        asset=check.asset,
        check=check.name,
        failing=False,
        failure_mode=check.mode,
        at=at or metadata.moment("generated_at"),
        column=check.column,
    )


def _failed(result: Part, check: Check, passed: Signal) -> Signal:
    status, message = result.text("status"), result.text("message", "")
    failures = result.count("failures") if check.is_test else None
    said = "" if check.is_test and COUNTED.fullmatch(message) else message
    return replace(
        passed,
        failing=True,
        failure_mode=mode_of_error(message) if status == "error" else check.mode,
        title=titles.of_result(check, status=status, failures=failures),
        detail="\n".join(filter(None, (check.description, said))),
        failures=failures,
        ranges=_bad_ranges(result),
    )


def _late(result: Part, check: Check, passed: Signal) -> Signal:
    if result.text("status") == "runtime error":
        return replace(
            passed,
            failing=True,
            failure_mode=FailureMode.PIPELINE,
            title=titles.of_unknown_freshness(check),
            detail=result.text("error", ""),
        )
    loaded = result.find_moment("max_loaded_at")
    return replace(
        passed,
        failing=True,
        title=titles.of_late_source(check, late=passed.at - loaded if loaded else None),
        detail=titles.of_freshness_promise(loaded, result.part("criteria")),
    )


def _ended(result: Part) -> datetime | None:
    """When the check itself was done, so that alerts keep the order in which things broke."""
    ends = [timing.find_moment("completed_at") for timing in result.list("timing")]
    return max((end for end in ends if end is not None), default=None)


def _bad_ranges(result: Part) -> tuple[tuple[str, str], ...]:
    """The failed batches of a microbatch model as (first day, last day), neighbours joined."""
    days: list[tuple[date, date]] = []
    for start, end in sorted(result.part("batch_results").spans("failed")):
        # A batch ends where the next one begins: midnight belongs to the day after.
        first, last = start.date(), (end - timedelta.resolution if end > start else start).date()
        if days and (first - days[-1][1]).days <= 1:
            days[-1] = (days[-1][0], max(days[-1][1], last))
        else:
            days.append((first, last))
    if len(days) > MAX_RANGES:  # more than anybody can reload one by one: one range holds them all
        days = [(days[0][0], max(last for _, last in days))]
    return tuple((first.isoformat(), last.isoformat()) for first, last in days)
