"""A look at an incident where no event told of the change, and where Slack shows not everything."""

import pytest

from bot.delivery.mending import Mending
from bot.demo.world import World
from bot.domain.mending import Seen
from bot.sandbox.model import User
from tests.delivery.conftest import looked
from tests.delivery.test_mending import announced, cards
from tests.handlers.repairs import card, channel_of, declared

HISTORY = "conversations.history"


async def seen(world: World) -> Seen:
    mending: Mending = world.bot.worker.out.mending  # type: ignore[attr-defined]
    return await mending.see(1)


def crowd(world: World, count: int) -> None:
    """So many more people are in the channel."""
    workspace, channel = world.sandbox.workspace, channel_of(world)
    for number in range(count):
        somebody = User(f"U9{number:06}", f"u{number}", f"U {number}", email=None, tz="UTC")
        workspace.people[somebody.id] = somebody
        channel.members[somebody.id] = None


@pytest.mark.parametrize("what", ["card", "announcement"])
async def test_what_was_deleted_while_the_bot_was_away_is_posted_again(
    opened: World, what: str
) -> None:
    before = card(opened) if what == "card" else announced(opened)[0]
    opened.sandbox.workspace.remove(before)

    await looked(opened)
    await looked(opened)

    (again,) = cards(channel_of(opened)) if what == "card" else announced(opened)
    assert again.ts != before.ts
    assert again.words == before.words


async def test_a_link_that_slack_refused_is_not_asked_for_anew(tuesday: World) -> None:
    """It was told to a person, who may send it again; nothing else is looked for among the links."""
    tuesday.sandbox.faults.add("bookmarks.add", kind="error", error="restricted_action")
    await declared(tuesday)
    tuesday.sandbox.calls.clear()

    await looked(tuesday)

    assert channel_of(tuesday).bookmarks == {}
    assert tuesday.sandbox.called("conversations.info")
    assert not tuesday.sandbox.called("bookmarks.list")


@pytest.mark.parametrize("how", ["removed", "deleted", "archived"])
async def test_a_channel_lost_while_the_bot_was_away_moves_the_work(
    opened: World, how: str
) -> None:
    channel, workspace = channel_of(opened), opened.sandbox.workspace
    if how == "removed":
        del channel.members[workspace.bot.id]
    elif how == "deleted":
        workspace.delete(channel)
    else:
        channel.is_archived = True

    found = await seen(opened)
    await looked(opened)

    assert found.gone == how
    async with opened.bot.db.reading() as tx:
        assert not (await tx.incidents.get(1)).has_channel


@pytest.mark.parametrize(
    ("method", "error", "unseen"),
    [
        (HISTORY, "not_today", ("announcement (not_today)", "card (not_today)")),
        (HISTORY, "not_in_channel", ()),
        ("bookmarks.list", "not_today", ("bookmarks (not_today)",)),
        ("conversations.info", "not_today", ("channel (not_today)",)),
    ],
)
async def test_what_may_not_be_looked_at_is_said_and_nothing_is_mended_for_it(
    opened: World, method: str, error: str, unseen: tuple[str, ...]
) -> None:
    opened.sandbox.faults.add(method, kind="error", error=error, times=None)

    found = await seen(opened)
    await looked(opened)

    assert found.unseen == unseen
    assert not found.gone
    opened.sandbox.faults.clear()
    assert len(cards(channel_of(opened))) == 1


async def test_without_the_scope_it_is_said_which_is_missing(opened: World) -> None:
    opened.sandbox.take_scopes("bookmarks:read")

    assert (await seen(opened)).unseen == ("bookmarks (bookmarks:read)",)


async def test_what_was_never_posted_is_not_looked_for(opened: World) -> None:
    async with opened.bot.db.transaction() as tx:
        for slot in ("card:1", "announcement:1"):
            await tx.places.forget(slot)

    found = await seen(opened)

    assert (found.card, found.announcement) == (None, None)


@pytest.mark.parametrize(("count", "known"), [(250, True), (1100, False)])
async def test_a_crowd_is_read_page_by_page_up_to_a_thousand(
    opened: World, count: int, known: bool
) -> None:
    crowd(opened, count)
    async with opened.bot.db.transaction() as tx:
        await tx.incidents.add_responder(1, opened.people["gus"].id, "responder")

    found = await seen(opened)
    await looked(opened)

    assert (found.members is not None) == known
    assert (opened.people["gus"].id in channel_of(opened).members) == known


async def test_a_link_that_leads_nowhere_of_ours_is_put_beside_ours(opened: World) -> None:
    channel = channel_of(opened)
    (link,) = channel.bookmarks.values()
    link.title, link.link = "Our runbook", "https://wiki.example/runbook"

    await looked(opened)

    titles = sorted(one.title for one in channel.bookmarks.values())
    assert titles == ["Our runbook", "Status thread"]
