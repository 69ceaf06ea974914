"""What can go wrong at a point, by name; a fault is written `crash-after:chat.postMessage#2`."""

import random
from dataclasses import dataclass

CRASHES = ("crash-before", "crash-after")
ROWS = (
    ("429-1", "429-30", "429-absent", "429-garbage"),
    ("500", "502", "503", "504"),
    ("500-applied", "502-applied", "503-applied", "504-applied"),
    ("html", "empty", "truncated"),
    ("html-applied", "empty-applied", "truncated-applied"),
    ("fatal_error", "internal_error"),
    ("fatal_error-applied", "internal_error-applied"),
    ("reset-before",),
    ("reset-after",),
    ("never",),
    ("slow",),
)
"""What a call may meet, in rows of what should be the same to the bot. `-applied`: Slack has done what
was asked; cut before or after it was done; never answered; done, but answered too late."""
ANSWERS = tuple(kind for row in ROWS[:7] for kind in row)
"""Answers in place of Slack's own."""
ON_CALLS = (*CRASHES, *(kind for row in ROWS for kind in row))
TROUBLES = ("locked", "full", "lost-before", "lost-after")
ON_COMMITS = (*CRASHES, *TROUBLES)
"""`lost-before`, `lost-after`: the connection broke before or after the commit took effect."""
COMMIT = "commit@"
ANY_CALL, ANY_COMMIT = "any call", "any commit"
"""Stand for every label of their kind: the how many-th call or commit, whatever it is."""


@dataclass(frozen=True, order=True)
class Point:
    """A place in a run: the call of a method, or a commit of a function; the how many-th of them."""

    label: str
    nth: int

    def __str__(self) -> str:
        return f"{self.label}#{self.nth}"

    @property
    def is_commit(self) -> bool:
        return self.label.startswith(COMMIT)

    @property
    def fitting(self) -> tuple[str, ...]:
        """The kinds of faults that can happen here."""
        return ON_COMMITS if self.is_commit else ON_CALLS

    def drawn(self, *, seed: int, all_crashes: bool) -> tuple[str, ...]:
        """Both crashes, and at every other point one of what else can happen; or one of the three.
        Others at another point, or by another seed."""
        chance = random.Random(f"{self} {seed}")
        other = chance.choice(TROUBLES if self.is_commit else chance.choice(ROWS))
        if all_crashes:
            return (*CRASHES, other) if chance.random() < 0.5 else CRASHES
        return (chance.choice((*CRASHES, other)),)


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
