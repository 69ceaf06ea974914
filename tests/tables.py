"""The tables of README that follow the code; `make tables` writes them, a test holds them equal."""

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pydantic import SecretStr

import handlers.commands
from bot.config import Settings
from handlers.commands.subcommand import Subcommand
from handlers.discover import discover

README = Path(__file__).parents[1] / "README.md"


def commands() -> str:
    """Every verb, in the order of help."""
    verbs = discover(handlers.commands, Subcommand).values()
    rows = [
        (f"`{one.name}`{_also(one.aliases)}", f"`{one.usage}`" if one.usage else "", one.help)
        for one in sorted(verbs, key=lambda one: (one.rank, one.name))
    ]
    return _table(("verb", "then", "does"), rows)


def settings() -> str:
    """Every setting with its default."""
    rows = []
    said = _docstrings(Settings)
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        shown = f"`{str(default).lower()}`" if default != "" else ""
        rows.append((f"`DATA_INCIDENT_{name.upper()}`", shown, said[name]))
    return _table(("setting", "default", "what it is"), rows)


TABLES: Mapping[str, Callable[[], str]] = {"commands": commands, "settings": settings}


def with_tables(text: str) -> str:
    """The text with each table between its marks replaced by what the code says."""
    for name, table in TABLES.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"README.md must have {begin} … {end}")
        text = f"{before}{begin}\n{table()}\n{end}{after}"
    return text


def _also(aliases: tuple[str, ...]) -> str:
    return f" ({', '.join(f'`{one}`' for one in aliases)})" if aliases else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")


def _docstrings(of: type) -> Mapping[str, str]:
    """What stands under each attribute of a class."""
    body = ast.parse(inspect.getsource(of)).body[0].body  # type: ignore[attr-defined]  # a class
    return {
        one.target.id: str(below.value.value)
        for one, below in pairwise(body)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    }
