"""A page of a timeline is found by the time things happened, however long the timeline is."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("entries_by_time", "entry", ["incident", "at", "seq"])


def downgrade() -> None:
    op.drop_index("entries_by_time", "entry")
