"""Recurrence: incidents link by themselves to the same trouble before."""

from datetime import datetime

from bot.domain.incident import Incident
from storage import Transaction


async def link_by_itself(
    tx: Transaction, incident: Incident, *, now: datetime, quietly: bool = False
) -> None:
    """Link to earlier incidents of the same trouble."""
