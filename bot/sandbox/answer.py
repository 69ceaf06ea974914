"""What a person gets back for an act: the bot's acknowledgement, or what became of it."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.model import Block
from bot.sandbox.refusal import Refused
from bot.sandbox.senders import Reply


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0: nothing was sent or nothing came back; `error` then says why."""

    status: int
    body: dict[str, Any] | str | None = None
    error: str | None = None

    @classmethod
    def of(cls, reply: Reply | None, *, failed: str = "dispatch_failed") -> "Answer":
        if reply is None:
            return cls(0, error="not_delivered")
        if reply.ok:
            return cls(reply.status, reply.body)
        timed_out = reply.failure in ("http_timeout", "timeout")
        return cls(reply.status, reply.body, "operation_timeout" if timed_out else failed)

    @classmethod
    def mistaken(cls, answer: "Answer | Reply", refused: Refused) -> "Answer":
        """The bot answered in time, but with something Slack does not show."""
        why = ": ".join([refused.error, *refused.reasons])
        return cls(answer.status, answer.body, why)

    @property
    def ok(self) -> bool:
        return self.error is None and 200 <= self.status < 300

    @property
    def text(self) -> str:
        if isinstance(self.body, dict):
            return str(self.body.get("text") or "")
        return self.body or ""

    @property
    def blocks(self) -> list[Block]:
        return list(self.body.get("blocks") or []) if isinstance(self.body, dict) else []

    @property
    def errors(self) -> dict[str, str]:
        """What a form shows beside its fields, by block id."""
        return dict(self.body.get("errors") or {}) if isinstance(self.body, dict) else {}


# The act took effect in the workspace and is none of the bot's business.
NOTHING_SENT = Answer(200)
