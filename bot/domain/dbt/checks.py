"""What dbt looks at, by `unique_id`: whose failure it is, what it is called, how the data failed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.asset import Asset, FailureMode
from bot.domain.dbt.artifact import Part
from bot.domain.dbt.manifest import read_manifest
from bot.domain.dbt.meta import meta_of

BUILD, FRESHNESS = "build", "freshness"
# Names of dbt's own tests and of those in dbt_utils, dbt_expectations, elementary and the like.
MODES_BY_TEST_NAME = (
    (FailureMode.FRESHNESS, re.compile(r"recency|recent_data|fresh")),
    (FailureMode.VOLUME, re.compile(r"row_?count|fewer_rows|volume|num_rows")),
    (
        FailureMode.SCHEMA,
        re.compile(
            r"column_to_exist|column_values_to_be_(?:of|in)_type|table_column|schema_change"
        ),
    ),
)
SCHEMA_ERROR = re.compile(
    r"contract|no such column|column .{0,200}(?:does not exist|not found|missing)"
    r"|invalid identifier|unrecognized name|unknown column|schema has changed|binder error",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that dbt runs and that can fail; `test` is the generic test's name, if it is one."""

    asset: str
    asset_name: str
    name: str
    mode: FailureMode
    is_test: bool = False
    test: str = ""
    column: str = ""
    description: str = ""


def checks_of(whole: Part) -> dict[str, Check | None]:
    """Every id the manifest knows; None for what runs without belonging to an asset."""
    assets = {asset.key: asset for asset in read_manifest(whole.value).assets}
    checks: dict[str, Check | None] = {
        key: None for section in ("exposures", "metrics") for key, _ in whole.parts(section)
    }
    for section in ("nodes", "functions", "unit_tests", "saved_queries"):
        for key, node in whole.parts(section):
            checks[key] = _check(key, node, assets)
    for key, _ in whole.parts("sources"):
        checks[key] = _own_check(assets[key], FRESHNESS, FailureMode.FRESHNESS)
    return checks


def _check(key: str, node: Part, assets: Mapping[str, Asset]) -> Check | None:
    if key in assets:
        return _own_check(assets[key], BUILD, FailureMode.PIPELINE)
    if node.text("resource_type") not in {"test", "unit_test"}:
        return None
    asset = _tested(node, assets)
    if asset is None:
        return None
    test = node.part("test_metadata").text("name", "")
    name = node.text("name")
    return Check(
        asset=asset.key,
        asset_name=asset.name,
        name=name,
        mode=_mode(node, test or name),
        is_test=True,
        test=test,
        column=node.text("column_name", ""),
        description=node.text("description", ""),
    )


def _own_check(asset: Asset, name: str, mode: FailureMode) -> Check:
    return Check(asset=asset.key, asset_name=asset.name, name=name, mode=mode)


def _tested(node: Part, assets: Mapping[str, Asset]) -> Asset | None:
    """The asset a test is about: the one it hangs on, else the most important one it reads."""
    attached = node.text("attached_node", "")
    if attached in assets:
        return assets[attached]
    read = [assets[key] for key in node.part("depends_on").ids("nodes") if key in assets]
    return min(read, key=lambda asset: asset.tier or 9, default=None)


def _mode(node: Part, name: str) -> FailureMode:
    """The failure mode the test's own `meta` names, else what its name says, else quality."""
    named = meta_of(node).get("failure_mode")
    if isinstance(named, str) and named in set(FailureMode):
        return FailureMode(named)
    return next(_modes_in(name), FailureMode.QUALITY)


def _modes_in(name: str) -> Iterator[FailureMode]:
    return (mode for mode, words in MODES_BY_TEST_NAME if words.search(name.lower()))


def mode_of_error(message: str) -> FailureMode:
    """SQL that did not run: a column or contract that no longer fits, or the pipeline itself."""
    return FailureMode.SCHEMA if SCHEMA_ERROR.search(message) else FailureMode.PIPELINE
