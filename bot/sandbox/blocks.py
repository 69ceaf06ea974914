"""Whether Slack would take a message or a view, and if not, what it would complain about.

Complaints are worded and addressed as Slack's own, such as `[ERROR] must be less than 76
characters [json-pointer:/blocks/2/elements/0/text/text]`, and belong into the messages of an
`invalid_blocks` (or `invalid_arguments`) answer. What has an error code of its own is that bare
code instead: `msg_blocks_too_long`, `too_many_attachments`, `invalid_blocks_format`,
`view_too_large`. Lengths count code points; which unit Slack counts is not published.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.layout import check_blocks
from bot.sandbox.limits import limit
from bot.sandbox.shapes import Json, Report, words
from bot.sandbox.views import check_view


def problems_of_message(payload: Json) -> list[str]:
    """Of the blocks, attachments and Markdown text of chat.postMessage and its kin."""
    report = Report("message")
    if payload.get("blocks") is not None:
        _check_list_of_blocks(payload["blocks"], "/blocks", report)
    if payload.get("attachments") is not None:
        _check_attachments(payload["attachments"], report)
    if payload.get("markdown_text") is not None:
        longest = limit("message.markdown_text.max_length")
        words(at_most=longest)(payload["markdown_text"], "/markdown_text", report)
    _check_totals(report)
    return report.problems


def problems_of_view(view: Json) -> list[str]:
    """Of a form or a home tab, as views.open, push, update and publish take it."""
    return check_view(view)


def _check_list_of_blocks(blocks: Any, path: str, report: Report) -> None:
    if isinstance(blocks, list):
        check_blocks(blocks, path, report)
    else:
        report.problems.append("invalid_blocks_format")


def _check_attachments(attachments: Any, report: Report) -> None:
    """Only what limits concern: the older inside of attachments is not checked."""
    if not isinstance(attachments, list):
        report.say("/attachments", "must provide an array")
        return
    if len(attachments) > limit("message.attachments.max_items"):
        report.problems.append("too_many_attachments")
    footer = words(at_most=limit("attachment.footer.max_length"))
    for index, attachment in enumerate(attachments):
        path = f"/attachments/{index}"
        if not isinstance(attachment, dict):
            report.say(path, "must provide an object")
            continue
        if "footer" in attachment:
            footer(attachment["footer"], f"{path}/footer", report)
        if "blocks" in attachment:
            _check_list_of_blocks(attachment["blocks"], f"{path}/blocks", report)


def _check_totals(report: Report) -> None:
    longest = limit("markdown.total_text_per_message.max_length")
    if report.markdown > longest:
        report.say("/blocks", f"markdown blocks must be less than {longest + 1} characters in all")
    if report.text > limit("message.blocks_total_text.safe_budget"):
        report.problems.append("msg_blocks_too_long")
