"""A batch is kept: catalogue and signals in one transaction, or none of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.errors import AlreadyDone
from bot.services import alerts, assets
from bot.services.alerts import Intake
from bot.services.assets import Loaded
from handlers.alerts.kinds import Batch
from storage import Database
from storage.answers import Answer

NAMED = 20
PATIENCE = 30.0
"""Seconds: a whole catalogue takes longer than a person's answer may."""
FEW = 50
"""Checks that are kept in the time that a person's answer may wait for."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of a batch."""

    checks: int
    intake: Intake
    loaded: Loaded | None

    def counts(self) -> dict[str, Any]:
        """For an answer in JSON."""
        intake = self.intake
        return {
            "assets": self.loaded.assets if self.loaded else 0,
            "checks": self.checks,
            "new": intake.new,
            "still_failing": intake.still,
            "repeated": intake.repeated,
            "healed": intake.healed,
            "unknown_assets": list(intake.unknown[:NAMED]),
        }

    def sentence(self) -> str:
        """For the command line."""
        intake = self.intake
        parts = [
            f"{intake.new} new",
            f"{intake.still} still failing",
            f"{intake.healed} healed",
            f"{intake.repeated} known already",
        ]
        assets = f"{self.loaded.assets} assets and " if self.loaded else ""
        words = f"Read {assets}{self.checks} checks. Alerts: {', '.join(parts)}."
        if intake.unknown:
            words += f" Not in the catalogue: {', '.join(intake.unknown[:NAMED])}."
        return words


@dataclass(frozen=True, kw_only=True)
class Once:
    """The key a sender gave its delivery, and what tells whether another one is the same."""

    key: str
    fingerprint: str


async def keep(db: Database, batch: Batch, *, now: datetime, once: Once | None = None) -> Kept:
    """Keep all of it, and under the sender's key what is answered; a repeat changes nothing.

    Raises AlreadyDone when something was kept under that key before.
    """
    takes_long = batch.catalogue is not None or len(batch.signals) > FEW
    async with db.transaction(within=PATIENCE, takes_long=takes_long) as tx:
        loaded = None
        if batch.catalogue is not None:
            loaded = await assets.load(tx, batch.catalogue, now, key=batch.key)
        intake = await alerts.take_in(tx, batch.signals, now=now)
        kept = Kept(checks=len(batch.signals), intake=intake, loaded=loaded)
        if once is not None:
            answer = Answer(key=once.key, fingerprint=once.fingerprint, body=kept.counts())
            if not await tx.answers.add(answer):
                raise AlreadyDone(once.key)
    return kept
