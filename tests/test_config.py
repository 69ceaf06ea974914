"""Settings come from the environment and files, each is written down, and what is missing is named."""

import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import BadSettings, Settings, read_settings
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


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of secrets, named by the `.env` of the folder we are in."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    with chdir(tmp_path):
        Path(".env").write_text(
            f"{PREFIX}SECRETS_DIR={secrets}\n{PREFIX}DATABASE_URL=sqlite:///of-the-image.db\n",
            encoding="utf-8",
        )
        yield secrets


def test_every_setting_may_lie_in_a_file(folder: Path) -> None:
    for name, field in Settings.model_fields.items():
        like = "true" if field.annotation is bool else "7"
        (folder / f"{PREFIX}{name}".lower()).write_text(f"{like}\n", encoding="utf-8")

    read = read_settings()

    for name in Settings.model_fields:
        value = getattr(read, name)
        shown = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        assert shown in {"7", "True"}, name


def test_a_file_wins_over_what_the_image_sets_and_the_rest_stays(folder: Path) -> None:
    before = read_settings().database_url
    (folder / "data_incident_database_url").write_text("postgresql://u:p@h/n\n", encoding="utf-8")

    after = read_settings()

    assert before == "sqlite:///of-the-image.db"
    assert after.database_url == "postgresql://u:p@h/n"
    assert after.port == 3000


def test_links_as_kubernetes_makes_them_are_followed_and_a_new_secret_is_seen(folder: Path) -> None:
    for version, token in (("..1", "xoxb-old"), ("..2", "xoxb-new")):
        (folder / version).mkdir()
        (folder / version / "data_incident_bot_token").write_text(token, encoding="utf-8")
    (folder / "..data").symlink_to("..1")
    (folder / "data_incident_bot_token").symlink_to("..data/data_incident_bot_token")

    before = newest_token()
    (folder / "next").symlink_to("..2")
    (folder / "next").rename(folder / "..data")

    assert (before, newest_token()) == ("xoxb-old", "xoxb-new")


def test_a_folder_that_was_asked_for_and_is_not_there_is_named(folder: Path) -> None:
    folder.rmdir()

    with pytest.raises(BadSettings, match="DATA_INCIDENT_SECRETS_DIR: there is no folder"):
        read_settings()


def test_a_file_that_cannot_be_read_is_a_sentence_without_what_is_in_it(folder: Path) -> None:
    (folder / "data_incident_bot_token").write_bytes(b"xoxb-very-secret\xff")

    with pytest.raises(BadSettings, match="file cannot be read") as refused:
        read_settings()

    assert "very" not in str(refused.value)
