"""Slack's newer blocks: alerts, cards, carousels, containers, plans of tasks."""

from __future__ import annotations

from bot.sandbox.elements import elements_named
from bot.sandbox.limits import limit
from bot.sandbox.objects import block, image_block, image_element, plain_text, text
from bot.sandbox.richtext import rich_text
from bot.sandbox.shapes import (
    Check,
    array,
    at_least_one,
    flag,
    one_of,
    thing,
    typed,
    url,
    words,
)

_WORDS = words(at_most=3_000, at_least=1)


def newer_blocks() -> dict[str, Check]:
    card, task = _card(), _task()
    cards = array(
        typed({"card": card}),
        at_most=limit("carousel.elements.max_items"),
        at_least=limit("carousel.elements.min_items"),
    )
    tasks = array(typed({"task_card": task}), at_most=limit("plan.tasks.max_items"))
    return {
        "alert": _alert(),
        "card": card,
        "carousel": block({"elements": cards}),
        "container": _container(card),
        "task_card": task,
        "plan": block({"title": _WORDS}, {"tasks": tasks}),
    }


def _alert() -> Check:
    levels = one_of("default", "info", "warning", "error", "success")
    return block({"text": text(limit("alert.text.max_length"))}, {"level": levels})


def _card() -> Check:
    texts = {
        name: text(limit(f"card.{name}.max_length"))
        for name in ("title", "subtitle", "body", "subtext")
    }
    picture = typed({"image": image_element()})
    buttons = array(elements_named("button"), at_most=limit("card.actions.max_items"), at_least=1)
    return block(
        {},
        {**texts, "hero_image": picture, "icon": picture, "actions": buttons},
        at_least_one("hero_image", "title", "actions", "body"),
    )


def _container(card: Check) -> Check:
    longest = limit("container.title.max_length")
    children = {
        "card": card,
        "divider": block({}),
        "header": block({"text": plain_text(limit("header.text.max_length"))}),
        "image": image_block(),
        "rich_text": rich_text(),
    }
    most = limit("container.child_blocks.max_items")
    return block(
        {"child_blocks": array(typed(children), at_most=most, at_least=1)},
        {
            "title": plain_text(longest),
            "rich_text_title": rich_text(),
            "subtitle": text(longest),
            "icon": typed({"image": image_element()}),
            "width": one_of("narrow", "standard", "wide", "full"),
            **dict.fromkeys(("is_collapsible", "default_collapsed", "has_header_divider"), flag),
        },
        at_least_one("title", "rich_text_title"),
    )


def _task() -> Check:
    source = thing(
        {"type": one_of("url"), "url": url(at_most=3_000), "text": _WORDS},
    )
    return block(
        {
            "task_id": words(at_most=255, at_least=1),
            "title": _WORDS,
            "status": one_of("pending", "in_progress", "complete", "error"),
        },
        {
            "details": rich_text(),
            "output": rich_text(),
            "sources": array(source, at_most=100),
        },
    )
