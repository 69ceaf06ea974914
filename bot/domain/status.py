"""Where an incident is in its life, and which steps lead on from there."""

from enum import StrEnum


class Status(StrEnum):
    TRIAGE = "triage"
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    RESTORING = "restoring"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DISMISSED = "dismissed"

    @property
    def is_open(self) -> bool:
        """People still work on it."""
        return self in OPEN

    @property
    def told(self) -> str:
        """The words stakeholders read (journeys: Words)."""
        return TOLD[self]


OPEN = frozenset(
    {Status.TRIAGE, Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED, Status.RESTORING}
)

TOLD = {
    Status.TRIAGE: "Being checked",
    Status.INVESTIGATING: "Being checked",
    Status.IDENTIFIED: "Cause known",
    Status.MITIGATED: "New data right, past days still wrong",
    Status.RESTORING: "Repairing",
    Status.RESOLVED: "Safe again",
    Status.CLOSED: "Safe again",
    Status.DISMISSED: "No problem found",
}


class CauseClass(StrEnum):
    """The class of cause asked for at *identified*; `not known` is allowed."""

    UPSTREAM_CHANGE = "upstream_change"
    CODE_CHANGE = "code_change"
    LATE_ARRIVAL = "late_arrival"
    INFRASTRUCTURE = "infrastructure"
    CONFIGURATION = "configuration"
    DATA_ENTRY = "data_entry"
    CAPACITY = "capacity"
    DEFINITION_CHANGE = "definition_change"
    NOT_KNOWN = "not_known"

    @property
    def words(self) -> str:
        """For a menu or a sentence."""
        return CAUSES[self]


CAUSES = {
    CauseClass.UPSTREAM_CHANGE: "a change in a source system",
    CauseClass.CODE_CHANGE: "a change in a model or job",
    CauseClass.LATE_ARRIVAL: "data that arrived late",
    CauseClass.INFRASTRUCTURE: "infrastructure or a platform",
    CauseClass.CONFIGURATION: "configuration, access or credentials",
    CauseClass.DATA_ENTRY: "wrong data entered at the source",
    CauseClass.CAPACITY: "volume or capacity",
    CauseClass.DEFINITION_CHANGE: "a changed definition",
    CauseClass.NOT_KNOWN: "not known yet",
}
