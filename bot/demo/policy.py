"""The shop's policy, from its file as anybody's would be."""

from importlib.resources import files

from bot.domain.policy import Policy
from bot.policy_file import parse_policy


def shop_policy() -> Policy:
    """Ana is on call for finance, Ben for everything else, Chloe manages."""
    return parse_policy((files("bot.demo") / "policy.yaml").read_text(encoding="utf-8"))
