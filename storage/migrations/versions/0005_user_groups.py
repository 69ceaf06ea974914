"""User groups that the policy names, with their people. A new table: older code goes on beside it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "user_group",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), primary_key=True),
        sa.Column("handle", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("people", JSON, nullable=False),
    )
    op.create_index("ix_user_group_handle", "user_group", ["handle"])


def downgrade() -> None:
    op.drop_table("user_group")
