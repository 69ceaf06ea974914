"""What can go wrong at a point, by name; a fault is written `crash-after:chat.postMessage#2`."""

from dataclasses import dataclass

CRASHES = ("crash-before", "crash-after")
ANSWERS = (
    "429-1",
    "429-30",
    "429-absent",
    "429-garbage",
    "500",
    "502",
    "503",
    "504",
    "500-applied",
    "503-applied",
    "html",
    "html-applied",
    "empty",
    "empty-applied",
    "truncated-applied",
    "fatal_error",
    "fatal_error-applied",
    "internal_error",
    "internal_error-applied",
)
"""Answers in place of Slack's own; `-applied`: Slack has done what was asked."""
SILENCES = ("reset-before", "reset-after", "never", "slow")
"""No answer: cut before or after it was done; never answered; done, but answered too late."""
ON_CALLS = (*CRASHES, *ANSWERS, *SILENCES)
ON_COMMITS = (*CRASHES, "locked", "full", "lost-before", "lost-after")
"""`lost-before`, `lost-after`: the connection broke before or after the commit took effect."""
COMMIT = "commit@"


@dataclass(frozen=True, order=True)
class Point:
    """A place in a run: the call of a method, or a commit of a function; the how many-th of them."""

    label: str
    nth: int

    def __str__(self) -> str:
        return f"{self.label}#{self.nth}"

    @property
    def fitting(self) -> tuple[str, ...]:
        """The kinds of faults that can happen here."""
        return ON_COMMITS if self.label.startswith(COMMIT) else ON_CALLS


@dataclass(frozen=True, order=True)
class Fault:
    """Something that goes wrong once, at one point."""

    kind: str
    point: Point

    def __str__(self) -> str:
        return f"{self.kind}:{self.point}"

    @classmethod
    def read(cls, text: str) -> "Fault":
        """The fault written as text."""
        kind, _, point = text.partition(":")
        label, _, nth = point.rpartition("#")
        return cls(kind, Point(label, int(nth)))
