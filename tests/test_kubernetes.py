"""deploy/kubernetes asks for what the image and the bot have, and fits Pod Security's `restricted`."""

import re
from itertools import chain
from typing import Any

import aiohttp
import pytest

from bot import VERSION
from bot.config import Settings
from bot.demo.world import World
from handlers.web.health import PATIENCE
from tests.manifests import DEPLOY, KUBERNETES, SETTINGS, objects, read
from tests.test_packaging import steps

KINDS = {
    "Deployment": "apps/v1",
    "Service": "v1",
    "PodDisruptionBudget": "policy/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
}
PORT = Settings.model_fields["port"].default
LABELS = {"app.kubernetes.io/name": "data-incident"}


def spec() -> dict[str, Any]:
    found: dict[str, Any] = objects()["Deployment"]["spec"]
    return found


def pod() -> dict[str, Any]:
    found: dict[str, Any] = spec()["template"]["spec"]
    return found


def bot() -> dict[str, Any]:
    (one,) = pod()["containers"]
    assert isinstance(one, dict)
    return one


def containers() -> list[dict[str, Any]]:
    return [*pod()["initContainers"], *pod()["containers"]]


def mounted(container: dict[str, Any]) -> dict[str, str]:
    """Where each volume is."""
    return {one["name"]: one["mountPath"] for one in container["volumeMounts"]}


def test_every_file_is_applied_or_an_example_and_names_no_namespace() -> None:
    applied = set(read(KUBERNETES / "kustomization.yaml")["resources"])
    there = {one.name for one in KUBERNETES.iterdir()}

    assert {kind: one["apiVersion"] for kind, one in objects().items()} == KINDS
    assert there == {*applied, "kustomization.yaml", "secret.example.yaml"}
    for one in objects().values():
        assert one["metadata"] == {"name": "data-incident", "labels": LABELS}


def test_everything_is_about_the_same_pods() -> None:
    made = objects()

    assert spec()["template"]["metadata"]["labels"] == LABELS
    assert spec()["selector"] == {"matchLabels": LABELS}
    assert made["Service"]["spec"]["selector"] == LABELS
    assert made["PodDisruptionBudget"]["spec"]["selector"] == {"matchLabels": LABELS}
    assert made["NetworkPolicy"]["spec"]["podSelector"] == {"matchLabels": LABELS}
    (spread,) = pod()["topologySpreadConstraints"]
    assert spread["labelSelector"] == {"matchLabels": LABELS}


