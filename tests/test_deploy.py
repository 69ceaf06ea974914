"""The dashboard and the alert rules ask for metrics and labels that exist, and leave none out."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.demo.world import World
from tests.handlers.incidents import declared

DEPLOY = Path(__file__).parents[1] / "deploy"
WORDS = {"sum", "max", "min", "count", "by", "rate", "increase", "histogram_quantile", "time"}
OF_PROMETHEUS = {"up", "job", "instance"}
NOT_SHOWN = re.compile(r"process_|python_")
RARE = {"data_incident_slack_limited", "data_incident_slack_held_back_seconds"}
"""Have no series before Slack limits us."""


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEPLOY / "grafana" / "data-incident.json").read_text())
    return found


def questions() -> dict[str, str]:
    """Every PromQL expression, by where it stands."""
    asked = {f"alert {rule['alert']}": str(rule["expr"]) for rule in rules()}
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", ()):
            asked[f"{panel['title']} {target['refId']}"] = target["expr"]
    return asked


def names(question: str) -> set[str]:
    """Metrics and labels of an expression: its words without what is quoted and in ranges."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]', "", question)
    return set(re.findall(r"[a-z_]{2,}", bare)) - WORDS - OF_PROMETHEUS


async def shown(world: World) -> Mapping[str, dict[str, set[str]]]:
    """Every sample's name with its labels and their values, of a bot that has done something."""
    await declared(world)
    found: dict[str, dict[str, set[str]]] = {}
    async with aiohttp.ClientSession() as session:
        page = await (await session.get(f"{world.bot.url}/metrics")).text()
    for family in text_string_to_metric_families(page):
        if family.type == "counter":
            found.setdefault(f"{family.name}_total", {})
        for one in family.samples:
            labels = found.setdefault(one.name, {})
            for label, value in one.labels.items():
                labels.setdefault(label, set()).add(value)
    for name in RARE:
        found[f"{name}_total"]["method"] = {"chat.postMessage"}
    return found


async def test_every_question_is_about_metrics_labels_and_values_that_exist(world: World) -> None:
    metrics = await shown(world)
    labels = {label for one in metrics.values() for label in one}

    unknown = {
        where: strange
        for where, question in questions().items()
        if (strange := names(question) - metrics.keys() - labels)
    }
    wrong = [
        (where, metric, label, value)
        for where, question in questions().items()
        for metric, selected in re.findall(r"(\w+)\{([^}]*)\}", question)
        for label, value in re.findall(r'(\w+)!?="([^"]*)"', selected)
        if label not in OF_PROMETHEUS and value not in metrics[metric].get(label, set())
        if value != "socket"  # there only over Socket Mode
    ]

    assert (unknown, wrong) == ({}, [])


async def test_nothing_is_measured_that_nobody_looks_at(world: World) -> None:
    asked = " ".join(questions().values())

    unseen = {
        re.sub(r"_(bucket|sum|count|total)$", "", name)
        for name in await shown(world)
        if not NOT_SHOWN.match(name)
    }

    assert [name for name in sorted(unseen) if name not in asked] == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_what_is_wrong_and_what_to_do(rule: dict[str, Any]) -> None:
    said = rule["annotations"]

    assert rule["alert"].startswith("DataIncident")
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert said["summary"].endswith(".")
    assert len(said["description"]) > 60


def test_the_dashboard_can_be_imported_anywhere() -> None:
    page = dashboard()
    sources = {str(panel["datasource"]["uid"]) for panel in page["panels"] if "targets" in panel}
    numbers = [panel["id"] for panel in page["panels"]]

    assert sources == {"${datasource}"}
    assert {one["name"] for one in page["templating"]["list"]} == {"datasource", "job"}
    assert len(set(numbers)) == len(numbers)
    assert "id" not in page


def test_the_rules_belong_to_the_job_that_is_scraped() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus" / "scrape.yaml").read_text())

    (job,) = config["scrape_configs"]
    assert any(f'job="{job["job_name"]}"' in str(rule["expr"]) for rule in rules())
    assert all((DEPLOY / "prometheus" / name).exists() for name in config["rule_files"])
