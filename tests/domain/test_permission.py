"""Who may do what, and who is told that they could take command."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.incident import Incident
from bot.domain.permission import may_command, must_be_allowed
from bot.domain.severity import Severity

INCIDENT = Incident(
    id=7,
    title="x",
    severity=Severity.SEV1,
    declared_by="UFARAH",
    declared_at=datetime(2026, 2, 3, tzinfo=UTC),
    commander="UANA",
    comms_lead="UCHLOE",
)


@pytest.mark.parametrize("action", ["declare", "note", "subscribe", "read", "take"])
def test_some_things_are_for_everybody(action: str) -> None:
    must_be_allowed(action, INCIDENT, by="UFARAH", responders=(), data_team=("UANA",))


@pytest.mark.parametrize("by", ["UANA", "UCHLOE", "UDEV", ""])
def test_who_works_on_it_and_the_bot_may_do_the_rest(by: str) -> None:
    must_be_allowed("severity", INCIDENT, by=by, responders=("UDEV",), data_team=("UANA",))


@pytest.mark.parametrize(
    ("by", "team", "may_take"),
    [("UBEN", ("UANA", "UBEN"), True), ("UFARAH", ("UANA",), False), ("UFARAH", (), True)],
)
def test_who_does_not_is_told_whom_to_ask_and_whether_to_take_command(
    by: str, team: tuple[str, ...], may_take: bool
) -> None:
    with pytest.raises(NotAllowed, match="<@UANA>, who commands it") as caught:
        must_be_allowed("severity", INCIDENT, by=by, responders=(), data_team=team)

    assert (caught.value.incident, caught.value.may_take) == (7, may_take)


def test_without_a_commander_its_responders_are_named() -> None:
    nobody = replace(INCIDENT, commander="")

    with pytest.raises(NotAllowed, match="its responders"):
        must_be_allowed("severity", nobody, by="UBEN", responders=(), data_team=())


def test_only_the_data_team_commands_and_an_empty_one_is_everybody() -> None:
    assert may_command("UANA", data_team=("UANA",))
    assert not may_command("UFARAH", data_team=("UANA",))
    assert may_command("UFARAH", data_team=())
