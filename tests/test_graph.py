"""The graph of a case: opened again as any program would, with type, weight and time on its edges."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import rashomon

WIRE = (
    "Water rose over the quay of Talvik on Tuesday night and drove forty families from their homes, the harbour office "
    "said. Pumps were brought from three towns before dawn, and the ferry to Ossa did not sail."
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
    (place / "two.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    done = rashomon("build", place / "two.jsonl", "--case", place / "x.case")
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
        assert edge.get("type") in ("directed", "undirected")
