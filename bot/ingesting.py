"""Taking in another tool's files from the command line, beside a serving bot."""

from pathlib import Path

from bot.app import utc_now
from bot.config import Settings
from bot.policy_file import load_policy
from handlers.alerts.dbt import ingest_folder
from storage import Database, migrate


async def ingest_dbt_folder(settings: Settings, folder: Path) -> str:
    """What was taken in, as a sentence; raises BadArtifact."""
    migrate.upgrade(settings.database_url)
    db = Database(settings.database_url, load_policy(Path(settings.policy_file)), utc_now)
    try:
        return await ingest_folder(db, folder, now=utc_now())
    finally:
        await db.close()
