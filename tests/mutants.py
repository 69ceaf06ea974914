"""`make mutants`: changes the code in one place, and looks whether a test notices; so many times.

The places are drawn by a seed from the files that `make coverage` holds to every branch, on a copy of
the project; mutmut makes the changes and runs, for each, the tests that come by there, on SQLite.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import copy2

ROOT = Path(__file__).parents[1]
TESTS = ("delivery", "domain", "services", "storage")
"""Not those of handlers, which take a quarter of an hour alone: what only they notice counts as missed."""
SMALLEST = "bot/delivery/own_channels.py"
"""mutmut lists what it could change only once it was asked for something."""
SETTINGS = """
[tool.mutmut]
source_paths = ["bot", "handlers", "storage"]
also_copy = {also}
only_mutate = {only}
pytest_add_cli_args = ["-k", "not postgres", "-p", "no:xdist", "--timeout=15", "--timeout-method=thread"]
pytest_add_cli_args_test_selection = {tests}
"""
"""A test that waits for ever ends the process at once: what tears it down would wait for ever too."""
NOTICED = ("killed", "timeout")
"""A test that fails, or that waits for what does not come any more."""


def main(arguments: Sequence[str]) -> int:
    """Prints what no test noticed, and the score; the number of the exit is 0 for at least the share
    that was asked for."""
    given = _given(arguments)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _copy(folder, files=given.files, tests=given.tests)
        smallest = min(given.files, key=lambda name: (ROOT / name).stat().st_size, default=SMALLEST)
        first = smallest.removesuffix(".py").replace("/", ".") + ".*__mutmut_1"
        _mutmut(folder, "run", "--max-children", str(given.workers), first)
        names = sorted(_statuses(folder))
        drawn = random.Random(given.seed).sample(names, min(given.count, len(names)))
        _mutmut(folder, "run", "--max-children", str(given.workers), *drawn)
        found = {name: status for name, status in _statuses(folder).items() if name in drawn}
        for name in sorted(name for name, status in found.items() if status not in NOTICED):
            print(_mutmut(folder, "show", name))
    return _conclude(found.values(), of=len(names), seed=given.seed, least=given.least)


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("--count", type=int, default=200, help="how many are drawn")
    parser.add_argument("--seed", type=int, default=1, help="which are drawn")
    parser.add_argument("--files", nargs="+", default=[], help="only these, not all that are held")
    parser.add_argument("--tests", nargs="+", default=[], help="with these tests only")
    parser.add_argument("--least", type=float, default=0.9, help="the share that must be noticed")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args(arguments)


def _copy(folder: Path, *, files: Sequence[str], tests: Sequence[str]) -> None:
    """What git knows of, with mutmut's settings; not the project itself, which goes on being edited."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy2(ROOT / name, folder / name)
    project = folder / "pyproject.toml"
    held = tomllib.loads(project.read_text())["tool"]["coverage"]["report"]["include"]
    also = [one.name for one in folder.iterdir() if one.name not in ("bot", "handlers", "storage")]
    asked = list(tests) or [f"tests/{name}" for name in TESTS]
    settings = SETTINGS.format(also=also, only=list(files) or held, tests=asked)
    project.write_text(project.read_text() + settings)


def _mutmut(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *words],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"mutmut {words[0]} failed:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def _statuses(folder: Path) -> dict[str, str]:
    """What became of each change that could be made."""
    lines = _mutmut(folder, "results", "--all", "true").splitlines()
    pairs = (line.strip().rpartition(": ") for line in lines if ": " in line)
    return {name: status for name, _, status in pairs}


def _conclude(statuses: Iterable[str], *, of: int, seed: int, least: float) -> int:
    counts = Counter(statuses)
    tried = counts.total()
    share = sum(counts[one] for one in NOTICED) / tried
    told = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    print(f"{tried} of {of} changes, seed {seed}: {told}; {share:.1%} noticed")
    return 0 if share >= least else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
