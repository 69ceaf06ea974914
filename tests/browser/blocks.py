"""Every block and element we use, as a bot would send them."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(name: str, *, hint: str = "") -> Json:
    shown: Json = {"text": plain(name), "value": name.lower().replace(" ", "_")}
    return shown | ({"description": plain(hint)} if hint else {})


def button(name: str, **more: Any) -> Json:
    action = name.lower().replace(" ", "_")
    return {"type": "button", "action_id": action, "text": plain(name), "value": "7", **more}


def element(kind: str, action: str, **more: Any) -> Json:
    return {"type": kind, "action_id": action, **more}


def asked(block: str, label: str, inner: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block, "label": plain(label), "element": inner, **more}


SURE: Json = {
    "title": plain("Close DI-7?"),
    "text": mrkdwn("Its *postmortem* is not published yet."),
    "confirm": plain("Close it"),
    "deny": plain("Not yet"),
    "style": "danger",
}


def card(*, link: str, person: str, channel: str) -> list[Json]:
    """A message with every block, looking like an incident's card."""
    return [*_facts(person=person, channel=channel), *_controls(link), *_words(link, person)]


def _facts(*, person: str, channel: str) -> list[Json]:
    return [
        {"type": "header", "text": plain("DI-7 Revenue is missing since Tuesday :rotating_light:")},
        {
            "type": "section",
            "block_id": "facts",
            "text": mrkdwn(
                f"*SEV1* · <@{person}> is in command, working in <#{channel}>.\n"
                "> Finance _cannot_ close ~January~ February.\n"
                "• `mart.revenue` is 4 h late\n• <https://example.com/d/7|Executive revenue> is blank"
            ),
            "accessory": element(
                "overflow", "more", options=[option("Hand over"), option("Change severity")]
            ),
        },
        {
            "type": "section",
            "fields": [
                mrkdwn("*Status*\nBeing checked"),
                mrkdwn("*Next word by*\n<!date^1770127200^{date_short} at {time}|3 Feb at 14:00>"),
                mrkdwn("*Origin*\n`raw.orders`"),
                mrkdwn("*Hurt downstream*\n4 dashboards, 11 models"),
            ],
        },
    ]


def _controls(link: str) -> list[Json]:
    return [
        {"type": "divider"},
        {
            "type": "section",
            "block_id": "severity",
            "text": mrkdwn("Set the severity here, if it changed."),
            "accessory": element(
                "static_select",
                "severity",
                placeholder=plain("Severity"),
                options=[option("SEV1", hint="Executives see it"), option("SEV2")],
            ),
        },
        {
            "type": "actions",
            "block_id": "card",
            "elements": [
                button("Take command", style="primary"),
                button("Write update"),
                button("Close incident", style="danger", confirm=SURE),
                button("Open runbook", url=link),
                element("datepicker", "since", placeholder=plain("Since")),
                element("users_select", "lead", placeholder=plain("Communications lead")),
            ],
        },
    ]


def _words(link: str, person: str) -> list[Json]:
    return [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Checked by "},
                        {"type": "user", "user_id": person},
                        {"type": "text", "text": " with "},
                        {"type": "text", "text": "dbt test", "style": {"code": True}},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [_line("not_null_orders_amount failed"), _line("freshness: stale")],
                },
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": "select count(*) from orders -- 0"}],
                },
            ],
        },
        {"type": "markdown", "text": MARKDOWN},
        {
            "type": "image",
            "title": plain("Lineage"),
            "image_url": f"{link}/page/icon.svg",
            "alt_text": "what reads what",
        },
        {"type": "context", "elements": [mrkdwn(":pushpin: pinned · third time in 60 days")]},
    ]


MARKDOWN = """## Similar incidents
1. **DI-3** three weeks ago
2. DI-1, [its postmortem](https://example.com/p/1)

| Model | Late |
|---|---|
| mart.orders | 4 h |
| mart.revenue | 4 h |
"""


def _line(text: str) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def form(*, person: str) -> Json:
    """A form with every element that may be filled in."""
    texts = [
        asked(
            "title",
            "What is wrong?",
            element("plain_text_input", "value", max_length=40, placeholder=plain("In one line")),
            hint=plain("Title alone is enough."),
        ),
        asked(
            "summary",
            "What do we know?",
            element("plain_text_input", "value", multiline=True, initial_value="Nothing yet"),
            optional=True,
        ),
    ]
    return {
        "type": "modal",
        "callback_id": "declare",
        "title": plain("Declare an incident"),
        "submit": plain("Declare"),
        "notify_on_close": True,
        "blocks": [*texts, *_selects(person), *_moments(), *_numbers(), *_boxes()],
    }


def step(callback_id: str, title: str) -> Json:
    """One of several forms that stand on each other."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title),
        "submit": plain("Next"),
        "notify_on_close": True,
        "blocks": [asked("why", "Reason", element("plain_text_input", "value"))],
    }


def _selects(person: str) -> list[Json]:
    groups = [
        {"label": plain("Loud"), "options": [option("SEV1"), option("SEV2")]},
        {"label": plain("Quiet"), "options": [option("SEV3"), option("SEV4")]},
    ]
    modes = [option("Freshness"), option("Schema"), option("Volume")]
    severity = element(
        "static_select", "value", option_groups=groups, initial_option=option("SEV3")
    )
    assets = element("multi_external_select", "value", min_query_length=2)
    return [
        asked("severity", "How bad is it?", severity, dispatch_action=True),
        asked("mode", "Failure mode", element("multi_static_select", "value", options=modes)),
        asked("assets", "Assets", assets | {"placeholder": plain("Search assets")}),
        asked("lead", "Commander", element("users_select", "value", initial_user=person)),
        asked("crew", "Responders", element("multi_users_select", "value"), optional=True),
        asked("where", "Channel", element("conversations_select", "value"), optional=True),
    ]


def _moments() -> list[Json]:
    moment = element("datetimepicker", "value", initial_date_time=1_770_127_200)
    return [
        asked("day", "Since", element("datepicker", "value", initial_date="2026-02-03")),
        asked("clock", "At", element("timepicker", "value", initial_time="14:00")),
        asked("next", "Next word by", moment),
    ]


def _numbers() -> list[Json]:
    return [
        asked("rows", "Rows missing", _number(), optional=True),
        asked("mail", "E-mail", element("email_text_input", "value"), optional=True),
        asked("link", "Dashboard", element("url_text_input", "value"), optional=True),
    ]


def _number() -> Json:
    return element("number_input", "value", is_decimal_allowed=False, min_value="1")


def _boxes() -> list[Json]:
    warn = [option("Warn 43 people now", hint="A fixed holding text")]
    kinds = [option("Real"), option("Drill")]
    return [
        asked("warn", "Containment", element("checkboxes", "value", options=warn), optional=True),
        asked(
            "kind",
            "Kind",
            element("radio_buttons", "value", options=kinds, initial_option=kinds[0]),
        ),
    ]
