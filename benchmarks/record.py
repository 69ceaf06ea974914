"""The record when there is a lot of it: appending to a timeline, turning its pages, what is due."""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks import databases, filling
from benchmarks.rows import Row, percentile
from bot.domain.policy import Policy
from storage import Database

FEW, MANY = 10_000, 1_000_000
TIMES = 200
PAGE = 50
NOW = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
Work = Callable[[int], Awaitable[object]]


async def rows(folder: Path) -> list[Row]:
    """Each figure on SQLite; what is due also on PostgreSQL."""
    short, long = folder / "short.db", folder / "long.db"
    for path, entries in ((short, FEW), (long, MANY)):
        databases.sqlite(path)
        filling.entries(path, entries, at=NOW)
    appended = [await _appends(short), await _appends(long)]
    found = [*_append_rows(*appended, floor=_floor(folder)), *await _page_rows(long)]
    found.append(_due_row("SQLite", await _due(databases.sqlite(folder / "due.db"))))
    with ExitStack() as stack:
        url = stack.enter_context(databases.postgres("bench_due"))
        found.append(_due_row("PostgreSQL", await _due(url)))
    return found


def _open(url: str) -> Database:
    return Database(url, Policy(default_oncall="UANA"), lambda: NOW)


async def _timed(work: Work, *, times: int = TIMES) -> list[float]:
    """Seconds of each of so many, after some to warm up."""
    taken = []
    for number in range(times + 20):
        begun = time.perf_counter()
        await work(number)
        taken.append(time.perf_counter() - begun)
    return taken[20:]


async def _appends(path: Path) -> list[float]:
    """One entry a transaction, with its commit on disk."""
    db = _open(f"sqlite:///{path}")

    async def append(number: int) -> None:
        async with db.transaction() as tx:
            facts = {"text": f"Looked at it once more, {number}"}
            await tx.timeline.add(1, kind="note_added", facts=facts, by="UANA", at=NOW)

    taken = await _timed(append)
    await db.close()
    return taken


def _floor(folder: Path) -> float:
    """The median of a bare INSERT with its commit on disk, by nothing but sqlite3."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=full")
    connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, facts TEXT)")
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        connection.execute("INSERT INTO entry (facts) VALUES (?)", ("x" * 300,))
        taken.append(time.perf_counter() - begun)
    connection.close()
    return median(taken)


def _append_rows(short: list[float], long: list[float], *, floor: float) -> list[Row]:
    ours = median(long)
    return [
        Row.within(
            f"append to a timeline of {MANY:,}, median",
            ours,
            goal=0.0015,
            beside=("bare sqlite3 INSERT", floor),
            digits=2,
        ),
        Row.times(
            f"append to {MANY:,} ÷ to {FEW:,} entries, medians", ours, median(short), goal=1.3
        ),
    ]


async def _page_rows(path: Path) -> list[Row]:
    """Pages of one timeline: the first, and one half-way down."""
    db = _open(f"sqlite:///{path}")
    deep = (NOW - timedelta(seconds=MANY // 2), MANY // 2)

    async def first(_number: int) -> None:
        async with db.reading() as tx:
            assert len(await tx.timeline.page(1, limit=PAGE)) == PAGE

    async def middle(_number: int) -> None:
        async with db.reading() as tx:
            assert len(await tx.timeline.page(1, before=deep, limit=PAGE)) == PAGE

    top, half = await _timed(first), await _timed(middle)
    await db.close()
    return [
        Row.within(
            f"page of {PAGE} half-way down {MANY:,} entries, p99",
            percentile(half, 0.99),
            goal=0.003,
            beside=("the first page", percentile(top, 0.99)),
            digits=2,
        ),
        Row.times("page half-way down ÷ the first, medians", median(half), median(top), goal=1.3),
    ]


async def _due(url: str) -> list[float]:
    """What is due among a hundred thousand reminders that are not yet."""
    db = _open(url)
    await filling.reminders(db, 100_000, after=NOW)

    async def ask(_number: int) -> None:
        async with db.reading() as tx:
            assert len(await tx.incidents.list_due("nudge_at", NOW)) == filling.DUE

    taken = await _timed(ask)
    await db.close()
    return taken


def _due_row(where: str, taken: list[float]) -> Row:
    return Row.within(
        f"what is due of 100,000 reminders, {where}, p99",
        percentile(taken, 0.99),
        goal=0.005,
        beside=("median", median(taken)),
        digits=2,
    )
