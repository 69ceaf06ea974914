"""Rows become domain objects here, and domain objects become values; nothing else maps."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row

T = TypeVar("T")


@cache
def _names(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


@cache
def _tuples(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if str(field.type).startswith("tuple"))


def of(kind: type[T], row: Row[Any], **more: Any) -> T:
    """Build a domain object from the columns that carry its fields' names."""
    shape: Any = kind
    return kind(**{**_values(_plan(shape, row._fields), row), **more})


def list_of(kind: type[T], found: Sequence[Row[Any]]) -> list[T]:
    """The same of many rows of one query: which column is which field is found out once."""
    if not found:
        return []
    shape: Any = kind
    plan = _plan(shape, found[0]._fields)
    return [kind(**_values(plan, row)) for row in found]


def _values(plan: Sequence[tuple[int, str, bool]], row: Row[Any]) -> dict[str, Any]:
    return {name: tuple(row[at]) if is_tuple else row[at] for at, name, is_tuple in plan}


@cache
def _plan(kind: Any, columns: tuple[str, ...]) -> list[tuple[int, str, bool]]:
    """Which columns are fields, and which of them hold a list that is a tuple here."""
    names, tuples = _names(kind), _tuples(kind)
    return [(at, name, name in tuples) for at, name in enumerate(columns) if name in names]


def values(thing: Any, *without: str) -> dict[str, Any]:
    """The fields of a domain object as column values; an id of 0 is left to the database."""
    kind: Any = type(thing)
    found = {name: getattr(thing, name) for name in _names(kind) if name not in without}
    if found.get("id") == 0:
        del found["id"]
    for name, value in found.items():
        if name in _tuples(kind):
            found[name] = list(value)
        elif isinstance(value, Mapping):
            found[name] = dict(value)
    return found
