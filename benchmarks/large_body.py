"""What a company of many models sends: the shop's manifest, its largest model copied under other names."""

import json
from typing import Any

from bot.demo.shop_files import artifact

MODEL = "model.shop.orders"
SIZE = 57_000_000
"""Bytes: a little under what is taken (64 MiB)."""


def large_manifest() -> bytes:
    """A body for `/alerts/dbt` of about that size."""
    manifest = artifact("manifest.json")
    nodes: dict[str, Any] = manifest["nodes"]
    template, size = json.dumps(nodes[MODEL]), len(json.dumps(manifest))
    copies: list[str] = []
    while size < SIZE:
        name = f"orders_{len(copies)}"
        key = f"model.shop.{name}"
        node = template.replace(MODEL, key).replace('"name": "orders"', f'"name": "{name}"')
        copies.append(f'"{key}": {node}')
        manifest["parent_map"][key], manifest["child_map"][key] = [MODEL], []
        size += len(copies[-1])
    whole = json.dumps({"manifest": manifest})
    return whole.replace('"nodes": {', '"nodes": {' + ", ".join(copies) + ", ", 1).encode()
