"""Any value made from its type alone, so that a test can fill what it has never seen."""

import dataclasses
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
        return kind(**{one.name: self.make(hints[one.name]) for one in wanted}, **given)

    def arguments(self, function: Callable[..., Any]) -> dict[str, Any]:
        """A value for each of a function's parameters, by name."""
        hints = get_type_hints(function)
        hints.pop("return", None)
        return {name: self.make(kind) for name, kind in hints.items()}

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
        if isinstance(kind, type) and issubclass(kind, Mapping):
            key, value = inner or (str, Any)
            return {self.make(key): self.make(value)} if self.full and value is not Any else {}
        concrete = kind if kind in {tuple, set, frozenset} else list
        if not (isinstance(kind, type) and issubclass(kind, Sequence | set | frozenset)):
            concrete = list
        return concrete([self.make(inner[0])] * 3 if self.full and inner else [])


def _must_be_given(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
