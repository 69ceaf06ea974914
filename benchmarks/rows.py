"""One figure beside what it is held to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Row:
    """`ratio` is ours over the limit or peer; the row is short when `value` is above `goal`.

    `value` is what is held to the goal: the ratio itself, or the figure in the goal's unit.
    """

    what: str
    ours: str
    beside: str
    ratio: float
    value: float
    goal: float
    goal_words: str

    @classmethod
    def times(cls, what: str, ours: float, other: float, *, goal: float) -> Self:
        """Two durations in seconds, of which one may take at most so many times the other."""
        return cls(
            what=what,
            ours=f"{ours * 1000:.2f} ms",
            beside=f"{other * 1000:.2f} ms",
            ratio=ours / other,
            value=ours / other,
            goal=goal,
            goal_words=f"≤ {goal:g} ×",
        )

    @classmethod
    def within(
        cls, what: str, ours: float, *, goal: float, beside: tuple[str, float], digits: int = 1
    ) -> Self:
        """A duration in seconds, held to a goal, beside another one."""
        name, other = beside
        return cls(
            what=what,
            ours=f"{ours * 1000:.{digits}f} ms",
            beside=f"{name} {other * 1000:.{digits}f} ms",
            ratio=ours / other,
            value=ours,
            goal=goal,
            goal_words=f"≤ {goal * 1000:g} ms",
        )

    @property
    def short(self) -> bool:
        """The goal was missed."""
        return self.value > self.goal


def show(rows: Sequence[Row]) -> str:
    """The table, a row a line."""
    heads = ("what", "ours", "limit or peer", "ratio", "goal", "")
    lines = [heads] + [
        (
            row.what,
            row.ours,
            row.beside,
            f"{row.ratio:.2f}",
            row.goal_words,
            "short" if row.short else "ok",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def percentile(values: Sequence[float], wanted: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * wanted))]
