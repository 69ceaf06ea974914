"""canvases.*: documents of Markdown, of a channel or by themselves, edited one change at a time."""

from typing import Any

from bot.sandbox.args import Args
from bot.sandbox.limits import limit
from bot.sandbox.model import Canvas, Channel
from bot.sandbox.refusal import Refused
from bot.sandbox.world import World

Json = dict[str, Any]
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### "}


def create_in_channel(world: World, args: Args) -> Json:
    """The one canvas a channel has beside its messages."""
    channel = _channel(world, args)
    world.plan.require_paid("team_tier_cannot_create_channel_canvases")
    if channel.canvas is not None:
        raise Refused("channel_canvas_already_exists")
    canvas = _made(world, args)
    canvas.channel, channel.canvas = channel.id, canvas
    world.workspace.changed(channel)
    return {"canvas_id": canvas.id}


def create(world: World, args: Args) -> Json:
    """With a channel it is a tab there, of which the free plan has one; without, it stands alone."""
    if "channel_id" not in args:
        world.plan.require_paid("free_teams_cannot_create_standalone_canvases")
        return {"canvas_id": _made(world, args).id}
    channel = _channel(world, args)
    if channel.canvas_tabs:
        world.plan.require_paid("free_team_canvas_tab_already_exists")
    canvas = _made(world, args)
    canvas.channel = channel.id
    channel.canvas_tabs.append(canvas.id)
    world.workspace.changed(channel)
    return {"canvas_id": canvas.id}


def _channel(world: World, args: Args) -> Channel:
    channel = world.of_bot(args.text("channel_id"))
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _made(world: World, args: Args) -> Canvas:
    text = _markdown(args.structure("document_content") or {}, too_large="canvas_creation_failed")
    canvas = Canvas(world.workspace.new_id("F"), args.text("title"))
    canvas.sections = _sections(world, text)
    world.plan.canvases[canvas.id] = canvas
    return canvas


def _markdown(content: Any, *, too_large: str) -> str:
    if not isinstance(content, dict) or (content and content.get("type") != "markdown"):
        raise Refused.because("invalid_arguments", ["document_content.type must be markdown"])
    text = str(content.get("markdown") or "")
    if len(text) > limit("canvas.markdown.max_length"):
        raise Refused(too_large)
    cells = sum(line.count("|") - 1 for line in text.splitlines() if line.startswith("|"))
    if cells > limit("canvas.table_cells.max"):
        raise Refused(too_large)
    return text


def _sections(world: World, text: str) -> dict[str, str]:
    """What blank lines part from each other, each with an id of its own."""
    parts = (part.strip() for part in text.split("\n\n"))
    return {world.workspace.new_id("temp:C:"): part for part in parts if part}


def edit(world: World, args: Args) -> Json:
    canvas = _canvas(world, args)
    if canvas.channel is None:
        world.plan.require_paid("free_teams_cannot_edit_standalone_canvases")
    changes = args.structure("changes")
    most = limit("canvas.edit_changes_per_call.max")
    if not isinstance(changes, list) or not 1 <= len(changes) <= most:
        raise Refused.because("invalid_arguments", [f"changes must have {most} item"])
    _change(world, canvas, changes[0])
    world.workspace.changed()
    return {}


def _change(world: World, canvas: Canvas, change: Json) -> None:
    what, section = change.get("operation"), change.get("section_id")
    if section is not None and section not in canvas.sections:
        raise Refused("canvas_editing_failed")
    if what == "rename":
        title = _markdown(change.get("title_content") or {}, too_large="canvas_too_large")
        canvas.title = title
        return
    text = _markdown(change.get("document_content") or {}, too_large="canvas_too_large")
    new = _sections(world, text)
    before, here, after = canvas.around(section)
    arranged = {
        "insert_at_start": new | canvas.sections,
        "insert_at_end": canvas.sections | new,
        "insert_before": before | new | here | after,
        "insert_after": before | here | new | after,
        "replace": before | new | after if section else new,
        "delete": before | after,
    }
    if what not in arranged or (section is None and what in ("insert_before", "insert_after")):
        raise Refused.because("invalid_arguments", [f"no such change: {what}"])
    if sum(map(len, arranged[what].values())) > limit("canvas.markdown.max_length"):
        raise Refused("canvas_too_large")
    canvas.sections = arranged[what]


def delete(world: World, args: Args) -> Json:
    canvas = _canvas(world, args)
    del world.plan.canvases[canvas.id]
    for channel in world.workspace.channels.values():
        if channel.canvas is canvas:
            channel.canvas = None
        if canvas.id in channel.canvas_tabs:
            channel.canvas_tabs.remove(canvas.id)
    world.workspace.changed()
    return {}


def lookup(world: World, args: Args) -> Json:
    canvas = _canvas(world, args)
    criteria = args.structure("criteria") or {}
    kinds = criteria.get("section_types") or []
    starts = tuple(_HEADINGS[kind] for kind in _HEADINGS if kind in kinds or "any_header" in kinds)
    words = str(criteria.get("contains_text") or "")
    found = [
        {"id": section}
        for section, text in canvas.sections.items()
        if words in text and (not kinds or text.startswith(starts))
    ]
    return {"sections": found}


def _canvas(world: World, args: Args) -> Canvas:
    try:
        return world.plan.canvases[args.text("canvas_id")]
    except KeyError:
        raise Refused("canvas_not_found") from None


METHODS = {
    "conversations.canvases.create": create_in_channel,
    "canvases.create": create,
    "canvases.edit": edit,
    "canvases.delete": delete,
    "canvases.sections.lookup": lookup,
}
