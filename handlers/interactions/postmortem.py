"""Working on a postmortem: its questions, its sections, its pages."""

from bot.domain.errors import NothingToChange
from bot.domain.postmortem import Question, Section
from bot.services import postmortems
from bot.ui import postmortem as shown
from bot.ui import postmortem_forms as forms
from bot.ui.postmortem_text import parts, words
from handlers.commands.postmortem import reply_of
from handlers.deps import Deps
from handlers.interactions.kinds import Press, Submission, action, form
from handlers.reply import Reply, say


@form(forms.ANSWERS)
async def on_answers(sent: Submission, deps: Deps) -> Reply:
    """Keep what was answered; a field nobody touched stays as it is by now."""
    seen = sent.metadata.get("seen") or {}
    said: dict[Question, str] = {
        one: sent.text(one)
        for one in Question
        if one is not Question.STARTED and one in seen and forms.digest(sent.text(one)) != seen[one]
    }
    try:
        async with deps.change() as tx:
            incident = await tx.incidents.get(sent.incident)
            review = await postmortems.answer(
                tx,
                incident,
                said,
                started=sent.time(Question.STARTED),
                by=sent.user,
                now=deps.now(),
            )
    except NothingToChange as error:
        return say(str(error))
    left = len(review.unanswered)
    kept = "Your answers are kept." if left else "Your answers are kept; nothing is left to answer."
    return reply_of(shown.saved(review, words=kept))


@form(forms.CHOOSE)
async def on_choose(sent: Submission, deps: Deps) -> Reply:
    """On to the section's text."""
    section = Section(sent.choice("section"))
    async with deps.db.reading() as tx:
        review = await postmortems.review(tx, await tx.incidents.get(sent.incident))
    text = words(review.account, review.postmortem, section)
    return Reply(modal=forms.edit_form(review, section, text, origin=_origin(sent)))


@form(forms.EDIT)
async def on_edit(sent: Submission, deps: Deps) -> Reply:
    """Keep the section as it was written; untouched, it goes on following the record."""
    section = Section(sent.metadata["section"])
    fields = (sent.text(f"part_{number}") for number in range(1, forms.MOST_FIELDS + 1))
    text = "\n".join(part for part in fields if part)
    if forms.digest(text) == sent.metadata["seen"]:
        return say("Nothing was changed.")
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        review = await postmortems.edit(tx, incident, section, text, by=sent.user, now=deps.now())
    kept = f"“{section.title}” reads as you wrote it."
    if not text:
        kept = f"“{section.title}” reads as the record says again."
    return reply_of(shown.saved(review, words=kept))


@form(forms.WAIVE)
async def on_waive(sent: Submission, deps: Deps) -> Reply:
    async with deps.change() as tx:
        incident = await tx.incidents.get(sent.incident)
        reason = sent.text("reason")
        await postmortems.waive(tx, incident, reason=reason, by=sent.user, now=deps.now())
    return say(f"{incident.ref} goes without a postmortem; the reason is on the timeline.")


@action(shown.PAGE_BUTTON)
async def on_page(press: Press, deps: Deps) -> Reply:
    """Another page, in the same window."""
    number, _, page = press.value.partition(":")
    async with deps.db.reading() as tx:
        review = await postmortems.review(tx, await tx.incidents.get(int(number)))
    drawn = parts(review.account, review.postmortem)
    origin = {key: str(press.sent.metadata.get(key) or "") for key in ("channel", "thread")}
    return Reply(modal=shown.preview(review, drawn, page=int(page), origin=origin))


def _origin(sent: Submission) -> dict[str, str]:
    return {key: str(sent.metadata.get(key) or "") for key in ("channel", "thread")}
