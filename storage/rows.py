"""Rows become domain objects here, and domain objects become values; nothing else maps."""

from collections.abc import Mapping
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
    names, tuples = _names(shape), _tuples(shape)
    found = {
        key: tuple(value) if key in tuples else value
        for key, value in row._mapping.items()
        if key in names
    }
    return kind(**{**found, **more})


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
