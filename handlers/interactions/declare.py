"""The declare form: opened by command, shortcut or alert, handed in here."""

from bot.domain.severity import Severity
from bot.services import declaring
from bot.services.declaring import Declaration
from bot.ui.declare import CALLBACK, declared
from handlers.deps import Deps
from handlers.interactions.kinds import Submission, form
from handlers.reply import Reply, say


@form(CALLBACK)
async def on_submit(sent: Submission, deps: Deps) -> Reply:
    said = Declaration(title=sent.text("title"), severity=Severity.parse(sent.choice("severity")))
    async with deps.db.transaction() as tx:
        incident, _ = await declaring.declare(tx, said, by=sent.user, key=sent.key, now=deps.now())
    return say(*declared(incident))
