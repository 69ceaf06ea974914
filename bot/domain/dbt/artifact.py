"""A look into JSON written by others: what is missing or wrong becomes one sentence that says where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn, Self

from bot.domain.dbt.parse import AGAIN, clean, kind_of
from bot.domain.errors import BadArtifact

MAX_ENTRIES = 100_000
MAX_ID = 500


@dataclass(frozen=True)
class Part:
    """One JSON object of a file, and where in the file it is; null counts as missing."""

    file: str
    where: str
    value: Mapping[str, Any]

    @classmethod
    def whole(cls, file: str, value: object) -> Self:
        """The file's outermost object."""
        if not isinstance(value, Mapping):
            raise BadArtifact(f"{file} holds {kind_of(value)}, not an object. {AGAIN}")
        return cls(file, "", value)

    def text(self, key: str, default: str | None = None) -> str:
        """The text under `key`; without a default it must be there."""
        value = self._get(key, str, "text", required=default is None)
        return (default or "") if value is None else clean(value)

    def id(self, key: str) -> str:
        """Text that names something, unchanged."""
        return self._id(self._get(key, str, "text", required=True))

    def part(self, key: str, *, required: bool = False) -> "Part":
        """The object under `key`, empty when it may be missing and is."""
        value = self._get(key, Mapping, "an object", required=required)
        return Part(self.file, self._at(key), value or {})

    def parts(self, key: str, *, required: bool = False) -> Iterator[tuple[str, "Part"]]:
        """The objects in the object under `key`, by their ids."""
        section = self.part(key, required=required)
        self._count(key, len(section.value))
        for name in section.value:
            section._id(name)
            yield name, section.part(name, required=True)

    def list(self, key: str, *, required: bool = False) -> Iterator["Part"]:
        """The objects in the list under `key`."""
        for number, value in enumerate(self._sequence(key, required=required)):
            where = f"{self._at(key)}[{number}]"
            if not isinstance(value, Mapping):
                self._wrong(where, value, "an object")
            yield Part(self.file, where, value)

    def ids(self, key: str) -> tuple[str, ...]:
        """The list of ids under `key`, each once."""
        values = self._sequence(key, required=False)
        for value in values:
            if not isinstance(value, str):
                self._wrong(self._at(key), value, "a list of texts")
            self._id(value)
        return tuple(dict.fromkeys(values))

    def count(self, key: str) -> int | None:
        """A whole number that is not negative and fits a database, or None."""
        value = self.value.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(self._at(key), value, "a whole number")
        return min(max(value, 0), 2**53)

    def moment(self, key: str) -> datetime:
        """The time under `key`, in UTC."""
        found = self.find_moment(key)
        return found or self._wrong(self._at(key), self.value.get(key), "a time such as 2026-02-03")

    def find_moment(self, key: str) -> datetime | None:
        """The time under `key`, or None when there is none that can be read."""
        value = self.value.get(key)
        return read_moment(value) if isinstance(value, str) else None

    def spans(self, key: str) -> Iterator[tuple[datetime, datetime]]:
        """The list of [from, to] under `key`."""
        for number, pair in enumerate(self._sequence(key, required=False)):
            texts = pair if isinstance(pair, list) else ()
            times = [read_moment(text) for text in texts[:3] if isinstance(text, str)]
            match times:
                case [datetime() as start, datetime() as end]:
                    yield start, end
                case _:
                    self._wrong(f"{self._at(key)}[{number}]", pair, "two times")

    def _get(self, key: str, kind: type, called: str, *, required: bool) -> Any:
        value = self.value.get(key)
        if value is None and required:
            raise BadArtifact(f"{self.file} has no “{self._at(key)}”. {AGAIN}")
        if value is not None and not isinstance(value, kind):
            self._wrong(self._at(key), value, called)
        return value

    def _sequence(self, key: str, *, required: bool) -> Sequence[Any]:
        value: Sequence[Any] = self._get(key, list, "a list", required=required) or ()
        self._count(key, len(value))
        return value

    def _count(self, key: str, entries: int) -> None:
        if entries > MAX_ENTRIES:
            raise BadArtifact(
                f"{self.file} has {entries:,} entries in “{self._at(key)}”; "
                f"we read up to {MAX_ENTRIES:,}: run dbt on fewer packages."
            )

    def _id(self, text: str) -> str:
        if not text or len(text) > MAX_ID or not text.isprintable():
            raise BadArtifact(
                f"{self.file} has an unreadable name in “{self.where or 'it'}”. {AGAIN}"
            )
        return text

    def _at(self, key: str) -> str:
        return clean(f"{self.where} → {key}" if self.where else key, most=160)

    def _wrong(self, where: str, value: object, expected: str) -> NoReturn:
        raise BadArtifact(
            f"{self.file}: “{where}” is {kind_of(value)}, where dbt writes {expected}. {AGAIN}"
        )


def read_moment(text: str) -> datetime | None:
    """An ISO time in UTC; one without a zone is dbt's, which is UTC."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def open_artifact(file: str, value: object, *, kind: str, version: int) -> Part:
    """The whole artifact, after its kind and version were looked at."""
    artifact = Part.whole(file, value)
    written = artifact.part("metadata", required=True).text("dbt_schema_version")
    match = re.search(r"/dbt/([a-z-]{1,40})/v([0-9]{1,4})\.json$", written)
    if match is None:
        raise BadArtifact(
            f"{file} does not say which version it is (“{clean(written, most=60)}”). {AGAIN}"
        )
    if match[1] != kind:
        raise BadArtifact(f"{file} holds dbt's {match[1]}, not its {kind}: send the right file.")
    if int(match[2]) != version:
        raise BadArtifact(
            f"{file} is version v{match[2]}; we read v{version}: run it with dbt 1.8 to 1.11."
        )
    return artifact
