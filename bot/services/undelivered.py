"""What could not be delivered, or perhaps was twice: a person is told, and the timeline says so."""

from datetime import datetime

from bot.domain import event as events
from bot.domain.errors import NothingToChange
from bot.domain.notice import Claim, Notice, Way
from bot.services.asking import in_line
from bot.services.record import plain, record, refresh_card, tell
from storage import Transaction

SELF = "undelivered"
QUIET = frozenset({Way.PIN, Way.TOPIC, Way.BOOKMARK, Way.CANVAS})
"""What nobody misses at once: once refused, it is told once a day, not for every incident."""
PLAN = frozenset(
    {
        "plan_upgrade_required",
        "team_tier_cannot_create_channel_canvases",
        "free_team_canvas_tab_already_exists",
        "free_teams_cannot_create_non_tabbed_canvases",
        "free_teams_cannot_create_standalone_canvases",
        "free_teams_cannot_edit_standalone_canvases",
        "canvas_disabled_user_team",
    }
)
"""Not in the workspace's plan, or switched off in it: the feature is off, and that is said once."""
CANVASES, USER_GROUPS = "canvases", "user groups"
TWICE = "may be there twice"
TAKEN_BACK = "was there twice for a moment"
NOT_SHOWN = "may not have been shown"


async def tell_somebody(tx: Transaction, claim: Claim, *, error: str, now: datetime) -> None:
    """Tell the incident's commander by direct message; of what was for the commander, whoever speaks
    for it or has declared it; where there is no incident, whoever is on call. Never about a message
    of this very kind, and of many that fail together once."""
    notice = claim.notice
    if notice.kind == SELF:
        return
    facts = {"what": notice.subject, "to": notice.to, "error": error[:300], "notice": claim.id}
    once = _once(notice, error, now)
    if notice.incident is None:
        await _tell_on_call(tx, SELF, facts, once=once, now=now)
        return
    incident = await tx.incidents.get(notice.incident)
    event = events.DeliveryFailed(
        incident=incident.id, what=notice.subject, to=notice.to, error=error[:300]
    )
    await record(tx, incident, event, now=now)
    if notice.way is not Way.SLOT:  # a card that is refused must not ask for itself
        await refresh_card(tx, incident)
    in_charge = (incident.commander, incident.comms_lead, incident.declared_by)
    others = (f"person:{one}" for one in in_charge if one)
    to = next((one for one in others if one != notice.to), "")
    if to and not await tx.undelivered.others_failed(claim, error=error, but_to=to):
        await tell(tx, incident, kind=SELF, to=to, facts=facts, once=once)


async def doubtful(tx: Transaction, claim: Claim, *, doubt: str, now: datetime) -> None:
    """Say in the record what nobody can be certain of."""
    await tx.outbox.mark(claim.id, doubt=doubt)
    notice = claim.notice
    if notice.incident is None:
        return
    incident = await tx.incidents.get(notice.incident)
    event = events.DeliveryDoubtful(
        incident=incident.id, what=notice.subject, to=notice.to, doubt=doubt
    )
    await record(tx, incident, event, now=now)


async def send_again(tx: Transaction, notice_id: int, *, by: str, now: datetime) -> None:
    """Queue once more what could not be delivered, with what failed together with it; raises
    NothingToChange when it is not so any more."""
    notices = await tx.undelivered.revive(notice_id)
    if not notices:
        raise NothingToChange(
            "That is not waiting for anybody any more: it was sent again already."
        )
    first, *others = notices
    if first.incident is not None:
        incident = await tx.incidents.get(first.incident)
        event = events.DeliveryRetried(
            incident=incident.id, by=by, what=first.subject, to=first.to, others=len(others)
        )
        await record(tx, incident, event, now=now)
        await refresh_card(tx, incident)


async def scope_missing(tx: Transaction, *, method: str, scope: str, now: datetime) -> None:
    """The app lacks a scope: whoever is on call hears so, once a day."""
    once = f"scope_missing:{scope}:{now:%Y-%m-%d}"
    await _tell_on_call(tx, "scope_missing", {"method": method, "scope": scope}, once=once, now=now)


async def feature_off(tx: Transaction, feature: str, *, error: str, now: datetime) -> None:
    """The workspace's plan, or a setting, leaves a feature out: whoever is on call hears so, once."""
    facts: dict[str, object] = {"feature": feature, "error": error}
    await _tell_on_call(tx, "feature_off", facts, once=f"feature_off:{feature}", now=now)


async def _tell_on_call(
    tx: Transaction, kind: str, facts: dict[str, object], *, once: str, now: datetime
) -> None:
    line = await in_line(tx, "", now)
    if not line:
        return
    to = f"person:{line[0]}"
    about = {"ref": "", "incident": None, "drill": False}
    await tx.outbox.add(
        Notice(way=Way.POST, kind=kind, to=to, facts=plain({**about, **facts}), once=once)
    )


def _once(notice: Notice, error: str, now: datetime) -> str:
    """A refusal of what nobody misses at once, or outside an incident, is told once a day."""
    if notice.way in QUIET or notice.incident is None:
        code = error.partition(" ")[0]
        return f"{SELF}:{notice.way}:{code}:{now:%Y-%m-%d}"
    return ""
