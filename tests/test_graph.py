"""The graph in memory and the files written from it."""

import io
import itertools
import json

import networkx as nx

from kg.export import write_graphml, write_jsonl
from kg.graph import build_graph
from kg.types import PassageReading, Reading

from .readings import document, mention, reading_2023, reading_2024


def _jsonl(readings: list[Reading]) -> str:
    file = io.StringIO()
    write_jsonl(build_graph(readings), file)
    return file.getvalue()


def test_nodes_and_edges_carry_label_type_and_id() -> None:
    graph = build_graph([reading_2023(), reading_2024()])
    assert {data["label"] for _, data in graph.nodes(data=True)} == {
        "Document", "Passage", "District", "Park", "Project", "Program",
    }  # fmt: skip
    assert all(data["id"] == node for node, data in graph.nodes(data=True))
    assert all(data["id"] == key for _, _, key, data in graph.edges(keys=True, data=True))
    assert all(None not in data.values() for _, data in graph.nodes(data=True))


def test_every_fact_points_at_passages_and_spans_that_say_it() -> None:
    graph = build_graph([reading_2023(), reading_2024()])
    for head, tail, data in graph.edges(data=True):
        if data["type"] in {"HAS_PASSAGE", "MENTIONS"}:
            continue
        for passage, spans in zip(data["passages"], data["spans"], strict=True):
            text = graph.nodes[passage]["text"]
            for end, node in zip(spans.split(":"), (head, tail), strict=True):
                if end == "-":
                    assert graph.nodes[node]["code"] == "320311"
                else:
                    start, stop = map(int, end.split("-"))
                    assert text[start:stop] in (
                        graph.nodes[node]["name"],
                        *graph.nodes[node]["aliases"],
                    )


def test_tree_of_divisions_is_known_and_said_by_no_text() -> None:
    graph = build_graph([reading_2023()])
    tree = {
        (head, tail): data
        for head, tail, data in graph.edges(data=True)
        if data["type"] == "PART_OF" and data["by"] == ["gazetteer"]
    }
    assert set(tree) == {
        ("District/320311", "District/320300"),
        ("District/320300", "District/320000"),
    }
    for data in tree.values():
        assert (data["passages"], data["spans"]) == ([], [])
        assert "document" not in data and "year" not in data
    jiangsu = graph.nodes["District/320000"]
    assert (jiangsu["name"], jiangsu["level"], jiangsu["resolved"]) == ("江苏省", "province", True)


def test_district_says_whether_it_is_resolved_and_town_belongs_to_the_county() -> None:
    text = "桃园街道与西部新村、雄安新区共建。"
    names = ("桃园街道", "西部新村", "雄安新区")
    mentions = tuple(mention(text, name, "District") for name in names)
    reading = Reading(document("c", 2024, text), (PassageReading(0, mentions),), "test")
    nodes = build_graph([reading]).nodes
    assert nodes["District/320311013"]["level"] == "town"
    assert nodes["District/320311/西部新村"]["resolved"] is False
    assert nodes["District/130000/雄安新区"]["level"] == "zone"
    assert "code" not in nodes["District/130000/雄安新区"]


def test_aliases_and_their_rules_stand_side_by_side() -> None:
    text = "泉山经济开发区、经开区。"
    mentions = tuple(mention(text, name, "Park") for name in ("泉山经济开发区", "经开区"))
    reading = Reading(document("c", 2024, text), (PassageReading(0, mentions),), "test")
    park = build_graph([reading]).nodes["Park/320311/泉山经济开发区"]
    assert park["aliases"] == ["经开区"]
    assert park["alias_rules"] == ["development-zone+own-place"]


def test_any_order_of_readings_gives_the_same_bytes() -> None:
    empty = Reading(document("c", None, "没有名字。"), (PassageReading(0),), "test")
    readings = [reading_2023(), reading_2024(), empty]
    assert len({_jsonl(list(order)) for order in itertools.permutations(readings)}) == 1


def test_jsonl_has_a_line_for_every_node_and_edge() -> None:
    graph = build_graph([reading_2023()])
    records = [json.loads(line) for line in _jsonl([reading_2023()]).splitlines()]
    kinds = [record["kind"] for record in records]
    assert kinds.count("node") == graph.number_of_nodes()
    assert kinds.count("edge") == graph.number_of_edges()


def test_graphml_is_read_back_by_networkx_with_all_attributes() -> None:
    graph = build_graph([reading_2023(), reading_2024()])
    file = io.BytesIO()
    write_graphml(graph, file)
    back = nx.read_graphml(io.BytesIO(file.getvalue()), force_multigraph=True)
    assert set(back.nodes) == set(graph.nodes)
    for node, data in graph.nodes(data=True):
        for name, value in data.items():
            stored = back.nodes[node][name]
            assert (json.loads(stored) if isinstance(value, list) else stored) == value
    assert {data["id"] for *_, data in back.edges.data()} == {
        data["id"] for *_, data in graph.edges.data()
    }


def test_graphml_survives_characters_that_xml_has_not() -> None:
    reading = Reading(document("c", 2024, "零\x00字节\ud800"), (PassageReading(0),), "test")
    file = io.BytesIO()
    write_graphml(build_graph([reading]), file)
    back = nx.read_graphml(io.BytesIO(file.getvalue()))
    assert "零\ufffd字节\ufffd" in {data.get("text") for _, data in back.nodes(data=True)}
