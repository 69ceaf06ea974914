"""What could not be delivered is told to a person, once, and sent again with a click."""

from dataclasses import replace

from bot.demo.world import World
from bot.domain.event import DeliveryRetried, RoleVacated
from bot.domain.notice import Notice, Way
from bot.domain.policy import Role
from tests.delivery.test_delivery import declare, quiet
from tests.delivery.test_refusals import POST, the_card
from tests.delivery.test_slack_as_it_is import declared, note, the_incident, told
from tests.handlers.telling import heard, home, hurting, updated

FACTS = {
    "ref": "",
    "incident": None,
    "drill": False,
    "what": "alert",
    "to": "#data-alerts",
    "error": "restricted_action",
    "notice": 1,
    "method": "pins.add",
    "scope": "pins:write",
}


async def test_a_card_that_cannot_be_edited_asks_for_no_card_that_says_so(world: World) -> None:
    await declared(world)
    world.sandbox.faults.add("chat.update", kind="error", error="cant_update_message", times=None)

    await note(world, "the loader is restarted")
    await world.people["ana"].types(
        "/data-incident DI-1 edit Revenue is late", channel=world.channels["general"]
    )
    world.bot.schedule.stop()  # which would have the incident looked at after a while
    await quiet(world)

    edits = len(world.sandbox.called("chat.update"))
    await quiet(world)
    assert len(world.sandbox.called("chat.update")) == edits
    assert "cant_update_message" in told(world, "ben", "the card could not be delivered").words


async def test_that_a_commander_cannot_be_told_is_told_to_who_declared_it(world: World) -> None:
    await declare(world)
    await quiet(world)
    ben = world.people["ben"]
    fault = world.sandbox.faults.add(
        POST, kind="error", error="restricted_action", channel=ben.id, times=None
    )

    await world.people["ben"].types("/data-incident DI-1 take", channel=world.channels["general"])
    await quiet(world)

    assert fault.seen == 1
    async with world.bot.db.reading() as tx:
        dead = await tx.undelivered.list(incident=1)
    assert [one.notice.kind for one in dead] == ["duties"]
    said = told(world, "ana", "what a new role asks for could not be delivered").words
    assert f"It was for <@{ben.id}>" in said


async def test_news_of_a_failure_that_fails_too_makes_no_more_news(world: World) -> None:
    await declare(world)
    await quiet(world)
    fault = world.sandbox.faults.add(
        POST,
        kind="error",
        error="restricted_action",
        channel=world.people["ben"].id,
        times=None,
    )
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(Notice(way=Way.POST, kind="undelivered", to="#nowhere", facts=FACTS))
        await tx.outbox.add(Notice(way=Way.POST, kind="scope_missing", to="#nowhere", facts=FACTS))

    await quiet(world)

    assert fault.seen == 1  # of the second whoever is on call would have heard
    async with world.bot.db.reading() as tx:
        assert len(await tx.undelivered.list()) == 3


async def test_what_was_sent_again_already_is_not_sent_a_third_time(world: World) -> None:
    world.sandbox.faults.add(
        "conversations.setTopic", kind="error", error="restricted_action", times=None
    )
    channel = await declared(world)
    card, message = the_card(channel), told(world, "ben", "could not be delivered")
    shown = str(card.blocks)
    world.sandbox.faults.clear()
    before = len(world.sandbox.called("conversations.setTopic"))

    await world.people["ben"].presses(message, "Send again")
    await quiet(world)
    answer = await world.people["ben"].presses(message, "Send again")
    await quiet(world)

    assert "Send again" in shown
    assert answer.ok
    assert len(world.sandbox.called("conversations.setTopic")) == before + 1
    async with world.bot.db.reading() as tx:
        assert await tx.undelivered.list() == []


async def test_what_belongs_to_no_incident_is_sent_again_as_well(world: World) -> None:
    alerts = world.channels["data-alerts"]
    world.sandbox.faults.add(POST, kind="error", error="restricted_action", channel=alerts.id)
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(
            Notice(way=Way.POST, kind="scope_missing", to=f"#{alerts.name}", facts=FACTS)
        )
    await quiet(world)

    ana, ben = world.people["ana"], world.people["ben"]
    told_of = [
        (who, one)
        for who in (ana, ben)
        for one in who.sees(who.dm)
        if "could not be delivered" in one.text
    ]
    ((who, message),) = told_of
    await who.presses(message, "Send again")
    await quiet(world)

    assert any("pins:write" in one.words for one in alerts.messages.values())


async def test_a_closed_account_found_by_a_call_leaves_its_roles(world: World) -> None:
    await declared(world)
    ben = world.people["ben"]
    async with world.bot.db.transaction() as tx:
        await tx.incidents.save(replace(await tx.incidents.get(1), comms_lead=ben.id))
    world.sandbox.faults.add(POST, kind="error", error="user_disabled", channel=ben.id)
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(
            Notice(way=Way.POST, kind="scope_missing", to=f"person:{ben.id}", facts=FACTS)
        )

    await quiet(world)

    incident = await the_incident(world)
    assert incident.comms_lead == ""
    assert incident.commander not in {"", ben.id}
    async with world.bot.db.reading() as tx:
        entries = await tx.timeline.list_all(1)
        known = await tx.people.find(ben.id)
        assert await tx.undelivered.list() == []
    left = [one.facts["role"] for one in entries if one.kind == RoleVacated.kind]
    assert left == [Role.COMMS_LEAD, Role.COMMANDER]
    assert known is not None
    assert not known.active


async def test_of_a_lead_who_is_gone_only_that_role_is_open(world: World) -> None:
    await declared(world)
    gus, ben = world.people["gus"], world.people["ben"]
    async with world.bot.db.transaction() as tx:
        await tx.incidents.save(replace(await tx.incidents.get(1), comms_lead=gus.id))

    world.sandbox.deactivate(gus)
    await quiet(world)

    incident = await the_incident(world)
    assert (incident.commander, incident.comms_lead) == (ben.id, "")


async def test_an_update_that_fails_for_several_people_is_one_word_and_one_button(
    world: World,
) -> None:
    await hurting(world)
    for name in ("gus", "chloe"):
        await world.people[name].types(
            "/data-incident DI-1 subscribe", channel=world.channels["general"]
        )
    for name in ("farah", "ivy", "gus", "chloe"):
        world.sandbox.faults.add(
            POST,
            kind="error",
            error="restricted_action",
            channel=world.people[name].id,
            times=None,
        )
    ana = world.people["ana"]

    await updated(world, "Tuesday is missing")
    card = the_card(home(world))
    shown = card.words
    await ana.presses(card, "Send again")
    await quiet(world)
    twice = [one for one in ana.sees(ana.dm) if "could not be delivered" in one.text]
    world.sandbox.faults.clear()
    await ana.presses(twice[-1], "Send again")
    await quiet(world)

    assert "Not delivered: the update, for " in shown
    assert " and 1 other (restricted_action)" in shown
    assert len(twice) == 2, "once for each time it failed, not for each person"
    assert "*Details* shows whom else it did not reach" in twice[0].words
    for name in ("farah", "ivy", "gus", "chloe"):
        assert [one.words.count("Tuesday is missing") for one in heard(world, name)] == [1]
    assert "Not delivered" not in the_card(home(world)).words
    async with world.bot.db.reading() as tx:
        entries = await tx.timeline.list_all(1)
    again = [one.facts["others"] for one in entries if one.kind == DeliveryRetried.kind]
    assert again == [3, 3]
