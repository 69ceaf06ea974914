"""A database with a lot in it, written as fast as it goes: what is measured comes after."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.domain.incident import Incident
from bot.domain.severity import Severity
from storage import Database, rows
from storage.incidents import INCIDENTS

DUE = 20
AT_ONCE = 5000
COLUMNS = "incident, seq, kind, facts, by, at, written_at, content_hash, hash, struck, edited"


def entries(path: Path, many: int, *, at: datetime) -> None:
    """One incident whose timeline has this many entries, a second apart, the last one now."""
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO incident (id, title, summary, severity, status, cause_confirmed, domain, drill,"
        " detection, source_link, channel, channel_name, has_channel, commander, commander_took,"
        " comms_lead, declared_by, declared_at, ladder_step, last_words, reason, search, seq, head)"
        " VALUES (1, 'Long', '', 'sev2', 'investigating', 0, '', 0, 'engineer', '', '', '', 0, '', 0,"
        " '', 'UANA', ?, 0, '', '', '', ?, ?)",
        (_text(at), many, "0" * 64),
    )
    connection.executemany(f"INSERT INTO entry ({COLUMNS}) VALUES (1{',?' * 10})", _rows(many, at))
    connection.commit()
    connection.close()


def _rows(many: int, at: datetime) -> Iterator[tuple[Any, ...]]:
    for seq in range(1, many + 1):
        when = _text(at - timedelta(seconds=many - seq))
        facts = f'{{"text":"Looked at table {seq} and found nothing"}}'
        yield (seq, "note_added", facts, "UANA", when, when, "0" * 64, f"{seq:064}", 0, "")


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


async def reminders(db: Database, many: int, *, after: datetime) -> None:
    """So many incidents with a reminder after an instant, and a few that are due at it."""
    one = Incident(
        title="One of many", severity=Severity.SEV3, declared_by="UANA", declared_at=after
    )
    values = {**rows.values(one, "id"), "search": "", "seq": 0, "head": ""}
    async with db.transaction(within=60) as tx:
        for start in range(0, many, AT_ONCE):
            times = [after + timedelta(minutes=1 + number) for number in range(AT_ONCE)]
            if start == 0:
                times[:DUE] = [after - timedelta(minutes=1)] * DUE
            some = [{**values, "nudge_at": time} for time in times]
            await tx.connection.execute(insert(INCIDENTS), some)
