"""The roles' form, handed in: whoever has a role they did not have gets it, with its duties."""

from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.services import incidents
from bot.ui.role import CALLBACK, assigned
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(CALLBACK)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        known = [person for person, _ in await tx.incidents.list_responders(incident.id)]
        given = _new(sent, incident, known)
        await incidents.assign_all(tx, incident, given, by=sent.user, now=deps.now())
    return say(assigned(incident, given))


def _new(sent: Submission, incident: Incident, known: list[str]) -> list[tuple[Role, str]]:
    given = []
    commander, comms = sent.person("commander"), sent.person("comms")
    if commander and commander != incident.commander:
        given.append((Role.COMMANDER, commander))
    if comms and comms != incident.comms_lead:
        given.append((Role.COMMS_LEAD, comms))
    more = [person for person in sent.people("responders") if person not in known]
    return [*given, *((Role.RESPONDER, person) for person in more)]