def test_three_serve_and_neither_an_upgrade_nor_an_emptied_node_takes_more_than_one() -> None:
    assert spec()["replicas"] == 3
    assert spec()["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert objects()["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1


def test_the_schema_is_brought_up_to_date_before_a_bot_serves() -> None:
    (first,) = pod()["initContainers"]

    assert (first["args"], bot()["args"]) == (["migrate"], ["serve"])
    assert (first["image"], bot()["image"]) == 2 * (f"data-incident:{VERSION}",)
    assert "command" not in {*first, *bot()}, "the image's own"


async def test_probes_ask_what_the_bot_answers_on_the_port_it_serves(world: World) -> None:
    probes = {
        name: bot()[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")
    }

    asked = {name: one["path"] for name, one in probes.items()}
    assert asked == {"startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz"}
    assert {one["port"] for one in probes.values()} == {"http"}
    assert bot()["ports"] == [{"name": "http", "containerPort": PORT}]
    async with aiohttp.ClientSession() as session:
        for path in set(asked.values()):
            async with session.get(f"{world.bot.url}{path}") as answer:
                assert answer.status == 200


def test_a_probe_waits_longer_than_the_bot_waits_for_its_database() -> None:
    for name in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert bot()[name]["timeoutSeconds"] > PATIENCE


def test_service_and_policy_lead_to_the_port() -> None:
    (served,) = objects()["Service"]["spec"]["ports"]
    rules = objects()["NetworkPolicy"]["spec"]

    assert served["targetPort"] == "http"
    assert rules["ingress"] == [{"ports": [{"protocol": "TCP", "port": PORT}]}]
    out = chain.from_iterable(rule["ports"] for rule in rules["egress"])
    assert {(one["protocol"], one["port"]) for one in out} == {
        ("UDP", 53), ("TCP", 53), ("TCP", 443), ("TCP", 5432),
    }  # fmt: skip


def test_the_services_name_does_not_become_a_setting() -> None:
    """Kubernetes tells of a Service by variables such as DATA_INCIDENT_PORT=tcp://…, unless told not to."""
    name = objects()["Service"]["metadata"]["name"]

    assert f"{name}_port".replace("-", "_") in SETTINGS
    assert pod()["enableServiceLinks"] is False


def test_a_bot_has_longer_to_end_than_it_needs() -> None:
    before = bot()["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert pod()["terminationGracePeriodSeconds"] > before + 2 * 5


def test_pods_are_nobody_in_particular_as_in_the_image() -> None:
    user, group = map(int, dict(steps(1))["USER"].split(":"))

    assert pod()["automountServiceAccountToken"] is False
    assert pod()["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": group,
        "fsGroup": group,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod().keys()


@pytest.mark.parametrize("one", containers(), ids=lambda one: str(one["name"]))
def test_no_container_has_privileges_or_writes_but_to_memory(one: dict[str, Any]) -> None:
    volumes = {volume["name"]: volume for volume in pod()["volumes"]}

    assert one["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(mounted(one)) == set(volumes)
    for mount in one["volumeMounts"]:
        volume = volumes[mount["name"]]
        assert mount.get("readOnly") or volume["emptyDir"]["medium"] == "Memory"
        assert {"secret", "configMap", "emptyDir"} & volume.keys()
    assert {"cpu", "memory"} <= one["resources"]["requests"].keys()
    assert "memory" in one["resources"]["limits"]


@pytest.mark.parametrize("one", containers(), ids=lambda one: str(one["name"]))
def test_secrets_are_files_where_the_bot_is_told_to_look(one: dict[str, Any]) -> None:
    told = {entry["name"].lower(): entry["value"] for entry in one["env"]}

    assert told.keys() <= SETTINGS
    assert told["data_incident_secrets_dir"] == mounted(one)["secrets"]
    policy = f"{mounted(one)['policy']}/policy.yaml"
    assert f"DATA_INCIDENT_POLICY_FILE={policy}" in dict(steps(1))["ENV"].split()


def test_the_example_is_the_secret_that_is_mounted_and_holds_what_serving_needs() -> None:
    example = read(KUBERNETES / "secret.example.yaml")
    (volume,) = (one for one in pod()["volumes"] if one["name"] == "secrets")

    assert (example["apiVersion"], example["kind"]) == ("v1", "Secret")
    assert volume["secret"]["secretName"] == example["metadata"]["name"]
    assert volume["secret"]["defaultMode"] == 0o440, "the bot's group may read it, and nobody else"
    given = example["stringData"]
    assert given.keys() <= SETTINGS
    Settings(
        **{key.removeprefix("data_incident_"): value for key, value in given.items()}
    ).must_serve()


def test_what_readme_creates_is_what_is_mounted() -> None:
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    example = read(KUBERNETES / "secret.example.yaml")
    volumes = {one["name"]: one for one in pod()["volumes"]}

    (secret,) = re.findall(r"^kubectl create secret generic (\S+) (.+)$", readme, re.MULTILINE)
    (policy,) = re.findall(r"^kubectl create configmap (\S+) (.+)$", readme, re.MULTILINE)
    assert secret[0] == volumes["secrets"]["secret"]["secretName"]
    files = re.findall(r"--from-file=deploy/secrets/(\S+)", secret[1])
    assert set(files) == set(example["stringData"])
    assert policy == (volumes["policy"]["configMap"]["name"], "--from-file=policy.yaml")
