"""Bad ranges as the people who repair them read and work through them."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.asset import Asset
from bot.domain.bad_range import BadRange, RangeState
from bot.domain.incident import Incident
from bot.ui import forms, kit
from bot.ui.assets import SEARCH, asset_option
from bot.ui.kit import Block, Option
from bot.ui.text import Slack, days, escape, plural

ADD = "range_add"
ALSO = "range_also"
WITHDRAW = "range_withdraw"
SHOWN = 20
"""Ranges with buttons of their own in one list: two blocks each, of the 50 of a message."""
SIGNS = {
    RangeState.OPEN: ":red_circle:",
    RangeState.RELOADED: ":large_yellow_circle:",
    RangeState.CHECKED: ":white_check_mark:",
    RangeState.WITHDRAWN: ":heavy_minus_sign:",
}


def named(bad: BadRange) -> Slack:
    """Such as `mart.orders · 1 Feb to 3 Feb 2026 (region = EU)`."""
    shown = f" ({escape(bad.slice)})" if bad.slice else ""
    return Slack(f"{escape(bad.asset_name)} · {days(bad.first, bad.last)}{shown}")


def listed(incident: Incident, ranges: Sequence[BadRange]) -> tuple[Slack, list[Block]]:
    """All ranges with what is to be done about each, and Add."""
    wanted = [one for one in ranges if one.state is not RangeState.WITHDRAWN]
    add = kit.actions(kit.verb("Add bad dates", "range", incident=incident.id, args="add"))
    if not wanted:
        text = Slack(f"{incident.ref} has no bad ranges. Which days must not be used?")
        return text, [kit.section(text), add]
    done = sum(one.state is RangeState.CHECKED for one in wanted)
    text = Slack(f"*Bad ranges of {incident.ref}*: {done} of {len(wanted)} checked")
    blocks = [kit.section(text)]
    open_first = sorted(wanted, key=lambda one: not one.is_bad)
    for bad in open_first[:SHOWN]:
        blocks += _one(incident, bad)
    if len(wanted) > SHOWN:
        more = plural(len(wanted) - SHOWN, "more range")
        blocks.append(kit.context(f"{more}; name the asset: range reloaded mart.orders"))
    return text, [*blocks, kit.actions(*_for_all(incident, wanted), add["elements"][0])]


def added(incident: Incident, ranges: Sequence[BadRange], readers: Sequence[Asset]) -> Slack:
    """What was marked, and what reads it."""
    lines = [f"Must not be used: {named(one)}" for one in ranges]
    if readers:
        lines.append(f"{plural(len(readers), 'asset reads', 'assets read')} it. Same days there?")
    return Slack("\n".join(lines))


def also_buttons(incident: Incident, bad: BadRange, readers: Sequence[Asset]) -> Block:
    """The same days downstream: all of it in one click, or a choice."""
    every = f"Add all {len(readers)}" if len(readers) > 1 else f"Add {readers[0].name}"
    return kit.actions(
        kit.verb(every, "range", incident=incident.id, args=f"also #{bad.id}", style="primary"),
        kit.button("Choose…", f"{ALSO}:{bad.id}", value=f"{incident.id}:{bad.id}"),
    )


def also_fields() -> list[str]:
    """Names of the fields of ten boxes each."""
    return [f"also_{at}" for at in range(5)]


def also_modal(
    incident: Incident, bad: BadRange, readers: Sequence[Asset], origin: Mapping[str, str]
) -> Block:
    """What reads the asset, ticked."""
    blocks: list[Block] = [kit.section(Slack(f"*{named(bad)}* is marked. The same days in:"))]
    for at in range(0, len(readers), 10):
        some = readers[at : at + 10]
        label = "What reads it" if at == 0 else "… and"
        options = [asset_option(one) for one in some]
        ticked = [one.value for one in options]
        blocks.append(forms.checkboxes(also_fields()[at // 10], label, options, ticked=ticked))
    metadata = {"incident": incident.id, "range": bad.id, **origin}
    return forms.modal(
        ALSO, "Same days downstream", blocks, submit="Add these", close="None", metadata=metadata
    )


def add_modal(
    incident: Incident, today: date, origin: Mapping[str, str], *, asset: Asset | None = None
) -> Block:
    """Which days of which asset must not be used."""
    chosen = [asset_option(asset)] if asset else []
    return forms.modal(
        ADD,
        "Add bad dates",
        [
            forms.search_select("asset", "Asset", source=SEARCH, chosen=chosen, several=False),
            forms.date_input("first", "First bad day", value=today),
            # Its name is the one that a sentence about the days as a whole is shown at.
            forms.date_input("days", "Last bad day", value=today, hint="It is included."),
            forms.text_input(
                "slice",
                "Only a part of it?",
                optional=True,
                placeholder="region = EU",
                hint="Leave empty when all of it is wrong.",
                most=200,
            ),
        ],
        submit="Add",
        metadata={"incident": incident.id, **origin},
    )


def withdraw_modal(
    incident: Incident,
    ranges: Sequence[BadRange],
    origin: Mapping[str, str],
    *,
    meant: Sequence[BadRange],
) -> Block:
    """Why days were never bad."""
    options = [Option(one.words, f"#{one.id}") for one in ranges]
    chosen = f"#{meant[0].id}" if meant else options[0].value
    return forms.modal(
        WITHDRAW,
        "Withdraw bad dates",
        [
            forms.select("range", "Which?", options, value=chosen),
            forms.text_input("reason", "Why were they never bad?", most=1000, focus=True),
        ],
        submit="Withdraw",
        metadata={"incident": incident.id, **origin},
    )


def changed(ranges: Sequence[BadRange], step: str) -> str:
    """What was reloaded, checked or withdrawn."""
    return f"{step.capitalize()}: {'; '.join(one.words for one in ranges[:10])}."


def what_next(incident: Incident, ranges: Sequence[BadRange]) -> Block:
    """The rest of the list; when all is checked that suggests the all-clear, and never gives it."""
    left = any(one.is_bad for one in ranges)
    rest = kit.verb("Bad ranges", "range", incident=incident.id)
    if left or not incident.status.is_open:
        return kit.actions(rest)
    give = kit.verb("Give the all-clear", "safe", incident=incident.id, style="primary")
    return kit.actions(give, rest)


def _one(incident: Incident, bad: BadRange) -> list[Block]:
    state = bad.state if bad.is_bad else f"{bad.state}{': ' + bad.evidence if bad.evidence else ''}"
    text = Slack(f"{SIGNS[bad.state]} {named(bad)}: {escape(kit.cut(str(state), 300))}")
    buttons = [
        kit.verb(label, "range", incident=incident.id, args=f"{step} #{bad.id}")
        for label, step, fits in (
            ("Reloaded", "reloaded", bad.state is RangeState.OPEN),
            ("Checked", "checked", bad.state is RangeState.RELOADED),
            ("Withdraw", "withdraw", bad.is_bad),
        )
        if fits
    ]
    return [kit.section(text), *([kit.actions(*buttons)] if buttons else [])]


def _for_all(incident: Incident, ranges: Sequence[BadRange]) -> list[Block]:
    """One click for all that wait for the same step, where there are several."""
    made = []
    for state, label, step in (
        (RangeState.OPEN, "All reloaded", "reloaded"),
        (RangeState.RELOADED, "All checked", "checked"),
    ):
        if sum(one.state is state for one in ranges) > 1:
            made.append(kit.verb(label, "range", incident=incident.id, args=f"{step} all"))
    return made
