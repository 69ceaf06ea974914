"""Runs every benchmark, prints a row each, and exits non-zero when one is short of its goal."""

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    acknowledging,
    briefing,
    dispatching,
    independence,
    record,
    rush,
    starting,
    telling,
    throughput,
    watching,
)
from benchmarks.rows import Row, show

PARTS = {
    "start": starting.rows,
    "ack": acknowledging.rows,
    "independence": independence.rows,
    "throughput": throughput.rows,
    "dispatch": dispatching.rows,
    "briefing": briefing.rows,
    "loop": watching.rows,
    "record": record.rows,
    "rush": rush.rows,
    "telling": telling.rows,
}


async def run(names: list[str]) -> list[Row]:
    """The rows of the parts named, or of all."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names or list(PARTS):
            found += await PARTS[name](Path(folder))
    return found


def main() -> None:
    """The command line: names of parts, or none for all."""
    unknown = set(sys.argv[1:]) - PARTS.keys()
    if unknown:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there is: {', '.join(PARTS)}.")
    rows = asyncio.run(run(sys.argv[1:]))
    print(show(rows))
    sys.exit(1 if any(row.short for row in rows) else 0)


if __name__ == "__main__":
    main()
