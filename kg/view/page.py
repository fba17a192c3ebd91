"""Write a part of the graph as one self-contained HTML page."""

import json
from pathlib import Path
from typing import Any

import networkx as nx
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from kg.ontology import EntityType, RelationType, Stage
from kg.terms import load_terms
from kg.view.layout import place_nodes
from kg.view.selection import Graph

_FOLDER = Path(__file__).resolve().parent


def write_page(graph: Graph, shown: Graph, title: str, language: str) -> str:
    """Return the page of `shown`, a selection of `graph`, whose passages it quotes; `language` is zh or en."""
    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True)
    return environment.get_template("page.html").render(
        title=title,
        language=language,
        style=_part("page.css"),
        library=_part("cytoscape.min.js"),
        script=_part("page.js"),
        words=Markup(json_for_html(page_words())),
        data=Markup(json_for_html(page_data(graph, shown))),
    )


def json_for_html(value: object) -> str:
    """Return JSON that neither ends a script element nor breaks a line of a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def page_words() -> dict[str, dict[str, str]]:
    """Return the words of the page in every language."""
    own: dict[str, dict[str, str]] = json.loads(_read("words.json"))
    return {language: load_terms(language) | words for language, words in own.items()}


def page_data(graph: Graph, shown: Graph) -> dict[str, Any]:
    """Return nodes, facts, passages and documents; facts and mentions name passages by number."""
    mentions = _mentions(graph, shown)
    said = {passage for edge in shown.edges.data() for passage in edge[2]["passages"]}
    said |= {passage for places in mentions.values() for passage, *_ in places}
    passages = {passage: number for number, passage in enumerate(sorted(said))}
    owners = {
        tail: head for head, tail, edge in graph.edges.data() if edge["type"] == "HAS_PASSAGE"
    }
    documents = sorted({owners[passage] for passage in passages})
    numbers = {document: number for number, document in enumerate(documents)}
    return {
        "types": list(EntityType),
        "relations": list(RelationType),
        "stages": list(Stage),
        "nodes": _nodes(shown, mentions, passages),
        "facts": _facts(shown, passages),
        "passages": [
            [graph.nodes[key]["text"], numbers[owners[key]], graph.nodes[key]["index"]]
            for key in passages
        ],
        "documents": [
            {"title": graph.nodes[key]["title"], "year": graph.nodes[key].get("year")}
            for key in documents
        ],
    }


def _nodes(
    shown: Graph, mentions: dict[str, list[tuple[str, int, int]]], passages: dict[str, int]
) -> list[dict[str, Any]]:
    places = place_nodes(shown)
    found = []
    for key in sorted(shown):
        node, (x, y) = shown.nodes[key], places[key]
        said = [[passages[passage], start, end] for passage, start, end in mentions.get(key, [])]
        record = {"id": key, "type": node["label"], "name": node["name"], "x": x, "y": y}
        found.append({**record, "aliases": node.get("aliases", []), "mentions": said})
    return found


def _facts(shown: Graph, passages: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": edge["id"],
            "head": head,
            "tail": tail,
            "type": edge["type"],
            "year": edge.get("year"),
            "stage": edge.get("stage"),
            "amount": edge.get("amount"),
            "confidence": round(edge["confidence"], 3),
            "said": [
                [passages[passage], *read_spans(spans)]
                for passage, spans in zip(edge["passages"], edge["spans"], strict=True)
            ],
        }
        for head, tail, edge in sorted(shown.edges.data(), key=lambda each: str(each[2]["id"]))
    ]


def read_spans(text: str) -> list[list[int] | None]:
    """Return the spans of head and tail, None where it is the report's own place."""
    return [None if end == "-" else [int(at) for at in end.split("-")] for end in text.split(":")]


def _mentions(graph: Graph, shown: "nx.MultiDiGraph[str]") -> dict[str, list[tuple[str, int, int]]]:
    found: dict[str, list[tuple[str, int, int]]] = {}
    for head, tail, edge in graph.edges.data():
        if edge["type"] == "MENTIONS" and tail in shown:
            found.setdefault(tail, []).append((head, edge["start"], edge["end"]))
    return {key: sorted(places) for key, places in found.items()}


def _part(name: str) -> Markup:
    return Markup(_read(name))


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
