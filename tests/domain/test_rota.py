"""Who is on call: weekly turns at the same wall time, across daylight saving, with overrides."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.policy import Domain, Policy
from bot.domain.rota import Override, Rota

LISBON = ZoneInfo("Europe/Lisbon")


def a_rota(*people: str, overrides: tuple[Override, ...] = (), name: str = "finance") -> Rota:
    starts = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  # wall time in the rota's own zone
    return Rota(
        name=name, people=people, starts=starts, timezone="Europe/Lisbon", overrides=overrides
    )


def wall(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LISBON).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "person"),
    [
        (wall(1, 5, 9), "UANA"),
        (wall(1, 12, 8, 59), "UANA"),
        (wall(1, 12, 9), "UBEN"),
        (wall(1, 19, 9), "UCHLOE"),
        (wall(1, 26, 9), "UANA"),
        (wall(1, 5, 8, 59), "UCHLOE"),
        (datetime(2025, 12, 29, 9, tzinfo=UTC), "UCHLOE"),
    ],
)
def test_a_shift_lasts_a_week_and_changes_at_its_wall_time(at: datetime, person: str) -> None:
    assert a_rota("UANA", "UBEN", "UCHLOE").on_call(at) == person


@pytest.mark.parametrize(("month", "day"), [(3, 30), (10, 26)])
def test_across_daylight_saving_the_shift_changes_at_the_same_wall_time(
    month: int, day: int
) -> None:
    rota = a_rota("UANA", "UBEN")

    before, after = rota.on_call(wall(month, day, 8, 59)), rota.on_call(wall(month, day, 9))

    assert before != after


def test_an_override_stands_in_from_its_first_to_just_before_its_last_instant() -> None:
    override = Override(first=wall(1, 6, 9), until=wall(1, 6, 17), person="UDEV")
    rota = a_rota("UANA", "UBEN", overrides=(override,))

    assert rota.on_call(wall(1, 6, 8, 59)) == "UANA"
    assert rota.on_call(wall(1, 6, 9)) == "UDEV"
    assert rota.on_call(wall(1, 6, 16, 59)) == "UDEV"
    assert rota.on_call(wall(1, 6, 17)) == "UANA"


def test_who_stands_in_is_asked_first_then_the_others_by_turn_each_once() -> None:
    override = Override(first=wall(1, 6, 9), until=wall(1, 6, 17), person="UBEN")
    rota = a_rota("UANA", "UBEN", "UCHLOE", overrides=(override,))

    assert rota.ladder(wall(1, 6, 10)) == ("UBEN", "UANA", "UCHLOE")
    assert rota.ladder(wall(1, 13, 10)) == ("UBEN", "UCHLOE", "UANA")


def a_policy(*, default_oncall: str = "", oncall_manager: str = "") -> Policy:
    return Policy(
        domains={"finance": Domain(name="finance", label="Finance", rota="finance")},
        rotas={"finance": a_rota("UANA"), "platform": a_rota("UBEN", "UANA", name="platform")},
        default_oncall=default_oncall,
        oncall_manager=oncall_manager,
    )


@pytest.mark.parametrize(
    ("policy", "domain", "line"),
    [
        (
            a_policy(default_oncall="platform", oncall_manager="UCHLOE"),
            "finance",
            ("UANA", "UBEN", "UCHLOE"),
        ),
        (
            a_policy(default_oncall="platform", oncall_manager="UCHLOE"),
            "unheard-of",
            ("UBEN", "UANA", "UCHLOE"),
        ),
        (a_policy(default_oncall="dev@shop.example"), "", ("dev@shop.example",)),
        (a_policy(default_oncall="UANA", oncall_manager="UANA"), "finance", ("UANA",)),
        (a_policy(), "", ()),
    ],
)
def test_the_line_is_the_domains_rota_then_the_default_then_the_manager(
    policy: Policy, domain: str, line: tuple[str, ...]
) -> None:
    assert policy.ladder(domain, wall(1, 5, 10)) == line
