"""Who works at the shop; their e-mail addresses are those the shop's dbt project names as owners."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Somebody:
    name: str
    real_name: str
    timezone: str
    on_data_team: bool

    @property
    def email(self) -> str:
        """At the shop's own domain."""
        return f"{self.name}@shop.example"


PEOPLE = (
    Somebody("ana", "Ana Silva", "Europe/Lisbon", True),
    Somebody("ben", "Ben Okafor", "Europe/London", True),
    Somebody("chloe", "Chloe Martin", "Europe/Paris", True),
    Somebody("dev", "Dev Patel", "Asia/Kolkata", True),
    Somebody("farah", "Farah Haddad", "Europe/London", False),
    Somebody("gus", "Gus Lindqvist", "Europe/Stockholm", False),
    Somebody("ivy", "Ivy Chen", "America/New_York", False),
)

CHANNELS = {
    "general": "Everybody",
    "data-incidents": "Trouble with numbers, and when they are safe again",
    "data-alerts": "What monitors claim",
    "data-team": "Analytics and data engineering",
    "finance": "Finance and the board pack",
}
