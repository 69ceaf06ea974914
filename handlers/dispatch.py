"""From what was typed to the one subcommand that is meant; nothing typed is lost."""

import difflib
from collections.abc import Mapping
from dataclasses import replace

import handlers.commands
from bot.domain.errors import IncidentNotFound, NoIncidentHere
from bot.domain.severity import Severity
from bot.services.situations import here, situation
from bot.ui import kit
from bot.ui.card import card
from bot.ui.text import Slack, escape
from handlers.commands.subcommand import Call, Subcommand
from handlers.deps import Deps
from handlers.discover import discover
from handlers.reading import incident_in
from handlers.reply import Reply, say


class Verbs:
    """Every subcommand, by name and alias."""

    def __init__(self) -> None:
        self.subcommands: Mapping[str, Subcommand] = discover(handlers.commands, Subcommand)
        self.by_word = dict(self.subcommands)
        for one in self.subcommands.values():
            for alias in one.aliases:
                if alias in self.by_word:
                    raise RuntimeError(f"{alias!r} is the name of two subcommands")
                self.by_word[alias] = one

    def knows(self, words: str) -> bool:
        """Whether a line begins with a verb or a severity, perhaps after an incident's number."""
        number, rest = incident_in(words)
        first = rest.partition(" ")[0].lower()
        if not first:
            return number is not None
        return first in self.by_word or (first[0] == "s" and Severity.read(first) is not None)

    async def run(self, typed: Call, deps: Deps) -> Reply:
        """Carry out what was typed; `typed.text` is the whole line after the command."""
        number, rest = incident_in(typed.text)
        call = replace(typed, incident=number if number is not None else typed.incident)
        first, _, following = rest.partition(" ")
        if not first:
            return await self._nothing_typed(call, deps)
        known = self.by_word.get(first.lower())
        if known is not None:
            verb = replace(call, verb=known.name, word=first.lower(), text=following.strip())
            return await known.run(verb, deps)
        if Severity.read(first) is not None and first[:1].lower() == "s":
            return await self._declare(call, rest, deps)
        if following.strip():
            return await self._declare(call, f"form {rest}", deps)
        return self._nearest(call, first)

    async def _declare(self, call: Call, text: str, deps: Deps) -> Reply:
        return await self.by_word["declare"].run(replace(call, verb="declare", text=text), deps)

    async def _nothing_typed(self, call: Call, deps: Deps) -> Reply:
        """In an incident's channel its card; elsewhere the declare form."""
        try:
            async with deps.db.reading() as tx:
                incident = await here(
                    tx,
                    channel=call.channel,
                    thread_ts=call.thread_ts or call.message_ts,
                    incident=call.incident,
                )
                shown = card(await situation(tx, incident.id))
        except (NoIncidentHere, IncidentNotFound):
            if call.incident is not None:
                raise
            return await self._declare(call, "form", deps)
        return Reply(text=Slack(shown.text), blocks=shown.blocks)

    def _nearest(self, call: Call, word: str) -> Reply:
        """One unknown word: the nearest match is offered, never run."""
        near = difflib.get_close_matches(word.lower(), self.by_word, n=3, cutoff=0.5)
        names = list(dict.fromkeys(self.by_word[match].name for match in near))
        buttons = [kit.verb(name, name, incident=call.incident or "") for name in names]
        buttons.append(kit.button("Declare it as an incident", "declare_this", value=word[:1900]))
        hint = "Did you mean one of these?" if names else "`/data-incident help` lists what works."
        return say(Slack(f"“{escape(word[:80])}” is no verb. {hint}"), kit.actions(*buttons))
