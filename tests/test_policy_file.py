"""policy.yaml: what is left out has its default, and each mistake is named with its line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.policy import DEFAULT_DUTIES, DEFAULT_SEVERITIES, Policy, Role
from bot.domain.severity import Severity
from bot.domain.status import Status
from bot.policy_file import BadPolicy, load_policy, parse_policy

ROOT = Path(__file__).parents[1]


def refused(text: str) -> list[str]:
    with pytest.raises(BadPolicy) as error:
        parse_policy(text)
    return str(error.value).splitlines()


def test_the_projects_own_policy_is_sound_and_says_what_the_defaults_say() -> None:
    policy = load_policy(ROOT / "policy.yaml")

    assert dict(policy.severities) == dict(DEFAULT_SEVERITIES)
    assert dict(policy.duties) == dict(DEFAULT_DUTIES)
    default = Policy()
    for name in (
        *("announce_channel", "alerts_channel", "channel_name", "timezone", "ladder_minutes"),
        *("recurrence_days", "auto_close_days", "still_wrong_days", "pin_emoji", "action_emoji"),
        "silenced",
    ):
        assert getattr(policy, name) == getattr(default, name), name


def test_who_is_on_call_is_all_that_must_be_said() -> None:
    policy = parse_policy("default_oncall: ana@example.com")

    assert policy == Policy(default_oncall="ana@example.com")


def test_what_is_said_replaces_the_default_and_nothing_else() -> None:
    policy = parse_policy(
        "default_oncall: UANA\n"
        "severities:\n"
        "  sev1: {every: 20}\n"
        "  sev2: {every: null}\n"
        "roles:\n"
        "  responder: [Breathe]\n"
    )

    assert policy.cadence(Severity.SEV1, Status.INVESTIGATING) == timedelta(minutes=20)
    assert policy.first_word(Severity.SEV1) == timedelta(minutes=15)
    assert policy.cadence(Severity.SEV2, Status.INVESTIGATING) is None
    assert policy.duties[Role.RESPONDER] == ("Breathe",)
    assert policy.duties[Role.COMMANDER] == DEFAULT_DUTIES[Role.COMMANDER]


def test_channels_and_emoji_are_taken_as_people_write_them() -> None:
    policy = parse_policy(
        "default_oncall: UANA\nchannels: {announce: '#numbers'}\npin_emoji: ':round_pushpin:'\n"
    )

    assert policy.announce_channel == "numbers"
    assert policy.pin_emoji == "round_pushpin"


def test_a_rota_turns_on_monday_and_an_override_goes_first() -> None:
    policy = parse_policy(
        "default_oncall: data\n"
        "rotas:\n"
        "  data:\n"
        "    people: [ana, ben]\n"
        "    starts: 2026-01-05 09:00\n"
        "    timezone: Europe/Paris\n"
        "    overrides:\n"
        "    - {from: 2026-01-07 09:00, until: 2026-01-08 09:00, person: chloe}\n"
    )

    assert policy.ladder("", datetime(2026, 1, 5, 8, 0, tzinfo=UTC))[0] == "ana"
    assert policy.ladder("", datetime(2026, 1, 12, 8, 0, tzinfo=UTC))[0] == "ben"
    assert policy.ladder("", datetime(2026, 1, 7, 12, 0, tzinfo=UTC))[0] == "chloe"


MISTAKES = [
    ("", "policy.yaml is empty", "default_oncall"),
    ("just words", "policy.yaml is empty", "default_oncall"),
    ("default_oncall: [", "line 1: not YAML", ""),
    ("default_oncall: UANA\n- x", "line 2: not YAML", ""),
    ("timezone: UTC", "line 1: default_oncall: is missing", ""),
    ("default_oncall: ''", "line 1: default_oncall", "at least 1 character"),
    ("default_oncall: UANA\noncal: ben", "line 2: oncal: is not known here", "oncall_manager"),
    (
        "default_oncall: UANA\n\nchannels:\n  anounce: x",
        "line 4: channels.anounce",
        "known are announce, alerts, name",
    ),
    (
        "default_oncall: UANA\nchannels:\n  name: trouble",
        "line 2: channels",
        "must contain {id}",
    ),
    ("default_oncall: UANA\ntimezone: Mars", "line 2: timezone: is no time zone", "Europe/Paris"),
    ("default_oncall: UANA\nladder_minutes: soon", "line 2: ladder_minutes", "integer"),
    ("default_oncall: UANA\nladder_minutes: 0", "line 2: ladder_minutes", "greater than or equal"),
    (
        "default_oncall: UANA\nseverities:\n  sev5: {every: 5}",
        "line 3: severities.sev5",
        "'sev1', 'sev2', 'sev3' or 'sev4'",
    ),
    (
        "default_oncall: UANA\nseverities:\n  sev1:\n    evry: 5",
        "line 4: severities.sev1.evry: is not known here",
        "every",
    ),
    (
        "default_oncall: UANA\nseverities:\n  sev1: {postmortem: maybe}",
        "line 3: severities.sev1.postmortem",
        "'required', 'recurrence' or 'request'",
    ),
    ("default_oncall: UANA\nroles:\n  boss: [Shout]", "line 3: roles.boss", "'commander'"),
    ("default_oncall: UANA\nrotas:\n  data: {people: []}", "line 3: rotas.data", "people"),
    (
        "default_oncall: UANA\nrotas:\n  data:\n    people: [ana]\n    starts: 2026-01-05 09:00\n"
        "    overrides:\n    - {from: 2026-01-08 09:00, until: 2026-01-07 09:00, person: ben}",
        "line 7: rotas.data.overrides.0",
        "`until` must be after `from`",
    ),
    (
        "default_oncall: UANA\ndomains:\n  finance:\n    rota: platfrom",
        "line 4: domains.finance.rota: there is no rota “platfrom”",
        "none",
    ),
    (
        "default_oncall: UANA\nsilenced:\n- note_added\n- noise",
        "line 4: silenced: “noise” is no kind of message",
        "note_added",
    ),
]


@pytest.mark.parametrize(("text", "where", "allowed"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_what_is_allowed(
    text: str, where: str, allowed: str
) -> None:
    first = refused(text)[0]

    assert where in first
    assert allowed in first


def test_all_mistakes_are_named_at_once() -> None:
    mistakes = refused("default_oncall: UANA\nladder_minutes: x\nauto_close_days: y\nwrong: z\n")

    assert [line.split(":")[0] for line in mistakes] == [
        "policy.yaml, line 2",
        "policy.yaml, line 3",
        "policy.yaml, line 4",
    ]


def test_a_key_written_twice_is_a_mistake() -> None:
    assert "line 2" in refused("default_oncall: UANA\ndefault_oncall: UBEN\n")[0]


def test_a_file_that_is_not_there_is_named_with_one_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match=r"There is no .*policy\.yaml: copy .*policy\.yaml there"):
        load_policy(tmp_path / "policy.yaml")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BadPolicy, match="cannot be read"):
        load_policy(tmp_path / "policy.yaml")


@pytest.mark.parametrize(
    "hostile",
    ["!!python/object/apply:os.system ['true']", "[" * 5000, "a: &a [*a]", "? {a: b}\n: c", "\x00"],
)
def test_a_hostile_file_is_refused_in_a_sentence(hostile: str) -> None:
    assert refused(hostile)
