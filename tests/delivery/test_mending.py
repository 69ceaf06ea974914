"""People tidy up in Slack; the bot looks now and then, and puts back what the record wants there."""

from bot.demo.world import World
from bot.domain.notice import Way
from bot.sandbox.model import Channel, Message
from tests.delivery.conftest import looked
from tests.handlers.repairs import card, channel_of

LOOKS = ("conversations.info", "conversations.members", "bookmarks.list")


def cards(channel: Channel) -> list[Message]:
    """Messages that carry the card's facts of who is in charge."""
    return [one for one in channel.messages.values() if one.ts in channel.pins]


def announced(world: World) -> list[Message]:
    everything = world.channels["data-incidents"].messages.values()
    return [one for one in everything if "Revenue is missing" in one.words and not one.is_reply]


def titles(channel: Channel) -> list[str]:
    return [one.title for one in channel.bookmarks.values()]


async def test_a_card_that_people_delete_is_posted_and_pinned_again_once(opened: World) -> None:
    before, channel = card(opened), channel_of(opened)
    await opened.sandbox.talk.delete(before, by=opened.people["ana"].id)

    await looked(opened)
    (again,) = cards(channel)
    await looked(opened)

    assert again.ts != before.ts
    assert again.words == before.words
    assert cards(channel) == [again]
    assert sum(one.words == before.words for one in channel.messages.values()) == 1


async def test_a_card_that_people_unpin_is_pinned_again(opened: World) -> None:
    before = card(opened)
    await opened.sandbox.upkeep.unpin(opened.people["ana"].id, before)

    await looked(opened)

    assert card(opened).ts == before.ts


async def test_a_link_that_people_remove_is_put_back(opened: World) -> None:
    channel = channel_of(opened)
    assert titles(channel) == ["Status thread"]
    (link,) = channel.bookmarks.values()
    opened.sandbox.upkeep.drop_bookmark(channel, link.id)

    await looked(opened)
    await looked(opened)

    assert titles(channel) == ["Status thread"]
    assert [one.link for one in channel.bookmarks.values()] == [link.link]


async def test_a_link_that_people_rename_is_left_alone(opened: World) -> None:
    channel = channel_of(opened)
    (link,) = channel.bookmarks.values()
    link.title = "For everybody else"

    await looked(opened)

    assert titles(channel) == ["For everybody else"]


async def test_an_announcement_that_people_delete_is_posted_again(opened: World) -> None:
    (before,) = announced(opened)
    await opened.sandbox.talk.delete(before, by=opened.people["ana"].id)

    await looked(opened)
    await looked(opened)

    (again,) = announced(opened)
    assert again.ts != before.ts


async def test_a_topic_that_was_lost_is_set_again_and_one_of_peoples_own_is_left(
    opened: World,
) -> None:
    channel = channel_of(opened)
    ours, channel.topic = channel.topic, ""
    await looked(opened)
    assert channel.topic == ours

    channel.topic = "we meet in room 4"
    await looked(opened)
    assert channel.topic == "we meet in room 4"


async def test_whoever_left_by_themselves_is_not_invited_again(opened: World) -> None:
    channel, ana = channel_of(opened), opened.people["ana"]
    await opened.sandbox.talk.leave(ana.id, channel)

    await looked(opened)

    assert ana.id not in channel.members


async def test_whoever_works_on_it_and_was_never_invited_is_invited(opened: World) -> None:
    channel, gus = channel_of(opened), opened.people["gus"]
    assert gus.id not in channel.members
    async with opened.bot.db.transaction() as tx:
        await tx.incidents.add_responder(1, gus.id, "responder")

    await looked(opened)

    assert gus.id in channel.members


async def test_a_new_name_of_the_channel_is_taken_over(opened: World) -> None:
    channel = channel_of(opened)
    channel.name = "revenue-war-room"

    await looked(opened)

    async with opened.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).channel_name == "revenue-war-room"


async def test_when_all_is_well_nothing_is_said_and_little_is_asked(opened: World) -> None:
    channel = channel_of(opened)
    messages = len(channel.messages)
    before = len(opened.sandbox.calls)

    for _ in range(4):
        await looked(opened)

    made = [one.method for one in opened.sandbox.calls[before:]]
    assert set(made) <= {*LOOKS, "conversations.history", "chat.getPermalink"}
    assert len(made) <= 4 * 6
    assert len(channel.messages) == messages
    async with opened.bot.db.reading() as tx:
        looks = [one for one in await tx.outbox.list_all(1) if one.way is Way.CAPTURE]
    assert len(looks) == 1
