"""One transaction and its repositories; what only adds is gathered and written together."""

from datetime import datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.policy import Policy
from storage.action_items import ActionItems
from storage.alerts import Alerts
from storage.answers import Answers
from storage.assets import Assets
from storage.captures import Captures
from storage.counting import Counting
from storage.finding import Finding
from storage.groups import Groups
from storage.incidents import Incidents
from storage.inventory import Inventories
from storage.keys import Keys
from storage.mending import Mending
from storage.outbox import Outbox
from storage.pace import PaceKeeper
from storage.people import People
from storage.places import Places
from storage.postmortems import Postmortems
from storage.promises import Promises
from storage.ranges import Ranges
from storage.recurrences import Recurrences
from storage.subscriptions import Subscriptions
from storage.timeline import Timeline
from storage.undelivered import Undelivered
from storage.updates import Updates


class Transaction:
    """What a service works with. `now` is the instant the transaction began; it never commits."""

    def __init__(
        self,
        connection: AsyncConnection,
        policy: Policy,
        now: datetime,
        *,
        reads_only: bool = False,
    ) -> None:
        self.connection = connection
        self.policy = policy
        self.now = now
        self.reads_only = reads_only
        self.outbox = Outbox(self)
        self.timeline = Timeline(self)

    async def flush(self) -> None:
        """Write what was gathered; called before the commit, and before gathered rows are read."""
        await self.outbox.flush(
            *self.incidents.gathered(), *self.promises.gathered(), *self.timeline.gathered()
        )

    @cached_property
    def incidents(self) -> Incidents:
        return Incidents(self)

    @cached_property
    def assets(self) -> Assets:
        return Assets(self)

    @cached_property
    def alerts(self) -> Alerts:
        return Alerts(self)

    @cached_property
    def people(self) -> People:
        return People(self)

    @cached_property
    def groups(self) -> Groups:
        return Groups(self)

    @cached_property
    def pace(self) -> PaceKeeper:
        return PaceKeeper(self)

    @cached_property
    def places(self) -> Places:
        return Places(self)

    @cached_property
    def counting(self) -> Counting:
        return Counting(self)

    @cached_property
    def keys(self) -> Keys:
        return Keys(self)

    @cached_property
    def answers(self) -> Answers:
        return Answers(self)

    @cached_property
    def undelivered(self) -> Undelivered:
        return Undelivered(self)

    @cached_property
    def mending(self) -> Mending:
        return Mending(self)

    @cached_property
    def inventories(self) -> Inventories:
        return Inventories(self)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self)

    @cached_property
    def updates(self) -> Updates:
        return Updates(self)

    @cached_property
    def ranges(self) -> Ranges:
        return Ranges(self)

    @cached_property
    def captures(self) -> Captures:
        return Captures(self)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self)

    @cached_property
    def finding(self) -> Finding:
        return Finding(self)

    @cached_property
    def recurrences(self) -> Recurrences:
        return Recurrences(self)

    @cached_property
    def postmortems(self) -> Postmortems:
        return Postmortems(self)

    @cached_property
    def action_items(self) -> ActionItems:
        return ActionItems(self)
