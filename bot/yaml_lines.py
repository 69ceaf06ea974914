"""Where in a YAML file something stands, so that a mistake can be named with its line."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml


def lines_of(node: yaml.Node | None, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], int]:
    """The line of every key and item, by its path."""
    if node is None:
        return {}
    found = {path: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= lines_of(value, (*path, key.value))
            found[(*path, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            found |= lines_of(item, (*path, index))
    return found


def written_twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Keys that stand in one place more than once: YAML would take the last without a word."""
    if isinstance(node, yaml.MappingNode):
        known: set[str] = set()
        for key, value in node.value:
            if str(key.value) in known:
                yield str(key.value), key.start_mark.line + 1
            known.add(str(key.value))
            yield from written_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from written_twice(item)


def line_of(lines: Mapping[tuple[Any, ...], int], path: Sequence[Any]) -> int:
    """The line of a path, or of the nearest part of it that is in the file."""
    known = tuple(part for part in path if part != "[key]")
    while known and known not in lines:
        known = known[:-1]
    return lines.get(known, 1)
