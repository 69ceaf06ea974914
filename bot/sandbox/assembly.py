"""Puts the parts of the workspace together."""

from bot.sandbox.background import Background
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.features import Features
from bot.sandbox.files import Files
from bot.sandbox.log import Log
from bot.sandbox.modals import Modals
from bot.sandbox.pace import Pace
from bot.sandbox.plan import Plan
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.scopes import Scopes, every_scope
from bot.sandbox.senders import Sender
from bot.sandbox.socket import Place, SocketMode
from bot.sandbox.tokens import Tokens
from bot.sandbox.triggers import Triggers
from bot.sandbox.workspace import Workspace
from bot.sandbox.world import World


def assembled(
    place: Place,
    clock: Clock,
    *,
    bot_name: str,
    scopes: frozenset[str] | None,
    secret: str,
    tokens: Tokens,
) -> World:
    log, background = Log(), Background()
    changes = Changes()
    workspace = Workspace(clock, changes, bot_name=bot_name)
    clock.watch(lambda: changes.tell("clock"))
    granted = Scopes(every_scope() if scopes is None else scopes)
    socket = SocketMode(place)
    sender = Sender(secret, socket=socket, clock=clock, log=log)
    events = Events(workspace, scopes=granted, sender=sender, background=background, clock=clock)
    return World(
        clock=clock,
        workspace=workspace,
        tokens=tokens,
        scopes=granted,
        triggers=Triggers(clock),
        views=Modals(workspace),
        response_urls=ResponseUrls(clock),
        files=Files(workspace),
        features=Features(),
        faults=Faults(),
        pace=Pace(clock),
        plan=Plan(),
        log=log,
        sender=sender,
        socket=socket,
        background=background,
        events=events,
    )
