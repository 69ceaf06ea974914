"""What a postmortem's words give away: blame, hindsight, vague fixes; told to its author alone.

The patterns are those of a published table of language checks; `H` there is a human subject, which
keeps “the task failed to start” from being a finding. Text inside a quotation (`> …`) is exempt, and
so is a line with, or after, `lint: ignore BL001 <reason>`. Every pattern takes linear time.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`pattern` is matched in lower case; with `human`, only where a human subject stands before. It
    is compiled when it is first needed: all of them took a start 20 ms.

    One of `holds` is in everything the pattern finds: the cheap look before the real one.
    """

    id: str
    level: Level
    pattern: str
    say: str
    holds: tuple[str, ...]
    human: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`where` is the section or item, `quote` the words found, `say` what to write instead."""

    rule: str
    level: Level
    where: str
    quote: str
    say: str


H = re.compile(
    r"\b(?:i|he|she|they|we|someone|somebody|nobody|no one|engineers?|analysts?|developers?"
    r"|operators?|on-?call|vendor|(?:the|our) [\w-]{1,80} team)\b|<@[uw][a-z0-9]+>|@\w[\w.-]+"
)
REACH = 40
"""How far a human subject may stand before the words, within one sentence."""
WHAT_WAS_KNOWN = "State what was known then, and what made the action sensible."

RULES = (
    Rule(
        id="BL001",
        level=Level.WARN,
        human=True,
        pattern=r"\b(?:should(?:n['’]t| not)? have|could have|would have|ought to have)\b",
        holds=("have",),
        say=WHAT_WAS_KNOWN,
    ),
    Rule(
        id="BL002",
        level=Level.WARN,
        human=True,
        pattern=(
            r"\b(?:failed to|forgot(?: to)?|neglected to"
            r"|did(?:n['’]t| not) (?:check|test|notice|follow|verify|read|review|think))\b"
        ),
        holds=("failed to", "forgot", "neglected to", "did"),
        say="“X was not surfaced by …; the step was not enforced by …”",
    ),
    Rule(
        id="BL003",
        level=Level.ERROR,
        pattern=(
            r"\b(?:human|operator|user|pilot) error\b"
            r"|\b(?:careless|negligen|sloppy|incompeten|reckless|lazy|stupid|dumb|clueless)\w*"
        ),
        holds=(
            "error",
            "careless",
            "negligen",
            "sloppy",
            "incompeten",
            "reckless",
            "lazy",
            "stupid",
            "dumb",
            "clueless",
        ),
        say="Name the missing guard.",
    ),
    Rule(
        id="BL004",
        level=Level.ERROR,
        pattern=(
            r"\b(?:at fault|to blame|blame(?:d|s)?|culprit|guilty|whose fault"
            r"|responsible for breaking)\b"
        ),
        holds=("fault", "blame", "culprit", "guilty", "responsible for"),
        say="Write of a contributing factor.",
    ),
    Rule(
        id="BL005",
        level=Level.INFO,
        pattern=(
            r"\b(?:obvious(?:ly)?|clearly|simply|of course|everyone knows)\b"
            r"|\bjust (?:run|rerun|re-run|check|fix|ask|read|test)\b"
        ),
        holds=("obvious", "clearly", "simply", "of course", "everyone", "just"),
        say="Leave it out, or give the evidence.",
    ),
    Rule(
        id="BL006",
        level=Level.INFO,
        pattern=r"(?m)\bthe root cause (?:was|is)\b|^#+[^\S\n]*root cause[^\S\n]*$",
        holds=("root cause",),
        say="List contributing factors.",
    ),
    Rule(
        id="BL007",
        level=Level.WARN,
        pattern=r"\bif only\b",
        holds=("if only",),
        say=WHAT_WAS_KNOWN,
    ),
    Rule(
        id="BL008",
        level=Level.WARN,
        pattern=(
            r"\bwho (?:did|broke|pushed|merged|approved|caused|changed)\b"
            r"|\bwhy did(?:n['’]t)? (?:you|he|she|they|@\w+|<@)"
        ),
        holds=("who ", "why did"),
        say="Ask “how did …?” and “what did the screen show?”",
    ),
    Rule(
        id="BL009",
        level=Level.INFO,
        pattern=(
            r"\b(?:disaster|nightmare|catastroph\w+|insane|ridiculous|terrible|awful"
            r"|embarrassing|horrible)\b|!{2,}"
        ),
        holds=(
            "disaster",
            "nightmare",
            "catastroph",
            "insane",
            "ridiculous",
            "terrible",
            "awful",
            "embarrassing",
            "horrible",
            "!!",
        ),
        say="Give a number, or a neutral word.",
    ),
)

VAGUE = Rule(
    id="AI001",
    level=Level.ERROR,
    pattern=(
        r"^\s*+[-*]?\s*+(?:improve|investigate|look into|consider|think about|be more careful"
        r"|ensure|make sure|try to|work on|monitor|remember)\b"
    ),
    holds=("",),
    say="Write a verb, an object and an end that can be measured.",
)

IGNORE = re.compile(r"lint: ignore ([a-z]{2}\d{3}) +\S")
AROUND = 30
"""Characters shown before and after what was found."""


def lint(where: str, text: str) -> list[Finding]:
    """Everything found in one section's words, in order; the same words of a rule only once a line."""
    lowered = _lowered(text)
    rules = [rule for rule in RULES if any(words in lowered for words in rule.holds)]
    ends = _humans(lowered) if any(rule.human for rule in rules) else ()
    lines = _Lines(lowered)
    found: dict[tuple[int, str], Finding] = {}
    for rule in rules:
        for match in re.finditer(rule.pattern, lowered):
            line = lines.number(match.start())
            if (line, rule.id) in found or lines.exempt(line, rule.id):
                continue
            if not rule.human or _is_after(ends, lowered, match.start()):
                found[line, rule.id] = _finding(rule, where, text, match)
    return [finding for _, finding in sorted(found.items(), key=lambda item: item[0])]


