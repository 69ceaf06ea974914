"""What deploy/ asks of Docker and Kubernetes, read for the tests."""

from pathlib import Path
from typing import Any

import yaml

from bot.config import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
SETTINGS = {f"data_incident_{name}" for name in Settings.model_fields}
"""As the files of a folder of secrets are named."""
Parts = dict[str, Any]


class OnceOnly(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error, as it is for who reads these files."""


def _mapping(loader: OnceOnly, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    assert not twice, f"{sorted(twice)} stands twice, line {node.start_mark.line + 1}"
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


OnceOnly.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(path: Path) -> Parts:
    """The one document of a file."""
    found: Parts = yaml.load(path.read_text(encoding="utf-8"), OnceOnly)
    return found


def compose() -> Parts:
    """deploy/compose.yaml"""
    return read(DEPLOY / "compose.yaml")


def objects() -> dict[str, Parts]:
    """The Kubernetes objects that are applied, by kind."""
    names = read(KUBERNETES / "kustomization.yaml")["resources"]
    found = [read(KUBERNETES / name) for name in names]
    return {one["kind"]: one for one in found}


def seconds(duration: str) -> int:
    """`30s`, as compose writes it."""
    assert duration.endswith("s"), duration
    return int(duration.removesuffix("s"))
