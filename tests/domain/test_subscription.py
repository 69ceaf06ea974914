"""Who hears of an incident, and for which reasons, as cases."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.asset import Asset, AssetKind
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.domain.subscription import Concerned, Listener, Subscription

ORDERS = Asset(id=1, key="orders", name="mart.orders", kind=AssetKind.MODEL)
REVENUE = Asset(id=2, key="revenue", name="Executive revenue", kind=AssetKind.DASHBOARD)
BOARD = Asset(id=3, key="board", name="Board pack", kind=AssetKind.APPLICATION)
DI_7 = Incident(
    id=7,
    title="Revenue is missing",
    severity=Severity.SEV1,
    declared_by="UANA",
    declared_at=datetime(2026, 2, 3, 9, 0, tzinfo=UTC),
)
WHOM = Concerned(
    affected=[ORDERS, REVENUE, BOARD],
    owners={2: ["UFARAH"], 3: ["UFARAH", "UIVY"]},
    audience=["UGUS", "UIVY"],
    label="Finance",
)


def hearing(
    *wishes: Subscription, whom: Concerned = WHOM, drill: bool = False
) -> dict[str, Listener]:
    found = whom.listeners(replace(DI_7, drill=drill), wishes, inside=["UANA"])
    assert len({one.person for one in found}) == len(found)
    return {one.person: one for one in found}


def test_owners_and_the_audience_hear_without_having_asked() -> None:
    found = hearing()

    assert set(found) == {"UFARAH", "UIVY", "UGUS"}
    assert found["UFARAH"].theirs == ("Executive revenue", "Board pack")
    assert found["UIVY"].because == (
        "you own Board pack",
        "you work with the numbers of Finance",
    )
    assert found["UGUS"].theirs == ()


def test_several_reasons_are_one_listener_with_all_of_them() -> None:
    found = hearing(
        Subscription(person="UFARAH", incident=7), Subscription(person="UFARAH", asset=1)
    )

    assert found["UFARAH"].because == (
        "you asked to hear of DI-7",
        "you own Executive revenue and Board pack",
        "you follow mart.orders",
    )
    assert found["UFARAH"].theirs == ("Executive revenue", "Board pack", "mart.orders")


def test_who_muted_the_incident_hears_for_no_reason_whatever() -> None:
    found = hearing(
        Subscription(person="UIVY", incident=7, muted=True), Subscription(person="UIVY", asset=1)
    )

    assert "UIVY" not in found


def test_a_muted_dashboard_is_no_reason_but_another_one_is() -> None:
    found = hearing(
        Subscription(person="UFARAH", asset=2, muted=True),
        Subscription(person="UFARAH", asset=3, muted=True),
        Subscription(person="UIVY", asset=3, muted=True),
    )

    assert "UFARAH" not in found
    assert found["UIVY"].because == ("you work with the numbers of Finance",)


def test_wishes_about_something_else_are_no_reason() -> None:
    found = hearing(Subscription(person="UDEV", asset=99), Subscription(person="UDEV", incident=8))

    assert "UDEV" not in found


def test_of_a_drill_only_those_hear_who_work_on_it_and_asked() -> None:
    found = hearing(
        Subscription(person="UGUS", incident=7),
        Subscription(person="UANA", incident=7),
        drill=True,
    )

    assert set(found) == {"UANA"}


def test_many_names_are_counted() -> None:
    many = [replace(REVENUE, id=number, name=f"Chart {number}") for number in range(1, 8)]
    whom = Concerned(affected=many, owners={asset.id: ["UIVY"] for asset in many})

    found = hearing(whom=whom)

    assert found["UIVY"].because == ("you own Chart 1, Chart 2, Chart 3 and 4 more",)
    assert len(found["UIVY"].theirs) == 7
