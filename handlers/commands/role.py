"""`/data-incident role commander @ben`"""

from collections.abc import Sequence

from bot.domain.errors import InvalidInput
from bot.domain.policy import Role
from bot.domain.status import OPEN
from bot.services import incidents
from bot.ui.role import assigned, role_modal
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reading import without_people
from handlers.reply import Reply, say
from storage import Transaction

ROLES = {
    "commander": Role.COMMANDER,
    "command": Role.COMMANDER,
    "ic": Role.COMMANDER,
    "comms": Role.COMMS_LEAD,
    "communications": Role.COMMS_LEAD,
    "responder": Role.RESPONDER,
    "responders": Role.RESPONDER,
}
FILLERS = frozenset({"lead", "to", "is", "and"})


@subcommand(
    "role",
    "[commander | comms | responder] [@person]",
    help="assign commander, communications lead or responders; hand over",
    aliases=("roles", "assign"),
    when=OPEN,
    rank=10,
)
async def role(call: Call, deps: Deps) -> Reply:
    wanted, words = _read(call)
    async with deps.db.reading() as tx:
        people = [*call.people, *await _named(tx, words, me=call.user)]
        incident = await call.here(tx)
        await incidents.must_be_responder(tx, incident, by=call.user, action="role")
        incident.must_be_open("giving a role")
        responders = [person for person, _ in await tx.incidents.list_responders(incident.id)]
    if wanted is None or not people:
        modal = role_modal(incident, responders, chosen=people, role=wanted, origin=call.origin)
        return Reply(modal=modal)
    if wanted is not Role.RESPONDER and len(people) > 1:
        raise InvalidInput("person", f"There is one {wanted}: name one person.")
    given = [(wanted, person) for person in dict.fromkeys(people)]
    async with deps.change() as tx:
        incident = await call.here(tx)
        await incidents.assign_all(tx, incident, given, by=call.user, now=deps.now())
    return say(assigned(incident, given))


def _read(call: Call) -> tuple[Role | None, list[str]]:
    """The role named, and the words that are neither role nor mention."""
    words = without_people(call.text).split()
    roles = [ROLES[word.lower()] for word in words if word.lower() in ROLES]
    if len(set(roles)) > 1:
        raise InvalidInput("role", "One role at a time; the form takes them all: `role` alone.")
    rest = [word for word in words if word.lower() not in ROLES and word.lower() not in FILLERS]
    return (roles[0] if roles else None), rest


async def _named(tx: Transaction, words: Sequence[str], *, me: str) -> list[str]:
    """People named without a mention: `me`, a name, an e-mail address."""
    found = []
    for word in words:
        name = word.strip(",;").removeprefix("mailto:")
        person = me if name.lower() == "me" else await _id(tx, name)
        found.append(person)
    return found


async def _id(tx: Transaction, name: str) -> str:
    known = await tx.people.find(name)
    if known is None:
        raise InvalidInput(
            "person",
            f"“{name[:60]}” is neither a role (commander, comms, responder) nor anybody here; "
            "choose a person with @.",
        )
    return known.id
