"""The case as a graph of items: what they share and where their text comes from, as GraphML or GEXF.

Both are XML that igraph, networkx, Gephi and yEd open: <http://graphml.graphdrawing.org/specification.html> and
<https://gexf.net/schema.html> (GEXF 1.3). Every edge bears its type, its weight, and a time where one is known.

All edges are written as directed, since some readers refuse a graph that has both kinds; whether an edge's direction
means anything stands beside it in `direction`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec

from .legal import legal_xml
from .queries import CaseReader

Row = dict[str, Any]

_NODE = ("label", "publisher", "time", "language", "story", "url")
_EDGE = ("type", "time", "direction", "strength", "reason", "finding")
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"


class Edge(msgspec.Struct, frozen=True):
    """What joins two items. `kind` is a passage's kind, or `origin:` with the role; `weight` is 0 to 1.

    An edge of known direction points from the giver to the taker, another from the earlier account to the later.
    `time` is when the later of the two was published.
    """

    giver: str
    taker: str
    known: bool
    kind: str
    weight: float
    time: str
    strength: str
    reason: str
    evidence: str


def export_graph(reader: CaseReader, folder: Path, format_name: str) -> list[Path]:
    """Write the graph of a case into the folder, as `graph.graphml` or `graph.gexf`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"graph.{format_name}"
    items = reader.table("items")
    stories = {row["item_id"]: row["story_id"] for row in reader.rows("stories")}
    root = GRAPH_FORMATS[format_name](items, stories, list(edges(reader, items)))
    ET.indent(root, " ")
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return [path]


def edges(reader: CaseReader, items: list[Row]) -> Iterator[Edge]:
    """The edges of a case in the order of its tables: a passage each, and each origin's row that names its giver."""
    published = {row["item_id"]: row["published"] or "" for row in items}

    def later(one: str, other: str) -> str:
        return max(published.get(one, ""), published.get(other, ""))

    weight: dict[str, float] = {}
    told: set[tuple[str, str]] = set()
    for row in reader.rows("passages"):
        giver, taker = row["a_item"], row["b_item"]
        known = row["direction"] != "unknown"
        if row["direction"] == "b_to_a" or (not known and published.get(giver, "") > published.get(taker, "")):
            giver, taker = taker, giver
        weight[row["passage_id"]] = row["similarity"] / 1000
        told |= {(row["passage_id"], taker)} if known else set()
        yield Edge(giver, taker, known, row["kind"], row["similarity"] / 1000,
                   later(giver, taker), "", row["reason"] or "", row["passage_id"])  # fmt: skip
    for row in reader.rows("origins"):
        if row["from_item"] is not None:
            giver, taker = row["from_item"], row["item_id"]
            best = max((weight.get(p, 0.0) for p in row["passage_ids"]), default=1.0)
            known = not row["passage_ids"] or not told.isdisjoint((name, taker) for name in row["passage_ids"])
            yield Edge(giver, taker, known, f"origin:{row['role']}", best, later(giver, taker), row["strength"],
                       row["reason"] or "", row["origin_id"])  # fmt: skip


def _node_values(row: Row, stories: dict[str, str]) -> dict[str, str]:
    values = (row["headline"] or row["item_id"], row["publisher"], row["published"], row["language"],
              stories.get(row["item_id"]), row["url"])  # fmt: skip
    return {name: legal_xml(value) for name, value in zip(_NODE, values, strict=True) if value}


def _edge_values(edge: Edge) -> dict[str, str]:
    direction = "known" if edge.known else "unknown"
    values = (edge.kind, edge.time, direction, edge.strength, edge.reason, edge.evidence)
    return {name: legal_xml(value) for name, value in zip(_EDGE, values, strict=True) if value}


def graphml(items: list[Row], stories: dict[str, str], found: list[Edge]) -> ET.Element:
    """The graph as GraphML; `weight` is a number, everything else a string."""
    root = ET.Element("graphml", xmlns=_GRAPHML)
    for owner, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            ET.SubElement(root, "key", {"id": f"{owner}_{name}", "for": owner, "attr.name": name,
                                        "attr.type": "string"})  # fmt: skip
    ET.SubElement(root, "key", {"id": "weight", "for": "edge", "attr.name": "weight", "attr.type": "double"})
    graph = ET.SubElement(root, "graph", edgedefault="directed")
    for row in items:
        node = ET.SubElement(graph, "node", id=row["item_id"])
        _graphml_data(node, "node", _node_values(row, stories))
    for number, edge in enumerate(found):
        element = ET.SubElement(graph, "edge", id=f"e{number}", source=edge.giver, target=edge.taker)
        ET.SubElement(element, "data", key="weight").text = f"{edge.weight:.3f}"
        _graphml_data(element, "edge", _edge_values(edge))
    return root


def _graphml_data(element: ET.Element, owner: str, values: dict[str, str]) -> None:
    for name, value in values.items():
        ET.SubElement(element, "data", key=f"{owner}_{name}").text = value


def gexf(items: list[Row], stories: dict[str, str], found: list[Edge]) -> ET.Element:
    """The graph as GEXF 1.3; an edge's type stands in `kind`, since GEXF calls directed and undirected types."""
    root = ET.Element("gexf", xmlns=_GEXF, version="1.3")
    graph = ET.SubElement(root, "graph", defaultedgetype="directed", mode="static")
    for owner, names in (("node", _NODE), ("edge", _EDGE)):
        declared = ET.SubElement(graph, "attributes", {"class": owner})
        for name in names:
            ET.SubElement(declared, "attribute", id=f"{owner}_{name}", title=name, type="string")
    nodes = ET.SubElement(graph, "nodes")
    for row in items:
        values = _node_values(row, stories)
        node = ET.SubElement(nodes, "node", id=row["item_id"], label=values["label"])
        _gexf_values(node, "node", values)
    joined, numbers = ET.SubElement(graph, "edges"), count()
    for edge in found:
        element = ET.SubElement(joined, "edge", {
            "id": f"e{next(numbers)}", "source": edge.giver, "target": edge.taker, "kind": edge.kind,
            "type": "directed", "weight": f"{edge.weight:.3f}"})  # fmt: skip
        _gexf_values(element, "edge", _edge_values(edge))
    return root


def _gexf_values(element: ET.Element, owner: str, values: dict[str, str]) -> None:
    held = ET.SubElement(element, "attvalues")
    for name, value in values.items():
        ET.SubElement(held, "attvalue", {"for": f"{owner}_{name}", "value": value})


GRAPH_FORMATS: dict[str, Callable[[list[Row], dict[str, str], list[Edge]], ET.Element]] = {
    "graphml": graphml,
    "gexf": gexf,
}
