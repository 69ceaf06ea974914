"""Files of the project's top folder that ship with the program: the app's manifest, a first policy."""

from pathlib import Path

PLACES = (Path(__file__).parent, Path(__file__).parents[1])
"""Inside the package once it is installed, beside it in a checkout."""


def shipped(name: str) -> Path:
    """Where the file is."""
    return next(place / name for place in PLACES if (place / name).is_file())
