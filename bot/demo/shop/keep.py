"""Copies dbt's three artifacts, `keep.py <target folder> <destination>`, small and impersonal.

Left out, because no reader of v12 / v6 / v3 needs it and because it is either large or about the
machine and the person that ran it: the SQL of dbt's own macros and its own documentation page
(`macros` and `docs` stay, empty), compiled SQL, user id, project id and environment in `metadata`,
and those invocation arguments that hold folders. Everything else is as dbt wrote it.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

EXPECTED = {
    "manifest.json": "manifest/v12",
    "run_results.json": "run-results/v6",
    "sources.json": "sources/v3",
}
KEPT_ARGS = ("which", "invocation_command", "resource_types", "select", "exclude")
A_FOLDER = re.compile(r"/(?:work|root|home|tmp|Users|var|opt|usr)/[^\s\"']*|[A-Z]:\\\\")


def trim(name: str, artifact: dict[str, Any]) -> dict[str, Any]:
    artifact["metadata"]["env"] = {}
    for about_the_runner in ("user_id", "project_id"):
        artifact["metadata"].pop(about_the_runner, None)
    if name == "manifest.json":
        artifact["macros"] = {}
        artifact["docs"] = {}
        for node in artifact["nodes"].values():
            node.pop("compiled_code", None)
            node.pop("root_path", None)
    if "args" in artifact:
        args = artifact["args"]
        artifact["args"] = {key: args[key] for key in KEPT_ARGS if key in args}
    for result in artifact.get("results", ()):
        result.pop("compiled_code", None)
    return artifact


def keep(target: Path, destination: Path) -> None:
    destination.mkdir(parents=True, exist_ok=True)
    for name, version in EXPECTED.items():
        artifact = trim(name, json.loads((target / name).read_text("utf-8")))
        written = artifact["metadata"]["dbt_schema_version"]
        if version not in written:
            raise SystemExit(f"{name} is {written}, not {version}.")
        text = json.dumps(artifact, indent=1, ensure_ascii=False) + "\n"
        if folder := A_FOLDER.search(text):
            raise SystemExit(f"{name} names a folder of this machine: {folder.group()}")
        (destination / name).write_text(text, "utf-8")
        print(f"kept {destination.name}/{name} ({len(text) // 1024} KiB, {version})")


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
