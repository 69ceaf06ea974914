"""Finds what the files of a folder offer: values of one type, each with its own name."""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol, TypeVar


class Named(Protocol):
    """Something a file offers."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


def discover(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Everything of a type in a package's modules, by name; a name offered twice fails at start."""
    return dict(_offered(package, kind))


@cache
def _offered(package: ModuleType, kind: type[Named]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = import_module(f"{package.__name__}.{info.name}")
        for value in vars(module).values():
            if not isinstance(value, kind) or found.get(value.name) is value:
                continue
            if value.name in found:
                raise RuntimeError(f"{value.name!r} is offered twice in {package.__name__}")
            found[value.name] = value
    return found
