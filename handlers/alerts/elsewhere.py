"""A process of its own reads one large body; both ways in pieces, so that the loop is not held up.

One call that packs 60 MB, or unpacks 14,000 assets, lets nobody else run for a tenth of a second.
"""

import asyncio
import pickle
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import handlers
from bot.domain.asset import Catalogue
from bot.domain.errors import BadArtifact, Busy
from handlers.alerts.kinds import Batch, Body

HOME = Path(handlers.__file__).parents[1]
"""Where the program is found by its name."""
LENGTH = 8
"""Bytes that say how long the next piece is."""
AT_ONCE = 1024 * 1024
"""Bytes written before others come to run."""
SOME = 500
"""Assets, edges or signals of one piece."""
ASSETS, EDGES, SIGNALS, KEY, REFUSED = "assets", "edges", "signals", "key", "refused"


async def read_elsewhere(source: str, raw: Body) -> Batch:
    """What a source of this name reads in the body; raises BadArtifact, or Busy without memory."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "handlers.alerts.parts",
        source,
        stdin=PIPE,
        stdout=PIPE,
        cwd=HOME,
    )
    to, back = cast(StreamWriter, process.stdin), cast(StreamReader, process.stdout)
    try:
        _, batch = await asyncio.gather(_send(to, raw), _receive(back))
    except (OSError, asyncio.IncompleteReadError):
        raise Busy("There was no memory to read that; nothing was changed. Send less.") from None
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    return batch


def serve(read: Callable[[Body], Batch]) -> None:
    """The other end: one body from standard input, what it says to standard output."""
    raw = _taken(sys.stdin.buffer)
    out = sys.stdout.buffer
    try:
        pieces = list(_pieces(read(raw)))
    except BadArtifact as error:
        pieces = [(REFUSED, str(error))]
    for piece in pieces:
        packed = pickle.dumps(piece)
        out.write(len(packed).to_bytes(LENGTH) + packed)
    out.write(bytes(LENGTH))
    out.flush()


async def _send(to: StreamWriter, raw: Body) -> None:
    parts = raw if isinstance(raw, Mapping) else {"": raw}
    for name, content in parts.items():
        for part in (memoryview(name.encode()), memoryview(content)):
            to.write(len(part).to_bytes(LENGTH))
            for at in range(0, len(part), AT_ONCE):
                to.write(part[at : at + AT_ONCE])
                await to.drain()
    to.close()


def _taken(given: BinaryIO) -> Body:
    parts = {}
    while length := given.read(LENGTH):
        name = given.read(int.from_bytes(length)).decode()
        parts[name] = given.read(int.from_bytes(given.read(LENGTH)))
    return parts[""] if list(parts) == [""] else parts


def _pieces(batch: Batch) -> Iterator[tuple[str, Any]]:
    """`key` comes last, and only where there is a catalogue."""
    catalogue = batch.catalogue or Catalogue(assets=())
    lists = {ASSETS: catalogue.assets, EDGES: catalogue.edges, SIGNALS: batch.signals}
    for name, whole in lists.items():
        for at in range(0, len(whole), SOME):
            yield name, whole[at : at + SOME]
    if batch.catalogue is not None:
        yield KEY, batch.key


async def _receive(back: StreamReader) -> Batch:
    """Raises BadArtifact when that is what came back, IncompleteReadError when it ended early."""
    found: dict[str, list[Any]] = {ASSETS: [], EDGES: [], SIGNALS: []}
    catalogue, key = False, ""
    while length := int.from_bytes(await back.readexactly(LENGTH)):
        name, piece = pickle.loads(await back.readexactly(length))  # noqa: S301  # our own
        if name == REFUSED:
            raise BadArtifact(piece)
        if name == KEY:
            catalogue, key = True, piece
        else:
            found[name] += piece
        await asyncio.sleep(0)
    return Batch(
        signals=found[SIGNALS],
        catalogue=Catalogue(assets=tuple(found[ASSETS]), edges=tuple(found[EDGES]))
        if catalogue
        else None,
        key=key,
    )