def lint_item(where: str, text: str) -> list[Finding]:
    """Everything found in an action item: its first words must not be vague."""
    lowered = _lowered(text)
    vague = re.match(VAGUE.pattern, lowered)
    exempt = _Lines(lowered).exempt(0, VAGUE.id)
    found = [_finding(VAGUE, where, text, vague)] if vague and not exempt else []
    return [*found, *lint(where, text)]


def without_directives(text: str) -> str:
    """The text as it is published: `lint: ignore …` is between the author and the checks."""
    lines = text.split("\n")
    kept = [line for line in lines if not IGNORE.match(line.strip(" <!-#").lower())]
    return "\n".join(re.sub(r"(?i)[ \t]?lint: ignore [a-z]{2}\d{3}\b.*", "", line) for line in kept)


def by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Grouped by rule: errors first, then warnings, then hints."""
    order = list(Level)
    grouped: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: (order.index(one.level), one.rule)):
        grouped.setdefault(finding.rule, []).append(finding)
    return grouped


class _Lines:
    """Where lines begin, and which rules each is exempt from."""

    def __init__(self, lowered: str) -> None:
        self.lines = lowered.split("\n")
        self.starts = [0, *(match.end() for match in re.finditer("\n", lowered))]
        self.ignored: dict[int, set[str]] = {}
        for match in IGNORE.finditer(lowered) if "lint: ignore" in lowered else ():
            rules = self.ignored.setdefault(self.number(match.start()), set())
            rules.add(match.group(1).upper())

    def number(self, at: int) -> int:
        """The line of a position, from 0."""
        return bisect_left(self.starts, at + 1) - 1

    def exempt(self, line: int, rule: str) -> bool:
        """Quoted, or told to be ignored on this line or on the one before it."""
        if self.lines[line].lstrip()[:1] == ">":
            return True
        here, before = self.ignored.get(line, ()), self.ignored.get(line - 1, ())
        return rule in here or rule in before


def _humans(lowered: str) -> list[int]:
    """Where human subjects end."""
    return [match.end() for match in H.finditer(lowered)]


def _is_after(ends: Sequence[int], lowered: str, at: int) -> bool:
    """Whether a human subject ends at most REACH before `at`, in the same sentence."""
    first = bisect_left(ends, at - REACH)
    if first == len(ends) or ends[first] > at:
        return False
    last = bisect_left(ends, at + 1) - 1
    return not any(char in ".!?\n" for char in lowered[ends[last] : at])


def _finding(rule: Rule, where: str, text: str, match: re.Match[str]) -> Finding:
    first, last = max(match.start() - AROUND, 0), min(match.end() + AROUND, len(text))
    quote = " ".join(text[first:last].split())
    before, after = "…" if first else "", "…" if last < len(text) else ""
    return Finding(
        rule=rule.id,
        level=rule.level,
        where=where,
        quote=f"{before}{quote}{after}",
        say=rule.say,
    )


def _lowered(text: str) -> str:
    """Lower case, position by position (a few letters would become two: they stay as they are)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
