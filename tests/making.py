"""Any value made from its type alone, so that a test can fill what it has never seen."""

import dataclasses
import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

HOSTILE = "<!channel> <@U1> <https://evil.example|click> {{ 7*7 }} {% raw %} \x00 *_~` & Ωμέγα 🙈"
NOON = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


class Maker:
    """Fills with `text`; `full` decides whether what may be left out is there."""

    def __init__(self, *, text: str = "words", full: bool = True) -> None:
        self.text = text
        self.full = full
        self.plain: Mapping[Any, Any] = {
            str: text,
            bool: full,
            int: 3 if full else 0,
            float: 0.5,
            datetime: NOON,
            date: NOON.date(),
            timedelta: timedelta(hours=2),
            object: text,
            Any: {},
        }

    def make(self, kind: Any) -> Any:
        """A value of a type: a builtin, an enum, a dataclass, or a container of such."""
        if kind in self.plain:
            return self.plain[kind]
        if get_origin(kind) is not None or isinstance(kind, types.UnionType):
            return self._compound(get_origin(kind), get_args(kind))
        if dataclasses.is_dataclass(kind):
            return self.dataclass(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        return self._container(kind, ())

    def dataclass(self, kind: Any, **given: Any) -> Any:
        """An instance with every field made from its type; when not `full`, defaults are left."""
        hints = get_type_hints(kind)
        wanted = [one for one in dataclasses.fields(kind) if one.init and one.name not in given]
        if not self.full:
            wanted = [one for one in wanted if _must_be_given(one)]
        return kind(**{one.name: self._named(one.name, hints[one.name]) for one in wanted}, **given)

    def arguments(self, function: Callable[..., Any]) -> dict[str, Any]:
        """A value for each of a function's parameters, by name; when not `full`, defaults are left."""
        hints = get_type_hints(function)
        wanted = inspect.signature(function).parameters.values()
        return {
            one.name: self._named(one.name, hints[one.name])
            for one in wanted
            if one.kind is not one.VAR_KEYWORD and (self.full or one.default is one.empty)
        }

    def _named(self, name: str, kind: Any) -> Any:
        """Like `make`; a block's own name is never what somebody typed."""
        return "words" if name.endswith("_field") else self.make(kind)

    def _compound(self, origin: Any, inner: tuple[Any, ...]) -> Any:
        if origin in {Union, types.UnionType}:
            there = next(one for one in inner if one is not types.NoneType)
            return None if types.NoneType in inner and not self.full else self.make(there)
        if origin is Callable or origin is types.FunctionType:
            return lambda *_: None
        return self._container(origin, inner)

    def _container(self, kind: Any, inner: tuple[Any, ...]) -> Any:
        if kind is tuple and inner and inner[-1] is not Ellipsis:
            return tuple(self.make(one) for one in inner)
        if kind is dict and inner == (str, Any):
            return {"type": "divider"}
        if isinstance(kind, type) and issubclass(kind, Mapping):
            return {"channel": "C0SHOP"} if inner == (str, str) and self.full else {}
        concrete = kind if kind in {tuple, set, frozenset} else list
        if not (isinstance(kind, type) and issubclass(kind, Sequence | set | frozenset)):
            concrete = list
        return concrete(self._several(inner[0]) if inner else [])

    def _several(self, kind: Any) -> list[Any]:
        """Three that differ in their texts; where as little as possible is wanted, one."""
        if not self.full:
            return [self.make(kind)]
        return [Maker(text=f"{one} {self.text}").make(kind) for one in ("a", "b", "c")]


def _must_be_given(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
