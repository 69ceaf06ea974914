"""The command line: serve · demo · migrate · doctor · ingest. Each command imports what it needs."""

import asyncio
import gc
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.errors import BotError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Data incidents in Slack.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
ingest = typer.Typer(no_args_is_help=True, help="Take in what another tool wrote.")
app.add_typer(ingest, name="ingest")


@app.command()
def serve() -> None:
    """Serve Slack: over Socket Mode where an app token is set, else over HTTP."""
    gc.disable()  # until it has started: all that is loaded stays
    from bot import logs
    from bot.config import read_settings
    from bot.serving import serve as run

    settings = read_settings()
    logs.set_up(json=settings.log_json)
    run(settings)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page of the workspace is served.")] = 3333,
    play: Annotated[bool, typer.Option(help="Play the whole journey and end.")] = False,
    socket: Annotated[bool, typer.Option(help="Over Socket Mode instead of HTTP.")] = False,
) -> None:
    """The bot beside a local workspace, with a page to use it by hand; no Slack account needed."""
    from bot import logs
    from bot.demo import run

    logs.set_up(json=False, level=logging.WARNING)
    sys.exit(run.demo(port=port, play=play, socket=socket))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from bot.config import read_settings
    from bot.lock import sole_server
    from storage import migrate as migrations

    url = read_settings().database_url
    with sole_server(url):
        migrations.upgrade(url)
    typer.echo("The schema is current.")


@app.command()
def doctor(
    repair: Annotated[
        bool, typer.Option(help="Mend what differs between the record and Slack.")
    ] = False,
) -> None:
    """Check tokens, scopes, channels, on-call, database and policy; say what to do about each."""
    from bot.config import read_settings
    from bot.doctor import examine

    findings = asyncio.run(examine(read_settings(), repair=repair))
    for one in findings:
        typer.echo(f"{'ok  ' if one.well else 'BAD '} {one.name}: {one.what}")
        if one.do:
            typer.echo(f"     → {one.do}")
    sys.exit(0 if all(one.well for one in findings) else 1)


@ingest.command("dbt")
def ingest_dbt(
    folder: Annotated[Path, typer.Argument(help="dbt's target folder.")],
) -> None:
    """Read manifest.json, run_results.json and sources.json of a dbt run."""
    from bot.config import read_settings
    from bot.ingesting import ingest_dbt_folder

    typer.echo(asyncio.run(ingest_dbt_folder(read_settings(), folder)))


def main() -> None:
    """The console script: what a person can mend is one sentence and exit code 2, no traceback."""
    try:
        app()
    except BotError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
