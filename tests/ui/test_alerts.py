"""What a message in the alerts channel says, by what became of its alerts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.alert import Alert, AlertState
from bot.domain.alert_group import AlertCrowd, AlertGroup
from bot.domain.asset import Asset, AssetKind, FailureMode
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.sandbox.model import texts_in
from bot.ui.alerts import alert_message, crowd_message
from bot.ui.kit import Message

NINE = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
ORDERS = Asset(id=7, key="model.shop.orders", name="mart.orders", kind=AssetKind.MODEL, tier=1)
FIRING = Alert(
    id=1,
    source="dbt",
    key="run-1:a",
    run="run-1",
    asset=7,
    check="a",
    failure_mode=FailureMode.QUALITY,
    state=AlertState.FIRING,
    title="too few rows",
    detail="Got 3 results",
    started_at=NINE,
    seen_at=NINE,
)
OTHER = replace(FIRING, id=2, check="b", title="price is empty")
DI_7 = Incident(
    id=7, title="Revenue is missing", severity=Severity.SEV1, declared_by="UANA", declared_at=NINE
)


def words(message: Message) -> str:
    return "\n".join(texts_in(list(message.blocks)))


def buttons(message: Message) -> list[str]:
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"]]


def test_several_checks_are_a_list_and_one_question() -> None:
    shown = alert_message(AlertGroup(asset=ORDERS, alerts=[FIRING, OTHER]))

    assert "mart.orders* (tier 1): 2 checks fail, since" in words(shown)
    assert "• too few rows\n• price is empty" in words(shown)
    assert buttons(shown) == ["declare_alert", "dismiss_alert"]
    assert shown.blocks[-1]["elements"][0]["value"] == "1,2"


def test_the_bad_days_that_the_source_names_are_shown() -> None:
    ranges = (("2026-02-01", "2026-02-03"), ("2026-02-07", "2026-02-07"))

    shown = alert_message(AlertGroup(asset=ORDERS, alerts=[replace(FIRING, ranges=ranges)]))

    assert "Bad days: 1 Feb to 3 Feb 2026 and 7 Feb 2026" in words(shown)


def test_a_check_that_failed_more_than_once_says_so() -> None:
    again = replace(FIRING, runs=3, seen_at=NINE + timedelta(hours=2))

    shown = alert_message(AlertGroup(asset=ORDERS, alerts=[again]))

    assert "failing in 3 runs, last" in words(shown)


def test_one_healed_of_two_still_asks_about_the_other() -> None:
    healed = FIRING.heal(NINE + timedelta(minutes=35))

    shown = alert_message(AlertGroup(asset=ORDERS, alerts=[healed, OTHER]))

    assert "1 check fails" in words(shown)
    assert "• too few rows: healed after 35 min" in words(shown)
    assert shown.blocks[-1]["elements"][0]["value"] == "2"


def test_an_open_incident_nearby_is_named_with_its_link() -> None:
    group = AlertGroup(asset=ORDERS, alerts=[FIRING], nearby=DI_7)

    shown = alert_message(group, thread="https://slack.example/p1")

    assert "<https://slack.example/p1|DI-7> “Revenue is missing” is open" in words(shown)
    assert buttons(shown) == ["add_alert", "dismiss_alert"]
    assert shown.blocks[-1]["elements"][0]["value"] == "7 1"


def test_part_of_an_incident_asks_nothing_more() -> None:
    linked = replace(FIRING, incident=7)

    shown = alert_message(AlertGroup(asset=ORDERS, alerts=[linked], incident=DI_7))

    assert "Part of DI-7 “Revenue is missing”" in words(shown)
    assert buttons(shown) == []


def test_the_rest_of_a_run_is_one_message_until_all_of_it_passes() -> None:
    others = [replace(ORDERS, id=number, name=f"mart.m{number}") for number in range(40)]
    alerts = [replace(FIRING, id=one.id + 100, asset=one.id) for one in others]

    firing = crowd_message(AlertCrowd(assets=others, alerts=alerts))
    over = crowd_message(AlertCrowd(assets=others, alerts=[one.heal(NINE) for one in alerts]))

    assert "*40 more assets* of this run with failing checks" in words(firing)
    assert "11 more" in words(firing)
    assert buttons(firing) == ["declare_alert", "dismiss_alert"]
    assert "*40 more assets* of this run pass again" in words(over)
    assert buttons(over) == []
