"""A small graph built by hand after ARCHITECTURE.md: every label, every relation, and values that are hard to keep."""

from typing import Any

import networkx as nx

REPORT_2023, REPORT_2024 = "Document/" + "a" * 16, "Document/" + "b" * 16
TEXTS = {
    f"Passage/{'a' * 16}/0": "泉山经济开发区签约顺堤河码头二期，总投资5亿元。",
    f"Passage/{'a' * 16}/1": "支持徐工汽车、𠮷田重工；与武汉大学合作。",
    f"Passage/{'b' * 16}/0": "顺堤河码头二期开工，深入推进一带一路。\t“引号”、'撇号'、\\反斜杠、$money、// no comment",
    f"Passage/{'b' * 16}/1": "徐工汽车承建约1200万元的智慧谷；它属于一带一路，坐落云龙区🙂。",
}
QUANSHAN, YUNLONG = "District/320311", "District/320303"
PARK = "Park/320311/泉山经济开发区"
QUAY, VALLEY = "Project/320311/顺堤河码头二期", "Project/320311/智慧谷"
TRUCKS, YOSHIDA = "Company/徐工汽车", "Company/𠮷田重工"
UNIVERSITY, SILK_ROAD = "Institution/武汉大学", "Program/一带一路"


def town() -> "nx.MultiDiGraph[str]":
    """Build the graph of two reports of one place."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    _add_reports(graph)
    _add_entities(graph)
    _add_mentions(graph)
    _add_facts(graph)
    return graph


def _node(graph: "nx.MultiDiGraph[str]", identity: str, **properties: Any) -> None:
    graph.add_node(identity, id=identity, **properties)


def _edge(graph: "nx.MultiDiGraph[str]", head: str, tail: str, identity: str, **more: Any) -> None:
    graph.add_edge(head, tail, key=identity, id=identity, type=identity.split("/")[0], **more)


def _add_reports(graph: "nx.MultiDiGraph[str]") -> None:
    for report, year in ((REPORT_2023, 2023), (REPORT_2024, 2024)):
        digits = report.removeprefix("Document/")
        _node(
            graph,
            report,
            label="Document",
            title=f"泉山区{year}年政府工作报告",
            path=f"reports/{year}.txt",
            sha256=digits * 4,
            year=year,
            place="泉山区",
            code="320311",
            parents=["江苏省", "徐州市"],
            passage_count=2,
        )
    for passage, text in TEXTS.items():
        report = "Document/" + passage.split("/")[1]
        _node(graph, passage, label="Passage", index=int(passage[-1]), text=text)
        _edge(graph, report, passage, f"HAS_PASSAGE/{passage}")


def _add_entities(graph: "nx.MultiDiGraph[str]") -> None:
    for identity, aliases, more in (
        (QUANSHAN, ["泉山"], {"name": "泉山区", "code": "320311", "level": "county"}),
        (YUNLONG, [], {"name": "云龙区", "code": "320303", "level": "county"}),
        (PARK, [], {"scope": "320311"}),
        (QUAY, ["码头二期", "顺堤河码头"], {"scope": "320311"}),
        (VALLEY, [], {"scope": "320311"}),
        (TRUCKS, [], {}),
        (YOSHIDA, [], {}),
        (UNIVERSITY, [], {}),
        (SILK_ROAD, ["“一带一路”"], {}),
    ):
        label, name = identity.split("/")[0], identity.rsplit("/", 1)[1]
        _node(graph, identity, label=label, aliases=aliases, **{"name": name, **more})


def _add_mentions(graph: "nx.MultiDiGraph[str]") -> None:
    mentions = dict.fromkeys((REPORT_2023, REPORT_2024), 0)
    for passage, text in TEXTS.items():
        for entity in (PARK, QUAY, VALLEY, TRUCKS, YOSHIDA, UNIVERSITY, SILK_ROAD, YUNLONG):
            name = graph.nodes[entity]["name"]
            start = text.find(name)
            if start < 0:
                continue
            _edge(
                graph,
                passage,
                entity,
                f"MENTIONS/{passage}/{start}",
                start=start,
                end=start + len(name),
                surface=name,
                confidence=0.1 + 0.2,
                by="reader",
            )
            mentions["Document/" + passage.split("/")[1]] += 1
    for report, count in mentions.items():
        graph.nodes[report]["mention_count"] = count


def _add_facts(graph: "nx.MultiDiGraph[str]") -> None:
    a0, a1, b0, b1 = TEXTS
    facts: list[tuple[str, str, str, str, float, dict[str, Any]]] = [
        (
            QUANSHAN,
            "PLANS",
            QUAY,
            a0,
            0.95,
            {"stage": "sign", "amount": "5亿元", "value": 5e8, "currency": "CNY"},
        ),
        (QUANSHAN, "PLANS", QUAY, b0, 0.9, {"stage": "start"}),
        (
            QUANSHAN,
            "PLANS",
            VALLEY,
            b1,
            1.0,
            {"stage": "plan", "amount": "约1200万元", "value": 1.2e7, "currency": "CNY"},
        ),
        (QUANSHAN, "HAS_PARK", PARK, a0, 0.8, {}),
        (PARK, "HOSTS", QUAY, a0, 0.6, {}),
        (PARK, "HOSTS", TRUCKS, a1, 0.55, {}),
        (QUANSHAN, "SUPPORTS", TRUCKS, a1, 0.7, {}),
        (QUANSHAN, "SUPPORTS", YOSHIDA, a1, 0.7, {}),
        (QUANSHAN, "COOPERATES_WITH", UNIVERSITY, a1, 0.85, {}),
        (QUANSHAN, "RUNS", SILK_ROAD, b0, 0.5, {}),
        (TRUCKS, "UNDERTAKES", VALLEY, b1, 0.4, {}),
        (VALLEY, "PART_OF", SILK_ROAD, b1, 0.45, {}),
        (VALLEY, "LOCATED_IN", YUNLONG, b1, 0.75, {}),
    ]
    for number, (head, kind, tail, passage, confidence, more) in enumerate(facts):
        report = "Document/" + passage.split("/")[1]
        _edge(
            graph,
            head,
            tail,
            f"{kind}/{number:016x}",
            document=report,
            year=graph.nodes[report]["year"],
            confidence=confidence,
            passages=[passage],
            spans=["-:0-3"],
            by=["reader"],
            **more,
        )
