"""deploy/compose.yaml asks for what the image and the bot have, and gives away no privilege."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot import VERSION
from bot.config import Settings
from tests.manifests import DEPLOY, ROOT, SETTINGS, compose, seconds
from tests.test_packaging import steps

OURS = ("migrate", "bot")
EVERY = ("postgres", *OURS)
README = (DEPLOY / "README.md").read_text(encoding="utf-8")


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


def block(words: str) -> str:
    """The commands of README that hold these words."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (found,) = (one for one in blocks if words in one)
    return str(found)


def test_postgresql_migrates_first_and_then_three_bots_serve() -> None:
    assert set(compose()["services"]) == set(EVERY)
    assert service("bot")["deploy"]["replicas"] == 3
    assert service("migrate")["command"] == ["migrate"]
    assert "command" not in service("bot"), "the image's own: serve"
    assert service("migrate")["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert service("bot")["depends_on"] == {
        "postgres": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


@pytest.mark.parametrize("name", EVERY)
def test_no_container_has_privileges_or_writes_where_it_need_not(name: str) -> None:
    one = service(name)

    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in one["tmpfs"]
    forbidden = {"privileged", "cap_add", "pid", "ipc", "network_mode", "devices", "ports"}
    assert not forbidden & one.keys()


@pytest.mark.parametrize("name", OURS)
def test_ours_are_the_image_of_the_dockerfile(name: str) -> None:
    one, image = service(name), dict(steps(1))

    assert one["image"] == f"data-incident:{VERSION}"
    assert (DEPLOY / one["build"] / "Dockerfile").resolve() == ROOT / "Dockerfile"
    assert one["user"] == image["USER"]
    assert image["VOLUME"] in one["tmpfs"], "what is kept is in PostgreSQL"
    (policy,) = one["configs"]
    assert f"DATA_INCIDENT_POLICY_FILE={policy['target']}" in image["ENV"].split()


@pytest.mark.parametrize("name", OURS)
def test_secrets_are_files_named_as_settings_where_the_bot_looks(name: str) -> None:
    given = set(service(name)["secrets"])

    assert {"data_incident_bot_token", "data_incident_database_url"} <= given <= SETTINGS
    assert "environment" not in service(name)
    assert Settings.model_fields["secrets_dir"].default == "/run/secrets"


def test_every_secret_is_declared_used_and_not_in_the_repository() -> None:
    used = {secret for name in EVERY for secret in service(name)["secrets"]}
    declared = compose()["secrets"]

    assert set(declared) == used
    for name, one in declared.items():
        assert one == {"file": f"./secrets/{name}"}
        ask = ["git", "check-ignore", "-q", DEPLOY / one["file"]]
        ignored = subprocess.run(ask, cwd=ROOT, check=False)
        assert ignored.returncode == 0, f"git would take {one['file']}"


def test_the_bots_health_is_what_the_bot_serves_on_its_port() -> None:
    check = service("bot")["healthcheck"]

    command, option, script = check["test"][1:]
    assert (command, option) == ("python", "-c")
    compile(script, "healthcheck", "exec")
    port = Settings.model_fields["port"].default
    assert f"http://127.0.0.1:{port}/readyz" in script
    assert dict(steps(1))["EXPOSE"] == str(port)


def test_it_has_longer_to_end_than_it_needs() -> None:
    assert seconds(service("bot")["stop_grace_period"]) > 2 * 5


def test_postgresql_is_of_a_pinned_version_keeps_its_data_and_is_not_reached_from_outside() -> None:
    one, networks = service("postgres"), compose()["networks"]

    assert re.fullmatch(r"postgres:18(\.\d+)?", one["image"])
    assert one["volumes"] == ["postgres:/var/lib/postgresql"], "where 18 and newer keep theirs"
    assert "postgres" in compose()["volumes"]
    assert one["environment"]["POSTGRES_PASSWORD_FILE"] == f"/run/secrets/{one['secrets'][0]}"
    assert all(networks[name]["internal"] for name in one["networks"])
    assert set(service("bot")["networks"]) > set(one["networks"])


def test_the_secrets_that_readme_makes_are_those_that_are_mounted_and_fit_each_other(
    tmp_path: Path,
) -> None:
    lines = (
        block("mkdir -m 700 deploy/secrets").replace("xoxb-…", "xoxb-1").replace("xapp-…", "xapp-1")
    )
    (tmp_path / "deploy").mkdir()
    (tmp_path / "policy.yaml").touch()

    subprocess.run(["sh", "-ec", lines], cwd=tmp_path, check=True)

    folder = tmp_path / "deploy" / "secrets"
    made = {one.name: one for one in folder.iterdir()}
    assert set(made) == set(compose()["secrets"])
    assert (tmp_path / "deploy" / compose()["configs"]["policy"]["file"]).is_file()
    assert folder.stat().st_mode & 0o777 == 0o700, "nobody else on the machine gets at them"
    assert {one.stat().st_mode & 0o777 for one in made.values()} == {0o444}, "10001 may read them"
    settings = Settings(_secrets_dir=folder)
    settings.must_serve()
    postgres, password = service("postgres")["environment"], made["postgres_password"].read_text()
    assert settings.database_url == (
        f"postgresql://{postgres['POSTGRES_USER']}:{password}@postgres/{postgres['POSTGRES_DB']}"
    )
    assert len(password) >= 32
