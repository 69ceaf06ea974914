"""The manifest's assets: what they are called, whose they are, and what reads what."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.asset import Asset, AssetKind, Catalogue
from bot.domain.dbt.artifact import Part, open_artifact
from bot.domain.dbt.meta import e_mails, link_of, meta_of, promise_of, tier_of, word_of
from bot.domain.dbt.parse import clean
from bot.domain.errors import BadArtifact

FILE = "manifest.json"
MAX_EDGES = 1_000_000
MAX_COLUMNS = 2_000

NODE_KINDS = {
    "model": AssetKind.MODEL,
    "seed": AssetKind.SEED,
    "snapshot": AssetKind.SNAPSHOT,
    "function": AssetKind.MODEL,
}
EXPOSURE_KINDS = {
    "dashboard": AssetKind.DASHBOARD,
    "notebook": AssetKind.NOTEBOOK,
    "analysis": AssetKind.ANALYSIS,
    "ml": AssetKind.APPLICATION,
    "application": AssetKind.APPLICATION,
}


def open_manifest(manifest: object) -> Part:
    """The manifest as a whole, when it is v12."""
    return open_artifact(FILE, manifest, kind="manifest", version=12)


def read_manifest(manifest: Mapping[str, Any]) -> Catalogue:
    """All assets of the project, owners as e-mail addresses, and the edges between them."""
    whole = open_manifest(manifest)
    groups = dict(_groups(whole))
    found = [
        *_nodes(whole, groups),
        *_sources(whole),
        *_exposures(whole),
        *_metrics(whole, groups),
    ]
    known = {asset.key for asset in found}
    return Catalogue(assets=_told_apart(found, whole), edges=_edges(whole, known))


def _groups(whole: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    for _, group in whole.parts("groups"):
        yield group.text("name"), e_mails(group.part("owner", required=True).value.get("email"))


def _nodes(whole: Part, groups: Mapping[str, tuple[str, ...]]) -> Iterator[Asset]:
    for section in ("nodes", "functions"):
        for key, node in whole.parts(section, required=section == "nodes"):
            kind = NODE_KINDS.get(node.text("resource_type"))
            if kind is not None:
                alias = node.text("alias", "") or node.text("name")
                schema = node.text("schema", "")
                name = f"{schema}.{alias}" if schema else alias
                yield _asset(key, node, name=name, kind=kind, groups=groups)


def _sources(whole: Part) -> Iterator[Asset]:
    for key, node in whole.parts("sources", required=True):
        table = node.text("identifier", "") or node.text("name")
        name = f"{node.text('source_name')}.{table}"
        yield _asset(key, node, name=name, kind=AssetKind.SOURCE, groups={})


def _exposures(whole: Part) -> Iterator[Asset]:
    for key, node in whole.parts("exposures", required=True):
        kind = EXPOSURE_KINDS.get(node.text("type"))
        if kind is None:
            raise BadArtifact(
                f"{FILE}: the exposure “{clean(key, most=80)}” is of no type that dbt knows "
                "(dashboard, notebook, analysis, ml, application): correct it and run dbt again."
            )
        yield _asset(key, node, name=node.text("label", "") or node.text("name"), kind=kind)


def _metrics(whole: Part, groups: Mapping[str, tuple[str, ...]]) -> Iterator[Asset]:
    for key, node in whole.parts("metrics"):
        name = node.text("label", "") or node.text("name")
        yield _asset(key, node, name=name, kind=AssetKind.METRIC, groups=groups)


def _asset(
    key: str,
    node: Part,
    *,
    name: str,
    kind: AssetKind,
    groups: Mapping[str, tuple[str, ...]] | None = None,
) -> Asset:
    meta = meta_of(node)
    group = node.text("group", "") or node.part("config").text("group", "")
    owners = (
        e_mails(node.part("owner").value.get("email"))
        or e_mails(meta.get("owner"))
        or (groups or {}).get(group, ())
    )
    return Asset(
        key=key,
        name=clean(name, most=300),
        kind=kind,
        owners=owners,
        group=group,
        tier=tier_of(meta.get("tier")),
        domain=word_of(meta.get("domain")),
        url=link_of(node.text("url", "")),
        description=node.text("description", ""),
        maturity=node.text("maturity", ""),
        freshness_promise=promise_of(meta.get("freshness_promise")),
        columns=tuple(clean(c, most=300) for c in list(node.part("columns").value)[:MAX_COLUMNS]),
    )


def _told_apart(assets: list[Asset], whole: Part) -> tuple[Asset, ...]:
    """What people type must find one thing: equal names get their place in front, or their id."""
    places = {
        key: node.text("database", "")
        for section in ("nodes", "sources")
        for key, node in whole.parts(section)
    }

    def with_place(asset: Asset) -> str:
        place = places.get(asset.key)
        return f"{place}.{asset.name}" if place else f"{asset.name} ({asset.kind})"

    for longer in (with_place, lambda asset: f"{asset.name} ({asset.key})"):
        times = Counter(asset.name.lower() for asset in assets)
        assets = [
            replace(asset, name=longer(asset)) if times[asset.name.lower()] > 1 else asset
            for asset in assets
        ]
    return tuple(assets)


def _edges(whole: Part, known: set[str]) -> tuple[tuple[str, str], ...]:
    """Direct edges between assets; what is none itself (a semantic model) is seen through."""
    reads = {
        key: node.part("depends_on").ids("nodes")
        for section in ("nodes", "exposures", "metrics", "semantic_models", "functions")
        for key, node in whole.parts(section)
    }
    edges: dict[tuple[str, str], None] = {}
    for reader in reads:
        if reader not in known:
            continue
        for read in reads[reader]:
            through = (read,) if read in known else reads.get(read, ())
            edges.update(((up, reader), None) for up in through if up in known and up != reader)
            if len(edges) > MAX_EDGES:
                raise BadArtifact(f"{FILE} has more than {MAX_EDGES:,} edges: trim the project.")
    return tuple(edges)
