"""The workspace's state, kept and brought back: people's past need not be lived again in every run."""

import io
import pickle
from typing import Any

from bot.sandbox import Sandbox

LIVING = ("clock", "tokens", "scopes", "features", "faults", "sender", "socket", "background")
"""Parts whose state is not the past of the workspace."""


class _Out(pickle.Pickler):
    def __init__(self, file: io.BytesIO, names: dict[int, str]) -> None:
        super().__init__(file)
        self.names = names

    def persistent_id(self, thing: Any) -> str | None:
        return self.names.get(id(thing))


class _In(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, things: dict[str, Any]) -> None:
        super().__init__(file)
        self.things = things

    def persistent_load(self, name: str) -> Any:
        return self.things[name]


class Memory:
    """Parts stay the same objects; what they hold is written out, and put back."""

    def __init__(self, sandbox: Sandbox) -> None:
        world = sandbox.world
        parts = {name: getattr(world, name) for name in type(world).__slots__}
        self.held = {name: part for name, part in parts.items() if name not in LIVING}
        self.held["doors"], self.held["talk"] = sandbox.doors, sandbox.talk
        self.held |= {f"person:{key}": person for key, person in sandbox.people.items()}
        changes = sandbox.workspace.changes
        self.things = {**parts, **self.held, "world": world, "sandbox": sandbox, "changes": changes}
        self.names = {id(thing): name for name, thing in self.things.items()}

    def written(self) -> bytes:
        file = io.BytesIO()
        _Out(file, self.names).dump({name: _state(one) for name, one in self.held.items()})
        return file.getvalue()

    def put_back(self, written: bytes) -> None:
        for name, state in _In(io.BytesIO(written), self.things).load().items():
            for attribute, value in state.items():
                setattr(self.held[name], attribute, value)


def _state(thing: Any) -> dict[str, Any]:
    slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    names = [*getattr(thing, "__dict__", {}), *(name for name in slots if hasattr(thing, name))]
    return {name: getattr(thing, name) for name in names}
