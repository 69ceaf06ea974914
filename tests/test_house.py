"""The rules of the house that no other tool holds: sizes, words at the top, and what stands where."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "storage", "templates", "benchmarks", "tests")
PROGRAM = ("bot", "handlers", "storage")

CLOCKS = {
    "bot/app.py": "asks the clock and passes it on",
    "bot/sandbox/clock.py": "the local workspace's clock, which can be moved",
    "bot/sandbox/senders.py": "signatures carry the machine's time: the bot checks them against it",
    "bot/demo/shop/raw.py": "a script run by hand: the shop's raw data is fresh when it is made",
}
BROAD = {
    "storage/group_commit.py": "who fails is told so when what it saw is kept; it is raised again",
    "handlers/front_door.py": "every error of a command, click or form becomes an answer",
    "handlers/schedule/loop.py": "a job that fails holds up no other",
    "bot/delivery/worker.py": "a notice that fails holds up no other; it is tried again",
    "bot/delivery/outcomes.py": "an outcome that cannot be written down holds up no other",
    "bot/envelopes.py": "an envelope that fails harms no other; it is delivered again, or answered",
}
SPEAKS = {
    "bot/__main__.py": "the command line",
    "bot/demo/": "the demo tells what to try, and what it plays",
    "benchmarks/": "prints its rows",
}
ENVIRONMENT = {"bot/config.py": "settings are read here and nowhere else"}


@cache
def modules(*folders: str) -> tuple[Path, ...]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """The files that are, or are about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    return [ROOT / one for one in listed.stdout.decode().splitlines() if (ROOT / one).is_file()]


def uses(path: Path, *wanted: str) -> Iterator[str]:
    """Where a module names one of these, as `file:line`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in wanted:
            yield f"{name(path)}:{node.lineno}"


def elsewhere(found: Iterator[str], allowed: dict[str, str]) -> list[str]:
    return [where for where in found if not where.startswith(tuple(allowed))]


def is_migration(path: Path) -> bool:
    return "versions" in path.parts


@pytest.mark.parametrize("path", modules(*OURS), ids=name)
def test_a_module_opens_with_what_it_is_about(path: Path) -> None:
    words = ast.get_docstring(tree(path)) or ""

    assert words.strip() or not path.read_bytes(), "the first line says what it is about"


@pytest.mark.parametrize("path", modules("handlers/commands"), ids=name)
def test_a_subcommands_file_opens_with_an_example(path: Path) -> None:
    words = ast.get_docstring(tree(path)) or ""

    makes_one = any(
        isinstance(node, ast.AsyncFunctionDef)
        and any("subcommand" in ast.unparse(one) for one in node.decorator_list)
        for node in tree(path).body
    )
    assert not makes_one or words.startswith("`/data-incident ")


def test_functions_keep_to_40_lines() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1}"
        for path in modules(*OURS)
        if not is_migration(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= 40
    ]

    assert long == []


def test_modules_keep_to_300_lines() -> None:
    lines = {name(path): len(path.read_text().splitlines()) for path in modules(*OURS)}
    migrations = {name(path) for path in modules(*OURS) if is_migration(path)}

    assert {one: n for one, n in lines.items() if n > 300 and one not in migrations} == {}


def test_nothing_is_called_utils() -> None:
    forbidden = re.compile(r"(utils?|helpers?|manager|common|misc)\.py$")

    assert [name(path) for path in modules(*OURS) if forbidden.search(path.name)] == []


def test_the_clock_is_asked_in_one_place() -> None:
    asked = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    found = (where for path in modules(*PROGRAM) for where in uses(path, *asked))

    assert elsewhere(found, CLOCKS) == []


def test_the_environment_is_read_in_one_place() -> None:
    asked = ("os.environ", "os.getenv", "os.environb", "environ", "getenv")
    found = (where for path in modules(*PROGRAM) for where in uses(path, *asked))

    assert elsewhere(found, ENVIRONMENT) == []


def test_only_the_command_line_and_the_demo_print() -> None:
    found = (where for path in modules(*PROGRAM, "benchmarks") for where in uses(path, "print"))

    assert elsewhere(found, SPEAKS) == []


def test_errors_are_caught_broadly_in_a_few_named_places() -> None:
    found = (
        f"{name(path)}:{node.lineno}"
        for path in modules(*PROGRAM)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    )

    assert elsewhere(found, BROAD) == []


SAYS = re.compile(r"log\.(debug|info|warning|error|exception|critical)")


def test_a_line_of_the_log_has_fixed_words_and_formats_no_error() -> None:
    """What an exception says may hold a whole response, or what somebody typed."""
    calls = (
        (path, node)
        for path in modules(*PROGRAM)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and SAYS.fullmatch(ast.unparse(node.func))
    )
    found = [
        f"{name(path)}:{call.lineno}"
        for path, call in calls
        if not isinstance(call.args[0], ast.Constant)
        or re.search(r"\b(str|repr)\(\w+\)|\bf['\"]", ast.unparse(call))
    ]

    assert found == []


def test_every_exception_to_a_rule_is_still_needed() -> None:
    listed = {*CLOCKS, *BROAD, *SPEAKS, *ENVIRONMENT}

    assert [one for one in listed if not (ROOT / one).exists()] == []


def test_nothing_is_left_open_in_the_code() -> None:
    left = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "Not" + "ImplementedError"]))
    found = [
        f"{name(path)}:{number}"
        for path in modules(*OURS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if left.search(line)
    ]

    assert found == []


def test_tests_replace_nothing_of_ours_and_wait_for_conditions() -> None:
    forbidden = (
        "unittest" + r"\.mock",
        "monkeypatch" + r"\.",
        r"time\.slee" + r"p\(",
        r"asyncio\.slee" + r"p\((0\.[1-9]|[1-9])",
        r"mark\.(sk" + "ip|xf" + "ail)",
        r"pytest\.(sk" + "ip|xf" + r"ail)\(",
    )
    wrong = re.compile("|".join(forbidden))
    found = [
        f"{name(path)}:{number}: {line.strip()}"
        for path in modules("tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong.search(line)
    ]

    assert found == []


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    forbidden = (
        "py" + r"pi\.org",
        "python" + "hosted",
        "npm" + r"js\.org",
        r"deb\.deb" + "ian",
        "/wo" + "rk/",
        "/ro" + "ot/",
        r"(?<![\w.])/ho" + r"me/\w",
    )
    wrong = re.compile("|".join(forbidden).encode())
    found = [
        f"{name(path)}: {match.group().decode()}"
        for path in tracked()
        if (match := wrong.search(path.read_bytes()))
    ]

    assert found == []


def test_documents_link_to_files_that_exist() -> None:
    link = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
    broken = [
        f"{name(path)}: {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in link.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert broken == []
