"""`/data-incident postmortem`, `/data-incident DI-7 postmortem publish`,
`/data-incident postmortem stale revenue`
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.domain.errors import InvalidInput
from bot.domain.finding import words_of
from bot.domain.postmortem import FROM_THE_RECORD, NotPublishable, Section
from bot.domain.review import Review, Unkind
from bot.services import postmortems
from bot.services.incidents import must_be_responder
from bot.ui import postmortem as shown
from bot.ui import postmortem_forms as forms
from bot.ui.kit import Message
from bot.ui.postmortem_text import markdown, parts, words
from bot.ui.text import Slack
from handlers.commands.subcommand import OVER, Call, subcommand
from handlers.deps import Deps
from handlers.reading import incident_in
from handlers.reply import Reply, say
from storage import Transaction

Step = Callable[[Call, Deps], Awaitable[Reply]]
SECTIONS = "|".join(one.value for one in Section)


@subcommand(
    "postmortem",
    "[answer | edit | preview | publish | waive <why> | <words>]",
    help="read, complete and publish what was learned; words find postmortems from anywhere",
    aliases=("pm", "postmortems"),
    when=OVER,
    rank=15,
)
async def postmortem(call: Call, deps: Deps) -> Reply:
    number, _ = incident_in(call.text)
    if number is not None:
        call = replace(call, incident=number, text=incident_in(call.text)[1])
    for pattern, step in STEPS:
        match = re.fullmatch(pattern, call.said, re.IGNORECASE | re.DOTALL)
        if match is not None:
            return await step(call.with_text(match.group("rest") or ""), deps)
    return await find(call, deps)


async def find(call: Call, deps: Deps) -> Reply:
    """Postmortems with these words in them."""
    wanted = words_of(call.said)
    if not wanted:
        raise InvalidInput("words", "Say what to look for: `/data-incident postmortem revenue`.")
    async with deps.db.reading() as tx:
        found = await postmortems.find(tx, wanted)
    return reply_of(shown.hits(found, words=call.said))


async def state(call: Call, deps: Deps) -> Reply:
    """Where it stands; where the policy asked for none, one is drafted for whoever asks."""
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        drafted = await tx.postmortems.find(incident.id) is not None
        if drafted:
            return reply_of(shown.state(await postmortems.review(tx, incident)))
    return await draft(call, deps)


async def draft(call: Call, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await call.here(tx)
        await must_be_responder(tx, incident, by=call.user, action="postmortem")
        await postmortems.draft(tx, incident, now=deps.now(), by=call.user)
        review = await postmortems.review(tx, incident)
    return reply_of(shown.state(review))


async def answer(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        review = await _to_work_on(tx, call)
    return Reply(modal=forms.answers_form(review, origin=call.origin))


async def edit(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        review = await _to_work_on(tx, call)
    if not call.said:
        return Reply(modal=forms.choose_form(review, origin=call.origin))
    section = Section(call.said.lower())
    if section in FROM_THE_RECORD:
        raise InvalidInput("section", f"“{section.title}” is shown from the record.")
    text = words(review.account, review.postmortem, section)
    return Reply(modal=forms.edit_form(review, section, text, origin=call.origin))


async def preview(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        review = await postmortems.review(tx, await call.here(tx))
    drawn = parts(review.account, review.postmortem)
    page = int(call.said or 1)
    return Reply(modal=shown.preview(review, drawn, page=page, origin=call.origin))


async def wording(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        review = await _to_work_on(tx, call)
    return reply_of(shown.wording(review))


async def publish(call: Call, deps: Deps) -> Reply:
    try:
        async with deps.change() as tx:
            review = await postmortems.publish(
                tx,
                await call.here(tx),
                write=markdown,
                by=call.user,
                now=deps.now(),
                anyway=bool(call.said),
            )
    except NotPublishable as error:
        async with deps.db.reading() as tx:
            review = await postmortems.review(tx, await call.here(tx))
        return reply_of(shown.not_published(review, str(error), anyway=isinstance(error, Unkind)))
    return reply_of(shown.published(review))


async def waive(call: Call, deps: Deps) -> Reply:
    if not call.said:
        async with deps.db.reading() as tx:
            incident = await call.here(tx)
            await must_be_responder(tx, incident, by=call.user, action="postmortem")
        return Reply(modal=forms.waive_form(incident, origin=call.origin))
    async with deps.change() as tx:
        incident = await call.here(tx)
        await postmortems.waive(tx, incident, reason=call.said, by=call.user, now=deps.now())
    return say(f"{incident.ref} goes without a postmortem; the reason is on the timeline.")


async def _to_work_on(tx: Transaction, call: Call) -> Review:
    """The postmortem, for somebody who may change it."""
    incident = await call.here(tx)
    await must_be_responder(tx, incident, by=call.user, action="postmortem")
    return await postmortems.review(tx, incident)


def reply_of(message: Message) -> Reply:
    return Reply(text=Slack(message.text), blocks=message.blocks)


STEPS: tuple[tuple[str, Step], ...] = (
    (r"(?P<rest>)", state),
    (r"find\s+(?P<rest>.+)", find),
    (r"draft(?P<rest>)", draft),
    (r"answers?(?P<rest>)", answer),
    (rf"edit(?:\s+(?P<rest>{SECTIONS}))?", edit),
    (r"(?:preview|read)(?:\s+(?P<rest>\d{1,4}))?", preview),
    (r"wording(?P<rest>)", wording),
    (r"publish(?:\s+(?P<rest>anyway))?", publish),
    (r"waive(?:\s+(?P<rest>.+))?", waive),
)
"""What is no step is looked for."""
