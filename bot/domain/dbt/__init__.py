"""What dbt wrote, read: manifest v12, run results v6 and source freshness v3."""

from bot.domain.dbt.manifest import read_manifest
from bot.domain.dbt.parse import parse_artifact
from bot.domain.dbt.results import read_run_results, read_sources

__all__ = ["parse_artifact", "read_manifest", "read_run_results", "read_sources"]
