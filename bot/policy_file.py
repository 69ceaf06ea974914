"""policy.yaml becomes the policy in force; each mistake is named with its line and what is allowed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.domain.errors import BotError
from bot.domain.event import every_event
from bot.domain.policy import (
    DEFAULT_DUTIES,
    DEFAULT_SEVERITIES,
    Domain,
    Policy,
    Role,
    SeverityPolicy,
)
from bot.domain.rota import Override, Rota
from bot.domain.severity import Severity
from bot.shipped import shipped
from bot.yaml_lines import line_of, lines_of, written_twice


class BadPolicy(BotError):
    """The file cannot be used: one line a mistake."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)  # one file; listing all zones reads six hundred
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone; write one such as Europe/Paris or UTC") from None
    return name


TimeZone = Annotated[str, AfterValidator(_zone)]
Minutes = Annotated[int, Field(ge=1, le=10_080)]
Who = Annotated[str, Field(min_length=1, max_length=254)]


class Strict(BaseModel):
    """A word that is not known is a mistake, never ignored."""

    model_config = ConfigDict(extra="forbid")


class SeverityRules(Strict):
    label: str | None = None
    when: str | None = None
    channel: bool | None = None
    direct: bool | None = None
    first_word: Minutes | None = None
    every: Minutes | None = None
    every_after_mitigated: Minutes | None = None
    postmortem: Literal["required", "recurrence", "request"] | None = None
    postmortem_days: Annotated[int, Field(ge=1, le=90)] | None = None
    working_days: bool | None = None
    short_postmortem: bool | None = None


class OverrideRules(Strict):
    first: datetime = Field(alias="from")
    until: datetime
    person: Who

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.until.replace(tzinfo=None) <= self.first.replace(tzinfo=None):
            raise ValueError("`until` must be after `from`")
        return self


class RotaRules(Strict):
    people: Annotated[list[Who], Field(min_length=1)]
    starts: datetime
    timezone: TimeZone = "UTC"
    overrides: list[OverrideRules] = []


class DomainRules(Strict):
    label: str = ""
    rota: str = ""
    audience: list[Who] = []


class ChannelRules(Strict):
    announce: Who = "data-incidents"
    alerts: Who = "data-alerts"
    name: str = "di-{id}-{title}"

    @model_validator(mode="after")
    def _numbered(self) -> Self:
        if "{id}" not in self.name:
            raise ValueError(
                "`name` must contain {id}, so that every incident gets its own channel"
            )
        return self


class PolicyFile(Strict):
    """The whole file."""

    default_oncall: Who
    oncall_manager: str = ""
    data_team: list[Who] = []
    timezone: TimeZone = "UTC"
    channels: ChannelRules = ChannelRules()
    severities: dict[Severity, SeverityRules] = {}
    roles: dict[Literal["commander", "communications lead", "responder"], list[str]] = {}
    domains: dict[str, DomainRules] = {}
    rotas: dict[str, RotaRules] = {}
    ladder_minutes: Minutes = 5
    recurrence_days: list[Annotated[int, Field(ge=1, le=365)]] = [30, 60]
    auto_close_days: Annotated[int, Field(ge=1, le=90)] = 5
    still_wrong_days: Annotated[int, Field(ge=1, le=90)] = 7
    pin_emoji: str = "pushpin"
    action_emoji: str = "wrench"
    silenced: list[str] = []


