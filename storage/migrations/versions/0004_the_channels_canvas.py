"""A notice may go out as the channel's canvas: one more way that the CHECK of `notice.way` lets in.

A program that knows 0003 goes on queueing what it queued.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = (
    "post",
    "slot",
    "open_channel",
    "invite",
    "topic",
    "bookmark",
    "pin",
    "upload",
    "capture",
    "ephemeral",
)
AFTER = (*BEFORE, "canvas")
CHECK = re.compile(r"CONSTRAINT way_values CHECK \(way IN \([^()]*\)\)")


def upgrade() -> None:
    _let_in(AFTER)


def downgrade() -> None:
    # What an older program cannot send, nor write down: the postmortem is in its channel as a file.
    op.execute("DELETE FROM notice WHERE way = 'canvas'")
    _let_in(BEFORE)


def _let_in(ways: tuple[str, ...]) -> None:
    condition = f"way IN ({', '.join(repr(way) for way in ways)})"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE notice DROP CONSTRAINT way_values")
        op.execute(f"ALTER TABLE notice ADD CONSTRAINT way_values CHECK ({condition})")
    else:
        _copied(condition)


def _copied(condition: str) -> None:
    """SQLite cannot change a CHECK: the table is made anew from its own words, with its indexes.

    Alembic's batch mode writes what it has understood of the table, in another order and with other
    defaults, and tidies up by itself where it is interrupted; this changes the one CHECK.
    """
    described = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = 'notice' AND type = :type")
    connection = op.get_bind()
    (words,) = connection.execute(described, {"type": "table"}).scalars()
    indexes = connection.execute(described, {"type": "index"}).scalars().all()
    made, times = CHECK.subn(f"CONSTRAINT way_values CHECK ({condition})", words)
    if times != 1:
        raise RuntimeError(f"The table of notices is not as this program made it: {words}")
    begun = re.sub(r'^CREATE TABLE "?notice"?', "CREATE TABLE notice_anew", made)
    for statement in (
        begun,
        "INSERT INTO notice_anew SELECT * FROM notice",
        "DROP TABLE notice",
        "ALTER TABLE notice_anew RENAME TO notice",
        *filter(None, indexes),  # what UNIQUE made has no words of its own
    ):
        connection.exec_driver_sql(statement)
