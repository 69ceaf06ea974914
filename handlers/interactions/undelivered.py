"""The button *Send again* under the word that something could not be delivered."""

from bot.services import undelivered
from bot.ui.kit import SEND_AGAIN
from handlers.deps import Deps
from handlers.interactions.kinds import Press, action
from handlers.reply import Reply, say


@action(SEND_AGAIN)
async def on_send_again(press: Press, deps: Deps) -> Reply:
    async with deps.change() as tx:
        await undelivered.send_again(tx, int(press.value), by=press.user, now=deps.now())
    return say(
        "It goes out once more now. If Slack refuses it again, the incident's card and doctor say so."
    )
