"""The parts of a body are parsed and handed to their source: here, in a thread, or in a process."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

import handlers.alerts
from bot.domain.dbt import parse_artifact
from bot.domain.errors import BadArtifact
from handlers.alerts.elsewhere import read_elsewhere, serve
from handlers.alerts.kinds import AlertSource, Batch, Body
from handlers.discover import discover

SMALL = 256 * 1024
"""Below this many bytes reading takes a few milliseconds, and needs no thread."""
LARGE = 4 * 1024 * 1024
"""From here on parsing, which lets no other thread run, would hold everybody up for too long: 60 MB
took a second. A process of its own costs half a second, and gives its memory back."""


def size_of(raw: Body) -> int:
    """How much was sent, in bytes."""
    return sum(map(len, raw.values())) if isinstance(raw, Mapping) else len(raw)


async def read_aside(source: AlertSource, raw: Body) -> Batch:
    """Read the parts where that holds up nobody; raises BadArtifact."""
    size = size_of(raw)
    if size < SMALL:
        return read(source, raw)
    if size < LARGE:
        return await asyncio.to_thread(read, source, raw)
    return await read_elsewhere(source.name, raw)


def read(source: AlertSource, raw: Body) -> Batch:
    """Parse the parts and let the source read them; raises BadArtifact."""
    parts: Mapping[str, Any]
    if isinstance(raw, Mapping):
        parts = {name: parse_artifact(f"{name}.json", one) for name, one in raw.items()}
    else:
        parts = parse_artifact("The body", raw)
        _must_be_known(parts, source)
    if all(one is None for one in parts.values()):
        raise BadArtifact(f"Nothing was sent: the parts are {', '.join(source.parts)}.")
    return source.read(parts)


def _must_be_known(parts: Mapping[str, Any], source: AlertSource) -> None:
    if parts.keys() - set(source.parts):
        raise BadArtifact(
            f"The body must be one object with the parts {', '.join(source.parts)}, and nothing "
            "else: {" + ", ".join(f'"{name}": {{…}}' for name in source.parts) + "}."
        )


if __name__ == "__main__":  # what read_elsewhere begins
    asked = discover(handlers.alerts, AlertSource)[sys.argv[1]]
    serve(lambda raw: read(asked, raw))
