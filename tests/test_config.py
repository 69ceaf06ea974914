"""Settings come from the environment alone, each is written down, and what is missing is named."""

import re
from contextlib import chdir
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import BadSettings, Settings
from bot.serving import newest_token

ROOT = Path(__file__).parents[1]
PREFIX = "DATA_INCIDENT_"


def settings(**given: str) -> Settings:
    return Settings(**{name: SecretStr(value) for name, value in given.items()})  # type: ignore[arg-type]  # all three are secrets


def names_in(text: str) -> list[str]:
    return re.findall(rf"^(?:# )?({PREFIX}\w+)=", text, re.MULTILINE)


def test_the_example_has_every_setting_once_and_no_other() -> None:
    written = names_in((ROOT / ".env.example").read_text(encoding="utf-8"))

    assert sorted(written) == sorted(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)


def test_the_examples_defaults_are_the_programs() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = dict(line.lstrip("# ").split("=", 1) for line in lines if PREFIX in line)

    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        assert shown[f"{PREFIX}{name.upper()}"] == str(default).lower(), name


def test_no_setting_bears_a_name_that_bolt_reads_by_itself() -> None:
    assert Settings.model_config["env_prefix"] == PREFIX


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "DATA_INCIDENT_BOT_TOKEN"),
        ({"bot_token": "something else"}, "DATA_INCIDENT_BOT_TOKEN"),
        ({"bot_token": "xoxb-1"}, "DATA_INCIDENT_SIGNING_SECRET"),
        ({"bot_token": "xoxb-1", "app_token": "xoxb-2"}, "DATA_INCIDENT_APP_TOKEN"),
        ({"app_token": "xapp-1"}, "DATA_INCIDENT_BOT_TOKEN"),
    ],
)
def test_what_serving_lacks_is_named(given: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        settings(**given).must_serve()


@pytest.mark.parametrize(
    "given",
    [
        {"bot_token": "xoxb-1", "signing_secret": "s"},
        {"bot_token": "xoxb-1", "app_token": "xapp-1"},
    ],
)
def test_either_way_in_is_enough(given: dict[str, str]) -> None:
    settings(**given).must_serve()


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(BadSettings) as refused:
        settings().must_serve()

    assert len(str(refused.value).splitlines()) == 2


def test_a_source_may_have_several_secrets_and_none_lets_nobody_in() -> None:
    assert settings(dbt_secret=" new , old ,").alert_secrets == {"dbt": ("new", "old")}
    assert settings(dbt_secret="").alert_secrets == {"dbt": ()}


def test_a_secret_is_not_shown() -> None:
    assert "xoxb-very" not in repr(settings(bot_token="xoxb-very-secret"))


def test_a_token_changed_in_the_file_is_seen_without_a_restart(tmp_path: Path) -> None:
    with chdir(tmp_path):
        Path(".env").write_text("DATA_INCIDENT_BOT_TOKEN=xoxb-old\n", encoding="utf-8")
        before = newest_token()
        Path(".env").write_text("DATA_INCIDENT_BOT_TOKEN=xoxb-new\n", encoding="utf-8")
        after = newest_token()

    assert (before, after) == ("xoxb-old", "xoxb-new")