def load_policy(path: Path) -> Policy:
    """Read and check the file; raises BadPolicy with one line a mistake."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadPolicy(
            f"There is no {path}: copy {shipped('policy.yaml')} there and fill in default_oncall."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(f"{path} cannot be read: {error}") from error
    return parse_policy(text, name=path.name)


def parse_policy(text: str, *, name: str = "policy.yaml") -> Policy:
    """The policy of a text; raises BadPolicy with one line a mistake."""
    try:
        found = yaml.safe_load(text)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = lines_of(tree)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise BadPolicy(f"{name}{where}: not YAML: {getattr(error, 'problem', error)}.") from None
    except (ValueError, RecursionError) as error:
        raise BadPolicy(f"{name}: {error}.") from None
    if not isinstance(found, dict):
        raise BadPolicy(f"{name} is empty: at least `default_oncall` must be there.")
    twice = [f"{name}, line {line}: {key}: is written twice." for key, line in written_twice(tree)]
    if twice:
        raise BadPolicy("\n".join(twice))
    try:
        rules = PolicyFile.model_validate(found)
    except ValidationError as error:
        raise BadPolicy("\n".join(_mistakes(error, lines, name))) from None
    _hold_together(rules, lines, name)
    return _policy(rules)


def _mistakes(error: ValidationError, lines: Mapping[tuple[Any, ...], int], name: str) -> list[str]:
    return [
        f"{name}, line {line_of(lines, one['loc'])}: "
        f"{'.'.join(str(part) for part in one['loc'] if part != '[key]')}: {_sentence(one)}."
        for one in error.errors()
    ]


def _sentence(one: Any) -> str:
    if one["type"] == "extra_forbidden":
        allowed = ", ".join(_allowed(one["loc"]))
        return f"is not known here; known are {allowed}"
    if one["type"] == "missing":
        return "is missing"
    said = str(one["msg"]).removeprefix("Value error, ").rstrip(".")
    shown = repr(one["input"])
    return f"{said[:1].lower()}{said[1:]} (found {shown if len(shown) < 60 else shown[:57] + '…'})"


def _allowed(path: Sequence[Any]) -> list[str]:
    """The words that may stand where an unknown one was found."""
    parts: Mapping[str, type[Strict]] = {
        "severities": SeverityRules,
        "rotas": RotaRules,
        "domains": DomainRules,
        "channels": ChannelRules,
    }
    model = parts.get(str(path[0]), PolicyFile) if len(path) > 1 else PolicyFile
    if "overrides" in path:
        model = OverrideRules
    return [field.alias or name for name, field in model.model_fields.items()]


def _hold_together(rules: PolicyFile, lines: Mapping[tuple[Any, ...], int], name: str) -> None:
    """What one part says of another must be there."""
    mistakes = [
        f"{name}, line {line_of(lines, ('domains', domain, 'rota'))}: domains.{domain}.rota: there is no "
        f"rota “{value.rota}”; there is: {', '.join(rules.rotas) or 'none'}."
        for domain, value in rules.domains.items()
        if value.rota and value.rota not in rules.rotas
    ]
    kinds = {event.kind for event in every_event()}
    mistakes += [
        f"{name}, line {line_of(lines, ('silenced', index))}: silenced: “{kind}” is no kind of message; "
        f"there is: {', '.join(sorted(kinds))}."
        for index, kind in enumerate(rules.silenced)
        if kind not in kinds
    ]
    if mistakes:
        raise BadPolicy("\n".join(mistakes))


def _policy(rules: PolicyFile) -> Policy:
    return Policy(
        default_oncall=rules.default_oncall,
        oncall_manager=rules.oncall_manager,
        data_team=tuple(rules.data_team),
        announce_channel=rules.channels.announce.removeprefix("#"),
        alerts_channel=rules.channels.alerts.removeprefix("#"),
        timezone=rules.timezone,
        channel_name=rules.channels.name,
        ladder_minutes=rules.ladder_minutes,
        recurrence_days=tuple(sorted(rules.recurrence_days)),
        auto_close_days=rules.auto_close_days,
        still_wrong_days=rules.still_wrong_days,
        pin_emoji=rules.pin_emoji.strip(":"),
        action_emoji=rules.action_emoji.strip(":"),
        severities={one: _severity(one, rules.severities.get(one)) for one in Severity},
        duties={**DEFAULT_DUTIES, **{Role(k): tuple(v) for k, v in rules.roles.items()}},
        domains={
            key: Domain(
                name=key,
                label=value.label or key.title(),
                rota=value.rota,
                audience=tuple(value.audience),
            )
            for key, value in rules.domains.items()
        },
        rotas={key: _rota(key, value) for key, value in rules.rotas.items()},
        silenced=frozenset(rules.silenced),
    )


def _severity(severity: Severity, said: SeverityRules | None) -> SeverityPolicy:
    """The default, with what the file says instead (an explicit null means: at changes only)."""
    default = DEFAULT_SEVERITIES[severity]
    if said is None:
        return default
    values = {name: getattr(default, name) for name in SeverityRules.model_fields}
    return SeverityPolicy(**{**values, **{n: getattr(said, n) for n in said.model_fields_set}})


def _rota(name: str, rules: RotaRules) -> Rota:
    zone = ZoneInfo(rules.timezone)
    return Rota(
        name=name,
        people=tuple(rules.people),
        starts=rules.starts.replace(tzinfo=None),
        timezone=rules.timezone,
        overrides=tuple(
            Override(
                first=one.first if one.first.tzinfo else one.first.replace(tzinfo=zone),
                until=one.until if one.until.tzinfo else one.until.replace(tzinfo=zone),
                person=one.person,
            )
            for one in rules.overrides
        ),
    )
