"""How bad an incident is: SEV1 (worst) to SEV4, and what an incident is suggested to be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.domain.errors import InvalidInput


class Severity(StrEnum):
    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    SEV4 = "sev4"

    @property
    def rank(self) -> int:
        """1 is worst."""
        return int(self.value[-1])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `sev1`, `SEV-1`, `1`, `s1`; raises InvalidInput."""
        severity = cls.read(text)
        if severity is None:
            raise InvalidInput(
                "severity", f"“{text.strip()[:40]}” is no severity: write sev1, sev2, sev3 or sev4."
            )
        return severity

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a severity, or None when the text is something else."""
        match = re.fullmatch(r"(?:sev|s)?[- ]?([1-4])", text.strip().lower())
        return cls(f"sev{match.group(1)}") if match else None


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A severity and the reason for it, in words; a person decides."""

    severity: Severity
    why: str


@dataclass(frozen=True, kw_only=True)
class Stake:
    """What one chosen asset puts at stake: its own tier and the dashboards that read it."""

    name: str
    tier: int | None
    dashboards: Sequence[tuple[str, int | None]] = ()


def suggest(stakes: Sequence[Stake], *, failure_mode: str | None = None) -> Suggestion:
    """Suggest a severity from tiers, dashboards downstream and failure mode (journeys: severities).

    A tier-1 dashboard downstream means that executives, customers or regulators decide on it: SEV1
    when it may be wrong, SEV2 when it is only late. A tier-1 asset without one: SEV2. Tier 2: SEV3.
    """
    late_only = failure_mode == "freshness"
    for stake in stakes:
        for dashboard, tier in stake.dashboards:
            if tier == 1:
                return Suggestion(
                    severity=Severity.SEV2 if late_only else Severity.SEV1,
                    why=f"{dashboard} (tier 1) reads {stake.name}",
                )
    tier_one = [stake for stake in stakes if stake.tier == 1]
    if tier_one:
        return Suggestion(severity=Severity.SEV2, why=f"{tier_one[0].name} is tier 1")
    read = [stake for stake in stakes if stake.dashboards]
    if read:
        return Suggestion(
            severity=Severity.SEV3, why=f"{read[0].dashboards[0][0]} reads {read[0].name}"
        )
    if any(stake.tier == 2 for stake in stakes):
        return Suggestion(severity=Severity.SEV3, why="a tier-2 asset is affected")
    if stakes:
        return Suggestion(severity=Severity.SEV4, why="no dashboard reads what is affected")
    return Suggestion(severity=Severity.SEV3, why="no asset is linked yet; when in doubt, higher")
