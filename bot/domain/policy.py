"""The policy in force: severities, cadence, roles, rota, channels, naming, domains and audiences.

`bot.config` reads it from policy.yaml and checks it; here are its shape and its defaults, which are
those of the table in docs (severity and cadence). People are Slack ids, names or e-mail addresses;
`@handle` or a group's id stands for all in a user group.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from bot.domain.rota import Rota
from bot.domain.severity import Severity
from bot.domain.status import Status

GROUP_ID = re.compile(r"S[A-Z0-9]{8,}")


class Role(StrEnum):
    COMMANDER = "commander"
    COMMS_LEAD = "communications lead"
    RESPONDER = "responder"


@dataclass(frozen=True, kw_only=True)
class SeverityPolicy:
    """Minutes for the first and following words (None: at changes only) and the postmortem's due date.

    `postmortem` is "required", "recurrence" (only on recurrence or request) or "request".
    """

    label: str
    when: str
    channel: bool
    direct: bool
    first_word: int | None
    every: int | None
    every_after_mitigated: int | None
    postmortem: str
    postmortem_days: int = 5
    working_days: bool = True
    short_postmortem: bool = False


DEFAULT_SEVERITIES: Mapping[Severity, SeverityPolicy] = {
    Severity.SEV1: SeverityPolicy(
        label="Critical",
        when="executives, customers or regulators see or decide on wrong or missing data; "
        "or a tier-1 asset with no workaround",
        channel=True,
        direct=True,
        first_word=15,
        every=30,
        every_after_mitigated=120,
        postmortem="required",
        postmortem_days=3,
        working_days=False,
    ),
    Severity.SEV2: SeverityPolicy(
        label="Major",
        when="a tier-1 asset late or wrong with a workaround, or many tier-2 consumers",
        channel=True,
        direct=True,
        first_word=30,
        every=60,
        every_after_mitigated=240,
        postmortem="required",
    ),
    Severity.SEV3: SeverityPolicy(
        label="Moderate",
        when="a tier-2 asset, one team, a workaround exists",
        channel=False,
        direct=False,
        first_word=None,
        every=None,
        every_after_mitigated=None,
        postmortem="recurrence",
        short_postmortem=True,
    ),
    Severity.SEV4: SeverityPolicy(
        label="Minor",
        when="no consumer is affected yet",
        channel=False,
        direct=False,
        first_word=None,
        every=None,
        every_after_mitigated=None,
        postmortem="request",
        short_postmortem=True,
    ),
}

DEFAULT_DUTIES: Mapping[Role, tuple[str, ...]] = {
    Role.COMMANDER: (
        "Decide; let others type. Ask who does what, and by when.",
        "Set the severity. When in doubt, higher; it can be lowered later.",
        "See that the next word goes out when it was promised.",
    ),
    Role.COMMS_LEAD: (
        "Write for the people who use the numbers: what is wrong, what is not, what to do meanwhile.",
        "Keep the promised times; say “nothing new” rather than nothing.",
    ),
    Role.RESPONDER: (
        "Say what you are about to do, then do it.",
        "Put 📌 on messages that belong on the timeline.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A part of the data with its rota and the people and channels that read it."""

    name: str
    label: str
    rota: str = ""
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Everything that differs between teams. Frozen; read once at start."""

    default_oncall: str = ""
    oncall_manager: str = ""
    data_team: tuple[str, ...] = ()
    announce_channel: str = "data-incidents"
    alerts_channel: str = "data-alerts"
    timezone: str = "UTC"
    channel_name: str = "di-{id}-{title}"
    ladder_minutes: int = 5
    recurrence_days: tuple[int, ...] = (30, 60)
    auto_close_days: int = 5
    still_wrong_days: int = 7
    late_grace: float = 0.1
    pin_emoji: str = "pushpin"
    action_emoji: str = "wrench"
    severities: Mapping[Severity, SeverityPolicy] = field(
        default_factory=lambda: dict(DEFAULT_SEVERITIES)
    )
    duties: Mapping[Role, tuple[str, ...]] = field(default_factory=lambda: dict(DEFAULT_DUTIES))
    domains: Mapping[str, Domain] = field(default_factory=dict)
    rotas: Mapping[str, Rota] = field(default_factory=dict)
    silenced: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """Everybody it names, as written: e-mail addresses, Slack ids and names, user groups."""
        rotas = [name for rota in self.rotas.values() for name in rota.everybody]
        audiences = [name for one in self.domains.values() for name in one.audience]
        default = "" if self.default_oncall in self.rotas else self.default_oncall
        named = (*self.data_team, default, self.oncall_manager, *rotas, *audiences)
        return frozenset(name for name in named if name and not name.startswith("#"))

    @cached_property
    def user_groups(self) -> frozenset[str]:
        """Of those what may be a user group: handles without @, and ids, in lower case."""
        return frozenset(
            name.removeprefix("@").lower()
            for name in self.people
            if name.startswith("@") or GROUP_ID.fullmatch(name)
        )

    def of(self, severity: Severity) -> SeverityPolicy:
        """What one severity asks for."""
        return self.severities[severity]

    def cadence(self, severity: Severity, status: Status) -> timedelta | None:
        """How long until the next word is due after an update, or None: at changes only."""
        rules = self.of(severity)
        after = status in {Status.MITIGATED, Status.RESTORING}
        minutes = rules.every_after_mitigated if after else rules.every
        return None if minutes is None else timedelta(minutes=minutes)

    def first_word(self, severity: Severity) -> timedelta | None:
        """How long after declaring the first word is due, or None."""
        minutes = self.of(severity).first_word
        return None if minutes is None else timedelta(minutes=minutes)

    def ladder(self, domain: str, at: datetime) -> tuple[str, ...]:
        """Who is asked to take command, in order: the domain's rota, default on-call, the manager."""
        rota = self.rotas.get(self.domains[domain].rota) if domain in self.domains else None
        first = rota.ladder(at) if rota else ()
        default = self.rotas.get(self.default_oncall)
        second = default.ladder(at) if default else (self.default_oncall,)
        everybody = (*first, *second, self.oncall_manager)
        return tuple(dict.fromkeys(person for person in everybody if person))
