"""A form is sent or closed, and shows what the bot answers: errors, another view, or nothing."""

from typing import Any

from bot.sandbox import forms, payloads
from bot.sandbox.answer import NOTHING_SENT, Answer
from bot.sandbox.methods.views import checked
from bot.sandbox.modals import View
from bot.sandbox.refusal import Refused
from bot.sandbox.world import World

Json = dict[str, Any]


async def submit(world: World, view: View) -> Answer:
    """Slack's own form checks first; only a complete one reaches the bot."""
    view.errors = forms.complaints(view.blocks, view.values)
    if view.errors:
        world.workspace.changes.tell("view")
        errors = {"response_action": "errors", "errors": view.errors}
        return Answer(0, errors, "incomplete")
    payload = payloads.submission(world, view, _response_urls(world, view))
    answer = Answer.of(await world.sender.interactive(payload, answers=True))
    if not answer.ok:
        return answer
    try:
        _show(world, view, answer.body)
    except Refused as refused:
        return Answer.mistaken(answer, refused)
    return answer


def _response_urls(world: World, view: View) -> list[Json]:
    """A conversation chosen where the form asked for it comes with a way to answer there."""
    found = []
    for place in forms.places(view.blocks):
        if not place.element.get("response_url_enabled"):
            continue
        state = view.values[place.block_id][place.action_id]
        chosen = state.get("selected_conversation") or state.get("selected_channel")
        if chosen:
            key = world.response_urls.issue(view.user, chosen)
            found.append(
                {
                    "block_id": place.block_id,
                    "action_id": place.action_id,
                    "channel_id": chosen,
                    "response_url": f"{world.workspace.url}/response/{key}",
                }
            )
    return found


def _show(world: World, view: View, body: Any) -> None:
    action = body.get("response_action") if isinstance(body, dict) else None
    if action == "errors":
        _show_errors(world, view, body.get("errors"))
    elif action == "update":
        world.views.update(view, checked(body.get("view"), kind="modal"))
    elif action == "push":
        payload = checked(body.get("view"), kind="modal")
        world.views.push(view.user, payload, channel=view.channel)
    elif action == "clear":
        world.views.clear(view.user)
    elif action is not None:
        raise Refused.because("invalid_arguments", [f"no such response_action: {action}"])
    elif world.views.top(view.user) is view:
        world.views.close(view.user)


def _show_errors(world: World, view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        problem = f"errors must name input blocks of the view ({', '.join(sorted(inputs))})"
        raise Refused.because("invalid_arguments", [problem])
    view.errors = {block: str(error) for block, error in errors.items()}
    world.workspace.changes.tell("view")


async def close(world: World, user: str, *, everything: bool = False) -> Answer:
    """One view, or with `everything` the whole stack; those that asked to are told to the bot."""
    answer = NOTHING_SENT
    closed = []
    while (view := world.views.close(user)) is not None:
        closed.append(view)
        if not everything:
            break
    for view in closed:
        if view.payload["notify_on_close"]:
            payload = payloads.closing(world, view, cleared=everything)
            answer = Answer.of(await world.sender.interactive(payload))
    return answer
