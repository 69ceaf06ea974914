"""Whatever a builder is given, what it builds keeps Slack's limits; it is run with every filling."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_type_hints

import pytest

import bot.ui
from bot.sandbox.blocks import problems_of_message, problems_of_view
from bot.ui.kit import Block, Message
from tests.making import HOSTILE, Maker

PARTS = {"kit", "forms", "text", "messages"}
"""What builders are made of: held through those that use them."""
MAKERS = {
    "plain": Maker(),
    "hostile": Maker(text=HOSTILE),
    "long": Maker(text="A long story. " * 215),
    "bare": Maker(full=False),
}


def builders() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of bot.ui that returns a form, a message, or blocks of one.

    What is drawn from a notice's facts is held through the messages it belongs to.
    """
    for info in pkgutil.iter_modules(bot.ui.__path__):
        if info.name in PARTS:
            continue
        module = importlib.import_module(f"bot.ui.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            hints = get_type_hints(function)
            draws = hints.pop("return", None) in {Message, Block, list[Block]}
            if own and draws and Mapping[str, Any] not in hints.values():
                yield f"{info.name}.{name}", function


BUILDERS = dict(builders())


def problems_of(built: Any) -> list[str]:
    if isinstance(built, Message):
        return problems_of_message({"text": built.text, "blocks": list(built.blocks)})
    if isinstance(built, list):
        return problems_of_message({"blocks": built})
    if built["type"] in {"modal", "home"}:
        return problems_of_view(built)
    return problems_of_message({"blocks": [built]})


def test_builders_are_found() -> None:
    assert {"card.card", "card.announcement", "declare.declare_modal"} <= set(BUILDERS)


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize("builder", BUILDERS)
def test_what_is_built_keeps_slacks_limits(builder: str, made: str) -> None:
    build = BUILDERS[builder]

    built = build(**MAKERS[made].arguments(build))

    assert problems_of(built) == []
