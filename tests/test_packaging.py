"""The locks, and the image's own build steps carried out in a folder: what is installed runs anywhere."""

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot import VERSION

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
FLOORS = {
    "aiohttp": (3, 14, 4),
    "jinja2": (3, 1, 6),
}
"""The oldest versions without a known hole that concerns us."""


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==(\S+)", text, re.MULTILINE))


def steps(stage: int) -> list[tuple[str, str]]:
    """(instruction, rest) of one stage of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    starts = [number for number, line in enumerate(lines) if line.startswith("FROM ")]
    end = [*starts, len(lines)][stage + 1]
    return [
        (word, rest.strip())
        for word, _, rest in (x.partition(" ") for x in lines[starts[stage] : end])
    ]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first stage, carried out under a folder instead of `/`."""
    top = tmp_path_factory.mktemp("image")
    source = top / "src"
    source.mkdir()
    for instruction, rest in steps(0):
        if instruction == "COPY":
            *names, destination = rest.split()
            for name in names:
                _copy(ROOT / name, source / destination)
        elif instruction == "RUN":
            command = re.sub(
                r"(?<![\w.])/(app|tools|dist|data)\b", rf"{shlex.quote(str(top))}/\1", rest
            )
            # Nobody but root may give a folder away.
            command = command.replace("chown", "true")
            subprocess.run(["sh", "-e", "-c", command], cwd=source, check=True)
    return top


def _copy(source: Path, destination: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, destination, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, destination / source.name if destination.is_dir() else destination)


def run(image: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """The installed program, from a folder that has nothing of ours in it."""
    elsewhere = image / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    environment = {"PATH": f"{image}/app/bin:{os.environ['PATH']}", **settings}
    return subprocess.run(
        words, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_hashes_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())

    assert entries
    assert [one.splitlines()[0] for one in entries if "--hash=sha256:" not in one] == []
    assert "://" not in text
    assert "index" not in re.sub(r"^\S+==.*$", "", text, flags=re.MULTILINE)


def test_the_program_knows_its_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["version"] == VERSION


def test_the_lock_has_every_direct_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {re.split(r"[\[<>=]", one)[0] for one in project["dependencies"]}
    development = {
        re.split(r"[\[<>=]", one)[0].lower() for one in project["optional-dependencies"]["dev"]
    }

    assert direct <= set(pinned("requirements.lock"))
    assert direct | development <= set(pinned("requirements-dev.lock"))


def test_what_is_developed_with_is_what_is_served_with() -> None:
    served, developed = pinned("requirements.lock"), pinned("requirements-dev.lock")

    assert {name: developed.get(name) for name in served} == served


@pytest.mark.parametrize("lock", LOCKS[:2])
def test_no_version_with_a_known_hole_is_locked(lock: str) -> None:
    versions = {name: tuple(map(int, pinned(lock)[name].split("."))) for name in FLOORS}

    assert [name for name, floor in FLOORS.items() if versions[name] < floor] == []


def test_the_image_runs_as_nobody_in_particular_and_says_whether_it_is_well() -> None:
    last = dict(steps(1))

    assert last["USER"] == "10001:10001"
    assert "HOME=/data" in last["ENV"].split(), "without one, importing Slack's SDK fails"
    assert last["VOLUME"] == "/data"
    assert last["ENTRYPOINT"] == '["data-incident"]'
    assert last["CMD"] == '["serve"]'
    assert "/healthz" in last["HEALTHCHECK"]
    assert "RUN" not in last


def test_the_program_is_installed_and_helps(image: Path) -> None:
    said = run(image, "data-incident", "--help")

    assert said.returncode == 0, said.stderr
    for command in ("serve", "demo", "migrate", "doctor", "ingest"):
        assert command in said.stdout


def test_what_is_no_code_is_installed_too(image: Path) -> None:
    asks = (
        "from importlib.resources import files\n"
        "from bot.demo.policy import shop_policy\n"
        "from bot.demo.shop_files import catalogue\n"
        "from bot.manifest import scopes_wanted\n"
        "from bot.policy_file import load_policy\n"
        "from bot.shipped import shipped\n"
        "from bot.ui.messages import template_of\n"
        "assert 'chat:write' in scopes_wanted()\n"
        "assert load_policy(shipped('policy.yaml')).default_oncall\n"
        "assert shop_policy().default_oncall\n"
        "assert catalogue().assets\n"
        "assert template_of('command_taken') and template_of('briefing')\n"
        "assert (files('bot.sandbox') / 'page' / 'index.html').is_file()\n"
        "assert (files('bot') / 'slack_limits.json').is_file()\n"
        "print(files('bot'))\n"
    )

    said = run(image, "python", "-c", asks)

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(str(image))


def test_migrations_are_installed_and_run(image: Path) -> None:
    url = f"sqlite:///{image}/data/data-incident.db"

    said = run(image, "data-incident", "migrate", DATA_INCIDENT_DATABASE_URL=url)

    assert said.returncode == 0, said.stderr
    assert (image / "data" / "data-incident.db").stat().st_size > 0


def test_serving_without_settings_says_what_is_missing(image: Path) -> None:
    said = run(image, "data-incident", "serve")

    assert said.returncode == 2
    assert "DATA_INCIDENT_BOT_TOKEN is missing" in said.stderr
    assert "Traceback" not in said.stderr
