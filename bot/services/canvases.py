"""The channel's canvas: the published postmortem, beside its file."""

from bot.domain.incident import Incident
from bot.domain.notice import Way
from bot.domain.postmortem import Postmortem
from bot.limits import fits_canvas
from bot.services.record import tell
from storage import Transaction


async def show(tx: Transaction, incident: Incident, done: Postmortem) -> None:
    """Queue the canvas of an incident that has a channel.

    Like a card it is a slot that shows the present: what is sent late, or again, brings no older
    version back. Nothing is queued of a text longer than a canvas takes: the file has it all.
    """
    if incident.has_channel and fits_canvas(done.markdown):
        slot = f"canvas:{incident.id}"
        await tell(
            tx, incident, kind="canvas", to=incident.home, facts={}, way=Way.CANVAS, slot=slot
        )
