"""`/data-incident severity sev1 finance decides on it today`"""

from bot.domain.severity import Severity
from bot.domain.status import OPEN
from bot.services import incidents
from bot.services.declaring import suggestion
from bot.ui.severity import severity_modal
from bot.ui.text import Slack
from handlers.commands.subcommand import Call, subcommand
from handlers.deps import Deps
from handlers.reply import Reply, say


@subcommand("severity", "[sev1-sev4] [why]", help="raise or lower the severity", when=OPEN, rank=11)
async def severity(call: Call, deps: Deps) -> Reply:
    level, _, why = call.said.partition(" ")
    if not level:
        return await _form(call, deps)
    wanted = Severity.parse(level.rstrip(":,"))
    async with deps.change() as tx:
        incident = await call.here(tx)
        changed = await incidents.change_severity(
            tx, incident, wanted, by=call.user, reason=why.strip(), now=deps.now()
        )
    return say(Slack(f"{changed.ref} is now {changed.severity.upper()}."))


async def _form(call: Call, deps: Deps) -> Reply:
    async with deps.db.reading() as tx:
        incident = await call.here(tx)
        await incidents.must_be_responder(tx, incident, by=call.user, action="severity")
        incident.must_be_open("changing the severity")
        assets = await tx.assets.list_by_id(await tx.incidents.list_assets(incident.id))
        advice = await suggestion(tx, assets, failure_mode=incident.failure_mode)
    rules = deps.policy.severities
    return Reply(modal=severity_modal(incident, advice, rules, origin=call.origin))
