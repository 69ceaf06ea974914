"""What can go wrong, each with the sentence that the person reads."""


class BotError(Exception):
    """Something the person should be told: `str(error)` is the sentence, and says what to do next."""


class InvalidInput(BotError):
    """A field of a form, or a word of a command, that cannot be used."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class IncidentNotFound(BotError):
    """No incident of that number, or none in this channel."""


class NoIncidentHere(BotError):
    """A verb that needs an incident was used where there is none."""

    def __init__(self, verb: str = "") -> None:
        super().__init__(
            f"`{verb or 'that'}` works in an incident's channel or thread, "
            "or with its number first, such as `/data-incident DI-7 …`."
        )
        self.verb = verb


class NothingToChange(BotError):
    """What was asked for is already so."""


class NotInThisStatus(BotError):
    """The incident's status does not allow the step."""


class AlreadyDone(BotError):
    """The same request came a second time; the first one counted."""

    def __init__(self, key: str) -> None:
        super().__init__("That was already done; nothing was changed a second time.")
        self.key = key


class NotAllowed(BotError):
    """The person may not do this; `take_over` is the command that taking command would let them do."""

    def __init__(self, sentence: str, *, incident: int, may_take: bool) -> None:
        super().__init__(sentence)
        self.incident = incident
        self.may_take = may_take


class BadArtifact(BotError):
    """A file or payload of another tool that cannot be read."""


class NotFound(BotError):
    """A thing named by the person that is not there."""


class Busy(BotError):
    """Above capacity, or the database does not answer in time: nothing was changed.

    `why`: what the database itself said, in its own code; empty where it was not at fault.
    """

    def __init__(self, sentence: str, *, why: str = "") -> None:
        super().__init__(sentence)
        self.why = why


class CommitUnknown(Busy):
    """The database went away during the commit: it was kept or it was not, and the same request once
    more, under the same key, finds out."""


class Collided(Busy):
    """Two changes were in each other's way and this one was undone: at once once more, it succeeds."""


class Unreachable(BotError):
    """The database cannot be looked at: a wrong address, a server that is away, no permission."""


class NewerSchema(BotError):
    """The database was brought to a schema that this program does not know."""


class UnknownAsset(NotFound):
    """No asset of that name; `near` are names that `typed` may have meant."""

    def __init__(self, sentence: str, *, typed: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.typed = typed
        self.near = near
