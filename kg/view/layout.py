"""Place the nodes: those with several neighbours by forces, the others as a sunflower round their only one."""

import math
from collections import defaultdict

import networkx as nx
import numpy as np

Point = tuple[float, float]

_GAP = 34.0
"""Pixels between neighbours of a sunflower."""
_GOLDEN = math.pi * (3 - math.sqrt(5))
_SEED = 7


def place_nodes(graph: "nx.MultiDiGraph[str]") -> dict[str, Point]:
    """Return x and y in pixels of every node; the same graph always gives the same places."""
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted((min(e), max(e)) for e in graph.edges() if e[0] != e[1]))
    places: dict[str, Point] = {}
    parts: list[tuple[float, dict[str, Point]]] = []
    for nodes in sorted(nx.connected_components(plain), key=lambda part: (-len(part), min(part))):
        part = _place_part(plain, sorted(nodes))
        parts.append((max(math.hypot(x, y) for x, y in part.values()) + 2 * _GAP, part))
    for (x, y), (_, part) in zip(_pack([radius for radius, _ in parts]), parts, strict=True):
        places |= {node: (round(px + x, 1), round(py + y, 1)) for node, (px, py) in part.items()}
    return places


def _place_part(graph: "nx.Graph[str]", nodes: list[str]) -> dict[str, Point]:
    """Place one connected part round the origin."""
    hub = min(nodes, key=lambda node: (-graph.degree(node), node))
    core = [node for node in nodes if graph.degree(node) > 1 or node == hub]
    leaves: dict[str, list[str]] = defaultdict(list)
    for node in sorted(set(nodes) - set(core)):
        leaves[next(iter(graph[node]))].append(node)
    radii = {node: _GAP * (1 + math.sqrt(len(leaves[node]))) for node in core}
    places = _place_core(graph, core, radii)
    for node in core:
        x, y = places[node]
        for number, leaf in enumerate(leaves[node], start=1):
            far, angle = _GAP * (0.6 + math.sqrt(number)), number * _GOLDEN
            places[leaf] = (x + far * math.cos(angle), y + far * math.sin(angle))
    return _centred(places)


def _place_core(
    graph: "nx.Graph[str]", core: list[str], radii: dict[str, float]
) -> dict[str, Point]:
    if len(core) == 1:
        return {core[0]: (0.0, 0.0)}
    inner: nx.Graph[str] = nx.Graph()
    inner.add_nodes_from(core)
    inner.add_edges_from(sorted((min(e), max(e)) for e in graph.subgraph(core).edges()))
    start = {
        node: np.sqrt(at) * np.array([math.cos(at * _GOLDEN), math.sin(at * _GOLDEN)])
        for at, node in enumerate(sorted(core, key=lambda node: (-graph.degree(node), node)))
    }
    rounds = 120 if len(core) < 800 else 50
    found = nx.forceatlas2_layout(inner, pos=start, max_iter=rounds, seed=_SEED)
    points = {node: (float(x), float(y)) for node, (x, y) in found.items()}
    longest = [math.dist(points[a], points[b]) or 1e-6 for a, b in inner.edges()]
    usual = sorted(longest)[len(longest) // 2]
    scale = 3.2 * _GAP / usual
    return _spread({n: (x * scale, y * scale) for n, (x, y) in points.items()}, radii)


def _spread(places: dict[str, Point], radii: dict[str, float]) -> dict[str, Point]:
    """Push apart what overlaps, a few rounds; the widest stay where they are."""
    order = sorted(places, key=lambda node: (-radii[node], node))
    for _ in range(12 if len(order) < 800 else 3):
        for at, one in enumerate(order):
            for other in order[at + 1 :]:
                (x, y), (u, v) = places[one], places[other]
                far, least = math.hypot(u - x, v - y), radii[one] + radii[other]
                if far < least:
                    unit = ((u - x) / far, (v - y) / far) if far else (1.0, 0.0)
                    places[other] = (x + unit[0] * least, y + unit[1] * least)
    return places


def _centred(places: dict[str, Point]) -> dict[str, Point]:
    x = sum(x for x, _ in places.values()) / len(places)
    y = sum(y for _, y in places.values()) / len(places)
    return {node: (u - x, v - y) for node, (u, v) in places.items()}


def _pack(radii: list[float]) -> list[Point]:
    """Return centres for circles, the first and largest one alone on top, the others in rows below it."""
    if not radii:
        return []
    width = max(2.4 * radii[0], 12 * _GAP)
    centres = [(0.0, 0.0)]
    x, y, high = -width / 2, radii[0], 0.0
    for radius in radii[1:]:
        if x + 2 * radius > width / 2 and high:
            x, y, high = -width / 2, y + high, 0.0
        centres.append((x + radius, y + radius))
        x, high = x + 2 * radius, max(high, 2 * radius)
    return centres
