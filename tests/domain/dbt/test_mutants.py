"""Nothing but BadArtifact, whatever is dropped from the artifacts or put in its place."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dbt import read_manifest, read_run_results, read_sources
from bot.domain.errors import BadArtifact
from tests.domain.dbt.shop import (
    MANIFEST,
    RESULTS,
    SOURCES,
    artifact,
    small,
    small_results,
)

JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 10**300, 1e308, "", "\x00", "\ud800", "x" * 5_000, [], ["x"], [None], [[]],
    [["a", "b"]], [{}], {}, {"": {}}, {"\x00": {"name": 1}}, {"x": None},
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    if not isinstance(value, (dict, list)):
        return
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        yield from places(below, (*path, key))


def changed(value: Any, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    """A copy of the JSON value, changed at one place; what is not on the path is shared."""
    copy = value.copy()
    if len(path) == 1:
        change(copy, path[0])
    else:
        copy[path[0]] = changed(copy[path[0]], path[1:], change)
    return copy


def dropped(parent: Any, key: Any) -> None:
    del parent[key]


def replaced_by(junk: Any) -> Callable[[Any, Any], None]:
    def change(parent: Any, key: Any) -> None:
        parent[key] = junk

    return change


def reads_or_refuses(files: dict[str, Any]) -> None:
    """Reading gives assets and signals that can be kept, or one sentence that names the file."""
    sentence = None
    try:
        catalogue = read_manifest(files[MANIFEST])
        told = [
            *read_run_results(files[RESULTS], files[MANIFEST]),
            *read_sources(files[SOURCES], files[MANIFEST]),
        ]
    except BadArtifact as refused:
        sentence = str(refused)

    if sentence is None:
        kept = repr((catalogue, told))
        assert "\\x00" not in kept
        assert "\\ud800" not in kept
        assert {signal.asset for signal in told} <= {found.key for found in catalogue.assets}
    else:
        assert sentence.split()[0].rstrip(":") in files
        assert len(sentence.encode()) < 600


CHANGES = [dropped, *map(replaced_by, JUNK)]


def mutants() -> dict[str, Any]:
    files = {MANIFEST: small(), RESULTS: small_results(), SOURCES: artifact(SOURCES)}
    files[SOURCES]["results"] = [
        one for one in files[SOURCES]["results"] if one["unique_id"].endswith("shop_raw.orders")
    ]
    return files


@pytest.mark.parametrize("file", [MANIFEST, RESULTS, SOURCES])
def test_any_key_at_any_depth_may_be_missing(file: str) -> None:
    files = mutants()

    for path in places(files[file]):
        reads_or_refuses({**files, file: changed(files[file], path, dropped)})


@settings(max_examples=600, deadline=None)
@given(data=st.data(), file=st.sampled_from([MANIFEST, RESULTS, SOURCES]))
def test_any_value_may_be_anything(data: st.DataObject, file: str) -> None:
    files = mutants()
    for _ in range(data.draw(st.integers(1, 3))):
        value, path = files[file], list[Any]()
        while isinstance(value, (dict, list)) and value and (not path or data.draw(st.booleans())):
            keys = sorted(value) if isinstance(value, dict) else range(len(value))
            path.append(data.draw(st.sampled_from(keys)))
            value = value[path[-1]]
        if path:
            change = data.draw(st.sampled_from(CHANGES))
            files[file] = changed(files[file], tuple(path), change)

    reads_or_refuses(files)
