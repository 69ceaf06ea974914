"""Assets as people choose and read them: in menus, and as the list of what an incident is about."""

from collections.abc import Mapping, Sequence

from bot.domain.affected import Affected, Hurt
from bot.domain.asset import Asset
from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.kit import Block, Message, Option
from bot.ui.text import Slack, escape, joined, link, owner

SEARCH = "asset_search"
"""The action id of every menu that looks assets up as one types."""
LINK = "assets_link"
ORIGIN = "assets_origin"
SHOWN = 12
"""Assets listed one by one, each with its buttons."""


def asset_option(asset: Asset) -> Option:
    """One line of a menu: its name, and what it is; the value is the asset's id."""
    return Option(asset.name, str(asset.id), " · ".join(_about(asset)))


def affected_list(incident: Incident, found: Sequence[Affected]) -> Message:
    """What the incident is about, whose it is, and what is hurt downstream; each with its buttons."""
    more = kit.actions(
        kit.verb("Link assets", "assets", incident=incident.id, args="link", style="primary")
    )
    if not found:
        words = f"No asset is linked to {incident.ref} yet."
        return Message(text=words, blocks=[kit.section(words), more])
    blocks: list[Block] = [kit.section(Slack(f"*{incident.ref} is about:*"))]
    for one in found[:SHOWN]:
        blocks += [kit.section(_row(one)), kit.actions(*_buttons(incident, one))]
    if len(found) > SHOWN:
        rest = joined([one.asset.name for one in found[SHOWN:]], limit=30)
        blocks.append(kit.context(Slack(f"And {rest}.")))
    names = joined([one.asset.name for one in found])
    return Message(text=f"{incident.ref} is about {names}.", blocks=[*blocks, more])


def link_modal(incident: Incident, *, origin: Mapping[str, str]) -> Block:
    """Asks what else is affected."""
    field = forms.search_select("assets", "What is affected?", source=SEARCH)
    metadata = {"incident": incident.id, **origin}
    return forms.modal(LINK, "Link assets", [field], submit="Link", metadata=metadata)


def origin_modal(incident: Incident, *, origin: Mapping[str, str]) -> Block:
    """Asks where it began."""
    hint = "Where the trouble began, as opposed to where it hurts. Its owner is invited."
    field = forms.search_select(
        "asset", "Where did it begin?", source=SEARCH, several=False, hint=hint
    )
    metadata = {"incident": incident.id, **origin}
    return forms.modal(ORIGIN, "Mark the origin", [field], submit="Mark", metadata=metadata)


def _about(asset: Asset) -> list[str]:
    about = [asset.kind.value, f"tier {asset.tier}" if asset.tier else "", asset.domain]
    return [part for part in about if part]


def _row(one: Affected) -> Slack:
    asset = one.asset
    began = " :round_pushpin: *it began here*" if one.is_origin else ""
    about = escape(" · ".join(_about(asset)))
    lines = [Slack(f"*{link(asset.url, asset.name)}* · {about}{began}")]
    if one.owners:
        lines.append(Slack(f"Owner: {joined([owner(who) for who in one.owners], limit=5)}"))
    if one.hurt:
        lines.append(Slack(f"Hurt downstream: {joined([_hurt(reader) for reader in one.hurt])}"))
    else:
        lines.append(Slack("No dashboard reads it."))
    return Slack("\n".join(lines))


def _hurt(reader: Hurt) -> Slack:
    whose = joined([owner(who) for who in reader.owners], limit=3)
    return Slack(f"{link(reader.url, reader.name)}{f' ({whose})' if whose else ''}")


def _buttons(incident: Incident, one: Affected) -> list[Block]:
    number, name = incident.id, one.asset.name
    origin = kit.verb("Mark as origin", "assets", incident=number, args=f"origin {name}")
    unlink = kit.verb("Unlink", "assets", incident=number, args=f"unlink {name}")
    return [unlink] if one.is_origin else [origin, unlink]
