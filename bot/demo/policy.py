"""The shop's policy: the defaults, its people, its rotas and its domains."""

from datetime import datetime

from bot.demo.people import PEOPLE
from bot.domain.policy import Domain, Policy
from bot.domain.rota import Rota

MONDAY = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  # wall time in the rota's own zone


def shop_policy() -> Policy:
    """Ana is on call for finance, Ben for everything else, Chloe manages."""
    return Policy(
        default_oncall="platform",
        oncall_manager="chloe@shop.example",
        data_team=tuple(one.email for one in PEOPLE if one.on_data_team),
        domains={
            "finance": Domain(
                name="finance", label="Finance", rota="finance", audience=("#finance",)
            ),
            "growth": Domain(name="growth", label="Growth", rota="platform"),
            "product": Domain(name="product", label="Product", rota="platform"),
        },
        rotas={
            "finance": Rota(
                name="finance",
                people=("ana@shop.example",),
                starts=MONDAY,
                timezone="Europe/Lisbon",
            ),
            "platform": Rota(
                name="platform",
                people=("ben@shop.example",),
                starts=MONDAY,
                timezone="Europe/London",
            ),
        },
    )
