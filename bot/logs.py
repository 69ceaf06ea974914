"""Logs as lines for people or as JSON; never a body, never a token, never what people wrote.

Our own lines say numbers and names of the program. Of an error only its type is told, and where it
came from: what an exception says may hold a whole response, a statement's parameters or somebody's
words. Of a library's line only the first words are told, up to where it fills something in.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson
import structlog

QUIET = ("slack_bolt", "slack_sdk", "aiohttp")
"""They log whole requests, or every refused signature with its body, below this level."""
TRUSTED = ("bot", "handlers", "storage", "templates", "alembic")
"""They say nothing that people wrote; our own code, and what names a migration's revisions."""
FIRST_WORDS = re.compile(r"[A-Za-z][A-Za-z ,'’-]*")
CODE = re.compile(r"[a-z_]{1,60}")
"""What Slack's error codes look like; anything else in their place is not told."""
FRAMES = 12
USUAL = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime"}
"""What every record has; the rest is what its line says beside its words."""


def set_up(*, json: bool, level: int = logging.INFO) -> None:
    """Send the standard library's logging through structlog to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(json=json))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class Lines(logging.Formatter):
    """What may be told of a record, as one line. (structlog's own formatter makes each record twice,
    which costs as much as all else, and a line is written for every request.)"""

    def __init__(self, *, json: bool) -> None:
        super().__init__()
        self._render: Callable[[Any, str, dict[str, Any]], str | bytes] = (
            structlog.processors.JSONRenderer(serializer=_dumps)
            if json
            else structlog.dev.ConsoleRenderer(colors=False)
        )

    def format(self, record: logging.LogRecord) -> str:
        """One line, without its end."""
        line: dict[str, Any] = {
            "event": "",
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.name.partition(".")[0] in TRUSTED:
            line["event"] = record.getMessage()
            line.update((key, said) for key, said in vars(record).items() if key not in USUAL)
        else:
            words = FIRST_WORDS.match(str(record.msg))
            line["event"] = words.group().strip() if words else "a library's line"
            line["where"] = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _chain(record.exc_info[1])
            line["trace"] = _frames(record.exc_info[2])
        return str(self._render(None, record.levelname, line))


def _dumps(line: dict[str, Any], **_: object) -> str:
    return orjson.dumps(line, default=str).decode()


def _chain(error: BaseException | None) -> str:
    """The types of an error and of what caused it, with Slack's code where one is known."""
    names: list[str] = []
    while error is not None and len(names) < FRAMES:
        names.append(type(error).__name__ + _code(error))
        error = error.__cause__ or error.__context__
    return " from ".join(names)


def _code(error: BaseException) -> str:
    response = getattr(error, "response", None)
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return f"({code})" if isinstance(code, str) and CODE.fullmatch(code) else ""


def _frames(trace: TracebackType | None) -> str:
    """Where it happened, innermost last: files and lines, no values."""
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    steps = [f"{'/'.join(one.filename.split('/')[-2:])}:{one.lineno} {one.name}" for one in frames]
    return " > ".join(steps[-FRAMES:])
