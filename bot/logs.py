"""Logs as lines for people or as JSON; never a body, never a token, never what people wrote.

Our own lines say numbers and names of the program. Of an error only its type is told, and where it
came from: what an exception says may hold a whole response, a statement's parameters or somebody's
words. Of a library's line only the first words are told, up to where it fills something in.
"""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

QUIET = ("slack_bolt", "slack_sdk", "aiohttp")
"""They log whole requests, or every refused signature with its body, below this level."""
OURS = ("bot", "handlers", "storage", "templates")
FIRST_WORDS = re.compile(r"[A-Za-z][A-Za-z ,'’-]*")
CODE = re.compile(r"[a-z_]{1,60}")
"""What Slack's error codes look like; anything else in their place is not told."""
FRAMES = 12


def set_up(*, json: bool, level: int = logging.INFO) -> None:
    """Send the standard library's logging through structlog to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(json=json))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(*, json: bool) -> logging.Formatter:
    """What makes a line of a record."""
    last: Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            _told,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        use_get_message=False,
    )


def _told(logger: Any, method: str, event: EventDict) -> EventDict:
    """What may be told of a record."""
    record: logging.LogRecord = event["_record"]
    event.pop("stack_info", None)
    error = event.pop("exc_info", None)
    if record.name.partition(".")[0] in OURS:
        event["event"] = record.getMessage()
        structlog.stdlib.ExtraAdder()(logger, method, event)
    else:
        words = FIRST_WORDS.match(str(record.msg))
        event["event"] = words.group().strip() if words else "a library's line"
        event["where"] = f"{record.module}:{record.lineno}"
    if error and error[1] is not None:
        event["error"] = _chain(error[1])
        event["trace"] = _frames(error[2])
    return event


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
