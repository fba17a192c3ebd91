"""Place the nodes: those with several neighbours by forces, the others as a sunflower round their only one."""

import math
from collections import defaultdict
from itertools import accumulate

import networkx as nx
import numpy as np

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_GAP = 34.0
"""Pixels between neighbours of a sunflower."""
_STRETCH = 1.35
"""How much wider than high everything is drawn: names are long and lie, and screens are wide."""
_SCREEN = 1.5
_ROWS = 30
"""How many widths are tried."""
_GOLDEN = math.pi * (3 - math.sqrt(5))
_SEED = 7


def place_nodes(graph: "nx.MultiDiGraph[str]") -> dict[str, Point]:
    """Return x and y in pixels of every node; the same graph always gives the same places."""
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted((min(e), max(e)) for e in graph.edges() if e[0] != e[1]))
    parts = [_place_part(plain, sorted(nodes)) for nodes in nx.connected_components(plain)]
    parts.sort(key=lambda part: (-len(part), min(part)))
    boxes = [_measure(part) for part in parts]
    return {
        node: (round((px - left + x) * _STRETCH, 1), round(py - top + y, 1))
        for (x, y), (left, top, _, _), part in zip(_pack(boxes), boxes, parts, strict=True)
        for node, (px, py) in part.items()
    }


def _measure(part: dict[str, Point]) -> Box:
    """Return left, top, width and height of a part with a margin."""
    left, right = min(x for x, _ in part.values()), max(x for x, _ in part.values())
    top, bottom = min(y for _, y in part.values()), max(y for _, y in part.values())
    return left - _GAP, top - _GAP, right - left + 2 * _GAP, bottom - top + 2 * _GAP


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
    return places


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
    points = np.array([places[node] for node in order])
    widths = np.array([radii[node] for node in order])
    for _ in range(12 if len(order) < 800 else 3):
        for at in range(len(order) - 1):
            away = points[at + 1 :] - points[at]
            far, least = np.hypot(away[:, 0], away[:, 1]), widths[at + 1 :] + widths[at]
            near = far < least
            away[far == 0] = (1.0, 0.0)
            far[far == 0] = 1.0
            points[at + 1 :][near] = points[at] + away[near] * (least / far)[near, None]
    return {node: (float(x), float(y)) for node, (x, y) in zip(order, points, strict=True)}


def _pack(boxes: list[Box]) -> list[Point]:
    """Return the corners of boxes, the largest part first, in the rows that fill a screen best."""
    widths = accumulate(width for _, _, width, _ in boxes[:_ROWS])
    packed = [_pack_rows(boxes, width) for width in widths]
    return min(packed, key=lambda corners: _screen(corners, boxes), default=[])


def _pack_rows(boxes: list[Box], least: float) -> list[Point]:
    corners: list[Point] = []
    x, y, row = 0.0, 0.0, 0.0
    for _, _, width, height in boxes:
        if x and x + width > least:
            x, y, row = 0.0, y + row, 0.0
        corners.append((x, y))
        x, row = x + width, max(row, height)
    return corners


def _screen(corners: list[Point], boxes: list[Box]) -> float:
    """Return the height of the screen that holds all."""
    wide = max(x + width for (x, _), (_, _, width, _) in zip(corners, boxes, strict=True))
    high = max(y + height for (_, y), (_, _, _, height) in zip(corners, boxes, strict=True))
    return max(high, wide * _STRETCH / _SCREEN)
