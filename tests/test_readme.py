"""What README shows is true: its tables, its recipes, and every command in it is run somewhere."""

import re
import types
from pathlib import Path

import yaml
from pydantic import BaseModel

from bot.demo.world import World
from bot.domain.alert import AlertState
from bot.policy_file import (
    ChannelRules,
    DomainRules,
    OverrideRules,
    PolicyFile,
    RotaRules,
    SeverityRules,
)
from handlers.alerts.keeping import keep
from handlers.alerts.kinds import AlertSource
from handlers.commands.subcommand import Call, Subcommand
from tests import tables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
POLICY = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

RUN_ELSEWHERE = {
    "make demo": "tests/test_command_line.py starts it, opens its page and stops it",
    "make bench": "tests/test_command_line.py runs one of its parts",
    "python3 -m venv venv": "tests/test_packaging.py, with the Dockerfile's own steps",
    "venv/bin/python -m pip install --require-hashes": "tests/test_packaging.py",
    "venv/bin/python -m pip install --no-deps": "tests/test_packaging.py",
    "venv/bin/data-incident doctor": "tests/test_command_line.py",
    "venv/bin/data-incident serve": "tests/test_packaging.py and tests/test_command_line.py",
    "venv/bin/data-incident ingest dbt target": "tests/test_command_line.py",
    "docker build -t data-incident .": "its steps by tests/test_packaging.py, in a folder",
    "docker run": "its settings and entry point by tests/test_packaging.py",
    "docker exec data-incident data-incident doctor": "tests/test_command_line.py",
}
"""The lines that CI does not run itself, and what does."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def executed(block: str) -> dict[str, object]:
    module = types.ModuleType("recipe")
    exec(compile(block, "README.md", "exec"), module.__dict__)
    return module.__dict__


def test_the_tables_say_what_the_code_says() -> None:
    assert tables.with_tables(README) == README, "make tables brings them up to date"


def test_every_command_is_run_by_ci_or_a_test() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line]
    in_ci = set(CI.splitlines())

    assert lines
    assert [
        line for line in lines if line not in in_ci and not line.startswith(tuple(RUN_ELSEWHERE))
    ] == []


def test_no_command_is_listed_that_readme_does_not_show() -> None:
    shown = "\n".join(blocks("sh"))

    assert [line for line in RUN_ELSEWHERE if line not in shown] == []


async def test_the_recipe_for_a_subcommand_works(world: World) -> None:
    made = executed(next(one for one in blocks("python") if "@subcommand" in one))
    (verb,) = (one for one in made.values() if isinstance(one, Subcommand))
    ana, general = world.people["ana"], world.channels["general"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)
    await world.settled()

    call = Call(verb="coffee", text="", user=ana.id, channel=general.id, key="1", incident=1)
    reply = await verb.run(call, world.bot.deps)

    assert reply.text.endswith(f"It is <@{ana.id}>'s turn.")


async def test_the_recipe_for_an_alert_source_works(world: World) -> None:
    made = executed(next(one for one in blocks("python") if "@alert_source" in one))
    (source,) = (one for one in made.values() if isinstance(one, AlertSource))
    sample = re.search(r"takes `(\{\"run\".*?\}\})`", README)
    assert sample is not None
    late = yaml.safe_load(sample.group(1))
    healed = {"run": {"at": "2026-02-03T06:00:00Z", "tables": {"model.shop.orders": None}}}

    states = []
    for sent in (late, late, healed):
        await keep(world.bot.db, source.read(sent), now=world.bot.now())
        async with world.bot.db.reading() as tx:
            asset = (await tx.assets.ids_by_key())["model.shop.orders"]
            states.append([one.state for one in await tx.alerts.list_of_assets([asset])])

    assert states == [[AlertState.FIRING], [AlertState.FIRING], [AlertState.HEALED]]


def test_the_recipe_for_a_message_is_the_message() -> None:
    (shown,) = blocks("jinja")

    assert shown in (ROOT / "templates/messages/command_taken.j2").read_text(encoding="utf-8")


def test_the_policys_tables_have_every_key_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([\w.<>*]+)`", POLICY, re.MULTILINE))

    parts: dict[str, type[BaseModel]] = {
        "channels": ChannelRules,
        "severities.<sev>": SeverityRules,
        "rotas.<name>": RotaRules,
        "rotas.<name>.overrides": OverrideRules,
        "domains.<name>": DomainRules,
    }
    known = set(PolicyFile.model_fields)
    for prefix, model in parts.items():
        known |= {f"{prefix}.{one.alias or name}" for name, one in model.model_fields.items()}
    assert documented == known


def test_the_examples_in_the_policys_document_are_sound() -> None:
    from bot.policy_file import parse_policy

    for block in re.findall(r"^```yaml\n(.*?)^```$", POLICY, re.MULTILINE | re.DOTALL):
        parse_policy(block)
