"""Declaring, as a person types it and then sees it."""

from bot.demo.world import World


async def test_one_line_declares_and_the_briefing_is_in_the_channel(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident sev1 Revenue is missing <!channel>", channel=general)
    await world.settled()

    assert answer.status == 200
    assert "DI-1 is declared as SEV1" in str(answer.text)
    channel = next(
        one for one in world.sandbox.workspace.channels.values() if one.name.startswith("di-1")
    )
    assert channel.name == "di-1-revenue-is-missing-channel"
    assert any("Revenue is missing" in one.text for one in ben.sees(channel))
    assert all("<!channel" not in one.text for one in ben.sees(channel) if one.blocks)
