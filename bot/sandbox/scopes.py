"""Which scopes a method needs, from the reference data, by the kind of conversation it is about."""

from bot.sandbox.limits import Method, facts
from bot.sandbox.refusal import Refused

_PREFIX_OF = {"channel": "channels:", "group": "groups:", "im": "im:", "mpim": "mpim:"}


def every_scope() -> frozenset[str]:
    """Every bot scope that some method, event or feature of the reference data asks for."""
    of_methods = {scope for fact in facts()["methods"].values() for scope in fact["scopes"]}
    of_features = {scope for scopes in facts()["scope_profile"].values() for scope in scopes}
    of_events = {scope for scopes in facts()["events"].values() for scope in scopes}
    return frozenset(of_methods | of_features | of_events) - {"connections:write"}


class Scopes:
    def __init__(self, granted: frozenset[str]) -> None:
        self.granted = granted

    def __contains__(self, scope: str) -> bool:
        return scope in self.granted

    def require(self, method: Method, kind: str | None = None) -> None:
        """Refuses a call whose method, for this kind of conversation, needs a scope we lack."""
        wanted = method.scopes
        if method.scopes_any_of:
            fitting = [scope for scope in wanted if kind and scope.startswith(_PREFIX_OF[kind])]
            wanted = tuple(fitting) or wanted
            if not self.granted.isdisjoint(wanted):
                return
        elif self.granted.issuperset(wanted):
            return
        self._refuse(wanted)

    def require_all(self, *scopes: str) -> None:
        if not self.granted.issuperset(scopes):
            self._refuse(scopes)

    def _refuse(self, wanted: tuple[str, ...]) -> None:
        raise Refused(
            "missing_scope", needed=",".join(wanted), provided=",".join(sorted(self.granted))
        )
