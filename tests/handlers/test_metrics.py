"""What Prometheus reads: figures of what really happened, for whoever may read them."""

import re
from datetime import timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.demo.world import World
from tests.handlers.incidents import declared

Samples = dict[tuple[str, tuple[str, ...]], float]


async def asked(world: World, **headers: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{world.bot.url}/metrics", headers=headers) as response,
    ):
        return response.status, await response.text()


async def samples(world: World) -> Samples:
    """Every sample by name and the values of its labels."""
    _, page = await asked(world)
    return {
        (one.name, tuple(value for _, value in sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(page)
        for one in family.samples
        if not one.name.endswith("_bucket")
    }


async def test_a_declared_incident_shows_in_every_figure(world: World) -> None:
    await declared(world)
    world.sandbox.clock.advance(timedelta(seconds=5))
    await world.settled()

    found = await samples(world)

    assert found["data_incident_acknowledgement_seconds_count", ("command", "ok")] == 1
    assert found["data_incident_incidents_open", ("sev1", "triage")] == 1
    assert found["data_incident_slack_call_seconds_count", ("conversations.create",)] == 1
    assert found["data_incident_notices", ("waiting", "post")] == 0
    assert found["data_incident_database_turn_wait_seconds_count", ()] > 0
    assert found["data_incident_database_transaction_seconds_count", ("write",)] > 0
    assert found["data_incident_part_up", ("database",)] == 1
    assert found["data_incident_part_last_turn_timestamp_seconds", ("schedule",)] > 0
    assert found["data_incident_oldest_notice_age_seconds", ()] == 0
    assert found["process_resident_memory_bytes", ()] > 2**20


async def test_a_call_that_slack_limits_is_counted_by_its_method(world: World) -> None:
    world.sandbox.faults.add("conversations.create", kind="rate_limited", retry_after=1)

    await declared_and_limited(world)

    found = await samples(world)
    assert found["data_incident_slack_limited_total", ("conversations.create",)] == 1


async def declared_and_limited(world: World) -> None:
    await world.people["ana"].types(
        "/data-incident sev1 Revenue is missing", channel=world.channels["data-team"]
    )
    await world.settled()


async def test_what_is_refused_is_not_counted_as_done(world: World) -> None:
    ana, room = world.people["ana"], world.channels["data-team"]
    await ana.types("/data-incident help", channel=room)
    await ana.types("/data-incident note something happened", channel=room)

    found = await samples(world)

    counts = {
        outcome: found.get(("data_incident_acknowledgement_seconds_count", ("command", outcome)), 0)
        for outcome in ("ok", "refused", "busy", "failed")
    }
    assert counts == {"ok": 1, "refused": 1, "busy": 0, "failed": 0}


async def test_no_name_and_no_word_of_people_is_a_label(world: World) -> None:
    channel = await declared(world, "sev1 Zanzibar is missing")
    await world.people["ana"].types("/data-incident note Zanzibar again", channel=channel)
    await world.settled()

    _, page = await asked(world)

    assert "anzibar" not in page
    labels = set(re.findall(r'="([^"]*)"', page))
    assert not [one for one in labels if re.fullmatch(r"[UCDTWB][A-Z0-9]{6,}", one)]


async def test_what_is_passed_on_by_a_proxy_is_refused_with_what_to_do(world: World) -> None:
    status, page = await asked(world, **{"X-Forwarded-For": "10.0.0.1"})

    assert status == 403
    assert "DATA_INCIDENT_METRICS_TOKEN" in page
    assert "data_incident_" not in page


@pytest.mark.parametrize(
    ("sent", "status"),
    [("", 401), ("Bearer wrong", 401), ("figures", 401), ("Bearer figures", 200)],
)
async def test_with_a_token_only_who_sends_it_reads(world: World, sent: str, status: int) -> None:
    await world.bot.stop()
    world.bot.settings = world.bot.settings.model_copy(
        update={"metrics_token": SecretStr("figures")}
    )
    await world.bot.start()

    answered, page = await asked(world, **{"Authorization": sent, "X-Forwarded-For": "1.1.1.1"})

    assert answered == status
    assert ("data_incident_" in page) == (status == 200)
