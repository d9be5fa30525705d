"""The graph of a case: opened again as any program would, with type, weight and time on its edges."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import rashomon

from rashomon.case.queries import CaseReader

WIRE = (
    "Water rose over the quay of Talvik on Tuesday night and drove forty families from their homes, the harbour office "
    "said. Pumps were brought from three towns before dawn, and the ferry to Ossa did not sail."
)
PUMPS = (
    "The parish of Ossa will buy nine pumps of its own before the winter, its treasurer told the yearly meeting. Each "
    "costs as much as a small boat, and nobody yet knows where they will be kept when the cellars are dry."
)
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://gexf.net/1.3}"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("graph")
    records = [
        {"id": "wire", "publisher": "North Wire", "published": "2031-04-02T08:00", "title": "Flood", "text": WIRE},
        {"id": "post", "publisher": "Harbour Post", "published": "2031-04-03T07:00", "title": "Talvik & Ossa \x0b cut",
         "text": f"TALVIK (North Wire) - {WIRE}"},
    ]  # fmt: skip
    return built(place, records)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside the flood, two papers of one day of which neither is known to have taken from the other."""
    place = tmp_path_factory.mktemp("mixed")
    pumps = {"title": "Pumps", "published": "2031-04-09", "text": PUMPS}
    records = [
        {"id": "wire", "publisher": "North Wire", "published": "2031-04-02T08:00", "title": "Flood", "text": WIRE},
        {"id": "post", "publisher": "Harbour Post", "published": "2031-04-03", "title": "Flood", "text": WIRE},
        {"id": "one", "publisher": "Ossa Herald", **pumps}, {"id": "two", "publisher": "Ossa Mail", **pumps},
    ]  # fmt: skip
    return built(place, records)


def built(place: Path, records: list[dict[str, str]]) -> Path:
    (place / "all.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    done = rashomon("build", place / "all.jsonl", "--case", place / "x.case")
    assert done.code == 0, done.err
    return place / "x.case"


def test_graphml(case: Path, tmp_path: Path) -> None:
    assert rashomon("export", case, tmp_path, "--format", "graphml").code == 0
    graph = ET.parse(tmp_path / "graph.graphml").getroot().find(f"{GRAPHML}graph")
    assert graph is not None
    nodes = {node.get("id") for node in graph.iter(f"{GRAPHML}node")}
    edges = list(graph.iter(f"{GRAPHML}edge"))
    assert len(nodes) == 2
    kinds = set()
    for edge in edges:
        assert {edge.get("source"), edge.get("target")} == nodes
        data = {d.get("key"): d.text or "" for d in edge}
        kinds.add(data["edge_type"].split(":")[0])
        assert 0 < float(data["weight"]) <= 1
        assert data["edge_time"].startswith("2031-04-03")
    assert kinds == {"copy", "origin"}


def test_gexf(case: Path, tmp_path: Path) -> None:
    assert rashomon("export", case, tmp_path, "--format", "gexf").code == 0
    root = ET.parse(tmp_path / "graph.gexf").getroot()
    names = {a.get("id"): a.get("title") for a in root.iter(f"{GEXF}attribute")}
    edges = list(root.iter(f"{GEXF}edge"))
    assert len(list(root.iter(f"{GEXF}node"))) == 2
    assert edges
    for edge in edges:
        held = {names[v.get("for")]: v.get("value") or "" for v in edge.iter(f"{GEXF}attvalue")}
        assert held["type"] == edge.get("kind")
        assert held["time"].startswith("2031-04-03")
        assert 0 < float(edge.get("weight") or 0) <= 1
        assert edge.get("type") == "directed"
        assert held["direction"] == "known"


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_opens_it(mixed: Path, tmp_path: Path, name: str) -> None:
    """Every edge with type, weight and time, parallel ones too, where some directions are known and some are not."""
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    with CaseReader(str(mixed)) as reader:
        passages, origins = reader.table("passages"), reader.table("origins")
    assert rashomon("export", mixed, tmp_path, "--format", name).code == 0
    graph = getattr(networkx, f"read_{name}")(tmp_path / f"graph.{name}")
    edges = [data for _, _, data in graph.edges(data=True)]
    assert len(graph) == 4
    assert len(edges) == len(passages) + sum(row["from_item"] is not None for row in origins)
    assert all(data["type"] and 0 < data["weight"] <= 1 and data["time"] for data in edges)
    assert {data["direction"] for data in edges} == {"known", "unknown"}
    findings = {row["passage_id"] for row in passages} | {row["origin_id"] for row in origins}
    assert {data["finding"] for data in edges} <= findings
    assert all(graph.nodes[node]["label"] for node in graph)
