"""What a slot shows: drawn from the present when it goes out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.delivery.addresses import Addresses, posted
from bot.delivery.outcome import Impossible
from bot.domain.notice import Notice, Place
from bot.services import alert_messages
from bot.services.situations import situation
from bot.ui import alerts, card
from bot.ui.kit import Message
from storage import Transaction


@dataclass(frozen=True)
class Drawn:
    """A message but for its link: Slack may have to be asked for that, and no transaction waits
    for Slack."""

    linked: Callable[[str], Message]
    leads_to: Place | None = None

    async def message(self, addresses: Addresses) -> Message:
        """The whole of it."""
        return self.linked(await addresses.link_to(self.leads_to) if self.leads_to else "")


Drawer = Callable[[Transaction, Notice], Awaitable[Drawn]]


async def draw(tx: Transaction, notice: Notice) -> Drawn:
    """The message of a slot as of now; raises NotThereYet while what it must link to goes out."""
    return await DRAWERS[notice.kind](tx, notice)


async def _card(tx: Transaction, notice: Notice) -> Drawn:
    now = await situation(tx, notice.incident or 0)
    announced = await tx.places.find(f"announcement:{now.incident.id}")
    return Drawn(lambda link: card.card(now, thread=link), leads_to=announced)


async def _announcement(tx: Transaction, notice: Notice) -> Drawn:
    now = await situation(tx, notice.incident or 0)
    return Drawn(lambda _link: card.announcement(now))


async def _alert(tx: Transaction, notice: Notice) -> Drawn:
    """Asset 0 stands for all assets of the run without a message of their own."""
    run, asset = str(notice.facts["run"]), int(notice.facts["asset"])
    if not asset:
        crowd = await alert_messages.crowd(tx, run)
        return Drawn(lambda _link: alerts.crowd_message(crowd))
    group = await alert_messages.group(tx, run, asset)
    incident = group.incident or group.nearby
    announced = await _announced(tx, incident.id) if incident else None
    return Drawn(lambda link: alerts.alert_message(group, thread=link), leads_to=announced)


async def _announced(tx: Transaction, incident: int) -> Place | None:
    """Where an incident is announced; one just declared may not be announced yet."""
    try:
        return await posted(tx, f"announcement:{incident}")
    except Impossible:
        return None


DRAWERS: Mapping[str, Drawer] = {"card": _card, "announcement": _announcement, "alert": _alert}
