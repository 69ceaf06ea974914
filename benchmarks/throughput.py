"""How many commands a second are carried out and answered, beside an empty app and aiohttp alone."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.acknowledging import Company
from benchmarks.load import signed, throughput
from benchmarks.processes import bot_environment, free_port, running
from benchmarks.rows import Row

CLIENTS = 100
SECONDS = 4.0


async def rows(folder: Path) -> list[Row]:
    """A note is kept, with its entry and its message, before it is answered."""
    company = Company()
    await company.start()
    port = free_port()
    environment = bot_environment(
        company.sandbox, port=port, database_url=f"sqlite:///{folder / 'through.db'}"
    )
    async with running("-m", "bot", "serve", port=port, environment=environment) as bot:
        company.sandbox.connect(f"{bot.url}/slack/events")
        await company.declare(0)
        await company.quiet()
        company.sandbox.latency = 2.0  # what is measured is the way in
        ours = await _measured(port, _notes(company), says="Noted on DI-1")
    await company.sandbox.stop()
    raw = await _peer("benchmarks.raw_aiohttp", company)
    empty = await _peer("benchmarks.empty_bolt", company, company.sandbox.signing_secret)
    return [
        Row(
            what=f"{what}, {CLIENTS} connections",
            ours=f"{answered:.0f} a second",
            beside=f"aiohttp alone {raw:.0f} a second",
            ratio=answered / raw,
            value=-answered / raw,
            goal=-goal,
            goal_words=f"≥ {goal:g} ×" if goal else "",
        )
        for what, answered, goal in (("notes kept", ours, 0.22), ("empty Bolt app", empty, 0.0))
    ]


async def _peer(module: str, company: Company, *more: str) -> float:
    port = free_port()
    async with running("-m", module, str(port), *more, port=port, environment={}):
        return await _measured(port, _notes(company), says="ok")


async def _measured(port: int, requests: Iterator[bytes], *, says: str) -> float:
    await throughput(port, requests, clients=CLIENTS, seconds=0.5, says=says)  # to warm up
    return await throughput(port, requests, clients=CLIENTS, seconds=SECONDS, says=says)


def _notes(company: Company) -> Iterator[bytes]:
    return signed(
        company.sandbox.signing_secret,
        "DI-1 note looked at the loader",
        user=company.people[0].id,
        channel=company.general.id,
    )
