"""The declare form as far as it is filled in, with what follows from it: a suggestion, a warning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.asset import FailureMode
from bot.domain.severity import Severity
from bot.services import declaring
from bot.services.asking import is_outsider
from bot.services.declaring import Declaration
from bot.ui.declare import Draft, declare_modal
from bot.ui.kit import Block
from handlers.deps import Deps
from handlers.interactions.kinds import Submission

ORIGIN = ("channel", "thread", "alerts", "source_link")
"""What the form was opened with and keeps to its end."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """`severity` is None while the person has not chosen one."""

    title: str = ""
    severity: Severity | None = None
    severity_field: str = ""
    assets: Sequence[int] = ()
    failure_mode: FailureMode | None = None
    summary: str = ""
    drill: bool = False


async def draw(deps: Deps, filled: Filled, *, user: str, origin: Mapping[str, Any]) -> Block:
    """The form for this person, with what their choices suggest and what may be the same already."""
    async with deps.db.reading() as tx:
        assets = await tx.assets.list_by_id(filled.assets)
        draft = Draft(
            title=filled.title,
            severity=filled.severity,
            severity_field=filled.severity_field,
            assets=assets,
            failure_mode=filled.failure_mode,
            summary=filled.summary,
            drill=filled.drill,
            asks_severity=not await is_outsider(tx, user),
            suggestion=await declaring.suggestion(tx, assets, failure_mode=filled.failure_mode),
            alike=await declaring.being_declared(
                tx, title=filled.title, assets=filled.assets, drill=filled.drill, now=deps.now()
            ),
            rules=deps.policy.severities,
            metadata={name: value for name, value in origin.items() if name in ORIGIN},
        )
    return declare_modal(draft)


def filled_in(sent: Submission, *, chosen_now: bool = False) -> Filled:
    """What the form holds. The severity counts as chosen once it was touched or differs from what
    was suggested."""
    kept = sent.metadata
    where = str(kept.get("field") or "")
    severity = Severity.read(sent.choice(where)) if where else None
    touched = chosen_now or kept.get("chosen") or severity != Severity.read(kept["preset"])
    mode = sent.choice("failure_mode")
    return Filled(
        title=sent.text("title"),
        severity=severity if touched else None,
        severity_field=where,
        assets=[int(one) for one in sent.choices("assets")],
        failure_mode=FailureMode(mode) if mode else None,
        summary=sent.text("summary"),
        drill="drill" in sent.choices("drill"),
    )


def declaration_of(filled: Filled, metadata: Mapping[str, Any]) -> Declaration:
    """What is declared; a severity that nobody chose is left to the suggestion."""
    return Declaration(
        title=filled.title,
        severity=filled.severity,
        summary=filled.summary,
        assets=filled.assets,
        alerts=[int(one) for one in metadata.get("alerts") or []],
        failure_mode=filled.failure_mode,
        drill=filled.drill,
        source_link=str(metadata.get("source_link") or ""),
    )


def read_line(text: str) -> tuple[Filled, bool]:
    """`[form] [drill] [sev1] title`: what it says, and whether the form is wanted."""
    words = text.split(maxsplit=1)
    form = words[:1] == ["form"]
    rest = "".join(words[1:]) if form else text
    first, _, following = rest.strip().partition(" ")
    drill = first.lower() == "drill"
    if drill:
        rest = following
        first, _, following = rest.strip().partition(" ")
    severity = Severity.read(first.rstrip(":,")) if first[:1].lower() == "s" else None
    title = following if severity else rest
    return Filled(title=title.strip(), severity=severity, drill=drill), form or not title.strip()
