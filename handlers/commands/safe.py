"""`/data-incident safe mart.orders at 05:00`"""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.domain.all_clear import Checklist
from bot.domain.errors import InvalidInput
from bot.domain.status import OPEN
from bot.domain.when import parse_moment
from bot.services import all_clears
from bot.services.asset_names import asset_named
from bot.ui.safe import safe_modal
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply
from storage import Transaction

EVERYTHING = {"", "all", "everything"}


@subcommand(
    "safe",
    "[assets] [at 05:00]",
    help="the all-clear: data is safe to use again, with evidence; the last one resolves",
    aliases=("resolve",),
    when=OPEN,
    rank=13,
)
async def safe(call: Call, deps: Deps) -> Reply:
    names, at_words = _read(call.said)
    now = deps.now()
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        found = await all_clears.prepare(tx, incident, by=call.user)
        named = await _named(tx, found, names)
        at = await _moment(tx, at_words, by=call.user, now=now)
    at = at or found.dated(named or found.left, now)
    return Reply(modal=safe_modal(incident, found, call.origin, at=at, named=named))


def _read(text: str) -> tuple[str, str]:
    """(names of assets, the time) from the words of a line."""
    match = re.fullmatch(
        r"(?:(?P<names>.*?)\s+)?at\s+(?P<at>\S.*)", text, re.IGNORECASE | re.DOTALL
    )
    return ((match["names"] or "").strip(), match["at"].strip()) if match else (text.strip(), "")


async def _named(tx: Transaction, found: Checklist, names: str) -> Sequence[int]:
    """Ids of the assets named, by one name, or by several with commas or blanks between."""
    if names.lower() in EVERYTHING:
        return ()
    whole = await tx.assets.find(names)
    parts = re.split(r"\s*,\s*" if "," in names else r"\s+", names)
    assets = [whole] if whole else [await asset_named(tx, one) for one in parts if one]
    affected = {asset.id for asset in found.affected}
    for asset in assets:
        if asset.id not in affected:
            there = ", ".join(one.name for one in found.affected) or "nothing yet"
            raise InvalidInput("scope", f"{asset.name} is not part of it. Affected: {there}.")
    return [asset.id for asset in assets]


async def _moment(tx: Transaction, text: str, *, by: str, now: datetime) -> datetime | None:
    if not text:
        return None
    person = await tx.people.find(by)
    zone = person.timezone if person else tx.policy.timezone
    return parse_moment(text, now=now, timezone=zone, past=True, field="at")
