"""What is known of people: their time zone, and their names in place of ids."""

from bot.domain.markup import people_in, plain
from storage import Transaction


async def timezone_of(tx: Transaction, person: str) -> str:
    """The zone somebody's times are read in; the policy's for whoever is not known yet."""
    known = await tx.people.find(person)
    return known.timezone if known else tx.policy.timezone


async def readable(tx: Transaction, text: str) -> str:
    """Slack's markup as the words that were typed, people by their names."""
    names = {}
    for person in people_in(text):
        known = await tx.people.find(person)
        if known is not None:
            names[person] = known.name
    return plain(text, names)
