"""A database with a lot in it, written as fast as it goes: what is measured comes after."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.domain.incident import Incident
from bot.domain.severity import Severity
from storage import Database, rows
from storage.incidents import INCIDENTS

DUE = 20
AT_ONCE = 1000
INCIDENT = """
    INSERT INTO incident (id, title, summary, severity, status, cause_confirmed, domain, drill,
        detection, source_link, channel, channel_name, has_channel, commander, commander_took,
        comms_lead, declared_by, declared_at, ladder_step, last_words, reason, search, seq, head)
    VALUES (1, 'Long', '', 'sev2', 'investigating', 0, '', 0, 'engineer', '', '', '', 0, '', 0,
        '', 'UANA', :last, 0, '', '', '', :many, :hash)
"""
ENTRIES = """
    INSERT INTO entry (incident, seq, kind, facts, by, at, written_at, content_hash, hash, struck, edited)
    WITH RECURSIVE counted (seq, at) AS (
        SELECT 1, datetime(:last, '-' || (:many - 1) || ' seconds')
        UNION ALL
        SELECT seq + 1, datetime(:last, '-' || (:many - seq - 1) || ' seconds')
        FROM counted WHERE seq < :many
    )
    SELECT 1, seq, 'note_added', '{"text":"Looked at table ' || seq || ' and found nothing"}', 'UANA',
        at || '.000000', at || '.000000', :hash, printf('%064d', seq), 0, ''
    FROM counted
"""


def entries(path: Path, many: int, *, at: datetime) -> None:
    """One incident whose timeline has this many entries, a second apart, the last one at `at`."""
    values = {"last": at.strftime("%Y-%m-%d %H:%M:%S"), "many": many, "hash": "0" * 64}
    connection = sqlite3.connect(path)
    for statement in (INCIDENT, ENTRIES):
        connection.execute(statement, values)
    connection.commit()
    connection.close()


async def reminders(db: Database, many: int, *, after: datetime) -> None:
    """So many incidents with a reminder after an instant, and a few that are due at it."""
    one = Incident(
        title="One of many", severity=Severity.SEV3, declared_by="UANA", declared_at=after
    )
    values = {**rows.values(one, "id"), "search": "", "seq": 0, "head": ""}
    for start in range(0, many, AT_ONCE):
        times = [after + timedelta(minutes=1 + start + number) for number in range(AT_ONCE)]
        if start == 0:
            times[:DUE] = [after - timedelta(minutes=1)] * DUE
        async with db.transaction() as tx:
            some = [{**values, "nudge_at": time} for time in times]
            await tx.connection.execute(insert(INCIDENTS), some)
