"""What delivery needs to survive anything: a key of its own, urgency, doubts; the pace; answers given.

Only columns with defaults and new tables: a program that knows 0001 goes on while this runs.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
UNDONE = sa.text("state IN ('waiting', 'sending')")
DEAD = sa.text("state = 'dead'")


def upgrade() -> None:
    op.add_column("notice", sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("notice", sa.Column("urgency", sa.Integer(), nullable=False, server_default="3"))
    op.add_column(
        "notice",
        sa.Column("doubt", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""),
    )
    op.create_index("notice_by_key", "notice", ["key"], unique=True)
    op.create_index(
        "undone_by_urgency",
        "notice",
        ["urgency", "id"],
        sqlite_where=UNDONE,
        postgresql_where=UNDONE,
    )
    op.drop_index("undone_by_priority", "notice")
    op.create_index(
        "dead_by_way", "notice", ["way", "state"], sqlite_where=DEAD, postgresql_where=DEAD
    )
    op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("state", JSON, nullable=False),
    )
    op.execute("INSERT INTO pace (id, state) VALUES (1, '{}')")
    op.create_table(
        "answer",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), primary_key=True),
        sa.Column("fingerprint", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    )
    op.create_index("ix_answer_at", "answer", ["at"])


def downgrade() -> None:
    op.drop_table("answer")
    op.drop_table("pace")
    op.create_index(
        "undone_by_priority",
        "notice",
        ["priority", "id"],
        sqlite_where=UNDONE,
        postgresql_where=UNDONE,
    )
    op.drop_index("undone_by_urgency", "notice")
    op.drop_index("notice_by_key", "notice")
    op.drop_index("dead_by_way", "notice")
    for column in ("doubt", "urgency", "key"):
        op.drop_column("notice", column)
