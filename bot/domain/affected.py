"""One asset of an incident with whose it is, and what people read that is hurt through it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.asset import Asset


@dataclass(frozen=True, kw_only=True)
class Hurt:
    """Something people read; `owners` are ids where known, else what the platform gives."""

    name: str
    url: str = ""
    tier: int | None = None
    owners: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Affected:
    asset: Asset
    owners: Sequence[str] = ()
    hurt: Sequence[Hurt] = ()
    is_origin: bool = False
