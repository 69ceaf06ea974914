"""A person, and people mentioned together, as Slack knows them; in the domain a person is an id."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Person:
    """A cached profile: `timezone` is an IANA name."""

    id: str
    name: str
    real_name: str = ""
    email: str = ""
    timezone: str = "UTC"
    is_bot: bool = False
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class UserGroup:
    """People who are mentioned together as `@handle`; `people` are ids, in Slack's order."""

    id: str
    handle: str
    people: tuple[str, ...] = ()
