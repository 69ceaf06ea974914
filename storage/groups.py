"""User groups as Slack knows them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, delete, func, or_, select

from bot.domain.person import UserGroup
from storage import rows
from storage.repository import Repository
from storage.tables import UserGroupRow
from storage.types import table

GROUPS = table(UserGroupRow)
BY_WORDS = select(GROUPS).where(
    or_(
        GROUPS.c.handle.in_(bindparam("words", expanding=True)),
        func.lower(GROUPS.c.id).in_(bindparam("words", expanding=True)),
    )
)


class Groups(Repository):
    async def members(self, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The people's ids by the word that names their group: its handle (without @) or its id, in
        lower case. Words that name no group are left out."""
        wanted = list(words)
        if not wanted:
            return {}
        known = rows.list_of(UserGroup, await self.all(BY_WORDS, {"words": wanted}))
        return {word: one.people for one in known for word in (one.handle, one.id.lower())}

    async def replace_all(self, groups: Sequence[UserGroup]) -> bool:
        """Keep these and no others; False when nothing was different."""
        known = set(rows.list_of(UserGroup, await self.all(select(GROUPS))))
        if known == set(groups):
            return False
        await self.connection.execute(delete(GROUPS))
        await self.add_new(GROUPS, [rows.values(one) for one in groups])
        return True
