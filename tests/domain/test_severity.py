"""Severities as people write them, and what is suggested, and why."""

import pytest

from bot.domain.errors import InvalidInput
from bot.domain.severity import Severity, Stake, suggest


@pytest.mark.parametrize("text", ["sev1", "SEV-1", " Sev 1 ", "s1", "1"])
def test_a_severity_is_read_however_it_is_written(text: str) -> None:
    assert Severity.parse(text) is Severity.SEV1


@pytest.mark.parametrize("text", ["", "sev0", "sev5", "sev11", "severe", "٣", "<!channel>"])
def test_what_is_none_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(InvalidInput, match="write sev1, sev2, sev3 or sev4"):
        Severity.parse(text)


def a_stake(name: str = "mart.orders", tier: int | None = None, **dashboards: int | None) -> Stake:
    return Stake(name=name, tier=tier, dashboards=list(dashboards.items()))


@pytest.mark.parametrize(
    ("stakes", "mode", "severity", "why"),
    [
        ([a_stake(tier=3, Board=1)], None, Severity.SEV1, "Board (tier 1) reads mart.orders"),
        ([a_stake(tier=3, Board=1)], "quality", Severity.SEV1, "Board (tier 1)"),
        ([a_stake(tier=3, Board=1)], "freshness", Severity.SEV2, "Board (tier 1)"),
        ([a_stake(tier=1)], None, Severity.SEV2, "mart.orders is tier 1"),
        ([a_stake(tier=1, Churn=2)], None, Severity.SEV2, "mart.orders is tier 1"),
        ([a_stake(tier=3, Churn=2)], None, Severity.SEV3, "Churn reads mart.orders"),
        ([a_stake(tier=2)], None, Severity.SEV3, "a tier-2 asset is affected"),
        ([a_stake(tier=3)], None, Severity.SEV4, "no dashboard reads"),
        ([a_stake()], None, Severity.SEV4, "no dashboard reads"),
        ([a_stake(tier=3), a_stake(name="x", Board=1)], None, Severity.SEV1, "reads x"),
        ([], None, Severity.SEV3, "when in doubt, higher"),
    ],
)
def test_what_is_suggested_and_why(
    stakes: list[Stake], mode: str | None, severity: Severity, why: str
) -> None:
    suggested = suggest(stakes, failure_mode=mode)

    assert suggested.severity is severity
    assert why in suggested.why
