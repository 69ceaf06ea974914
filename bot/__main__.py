"""The command line: serve · demo · migrate · doctor · ingest."""

import typer

from storage import migrate as migrations

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Data incidents in Slack.")


@app.callback()
def _about() -> None:
    """Data incidents in Slack."""


@app.command()
def migrate(url: str = "sqlite:///var/data-incident.db") -> None:
    """Bring the database to the newest schema."""
    migrations.upgrade(url)


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    main()
