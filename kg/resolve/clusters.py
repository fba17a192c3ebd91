"""Join forms to things: what analysts decided first, then what the rules are sure of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.types import Decision

from .forms import Form
from .matching import Match

ACCEPTED = "accepted"


class Clusters:
    """Disjoint sets of nodes, none of which holds two that an analyst keeps apart."""

    def __init__(self, forms: Mapping[str, Form], decisions: Iterable[Decision]) -> None:
        """Join what `decisions` accept: nothing later splits it."""
        self._parent = {node: node for node in forms}
        self._members = {node: [node] for node in forms}
        self._nodes: dict[str, list[str]] = defaultdict(list)
        for node in sorted(forms):
            self._nodes[forms[node].id].append(node)
        self._ids = {node: form.id for node, form in forms.items()}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self.joined: list[Match] = []
        decided = sorted(decisions, key=lambda one: (one.first, one.second))
        for decision in decided:
            if decision.same:
                nodes = self._nodes[decision.first] + self._nodes[decision.second]
                for other in nodes[1:]:
                    self._unite(Match(nodes[0], other, ACCEPTED, 1.0))
            else:
                self._apart[decision.first].add(decision.second)
                self._apart[decision.second].add(decision.first)

    def root(self, node: str) -> str:
        """Return what stands for the set of a node."""
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def join(self, match: Match) -> bool:
        """Join the sets of two nodes unless an analyst keeps some of their names apart; tells whether they are one."""
        first, second = self.root(match.first), self.root(match.second)
        if first != second and self._are_apart(first, second):
            return False
        self._unite(match)
        return True

    def sets(self) -> list[list[str]]:
        """Return the nodes of each set, sorted."""
        return [sorted(nodes) for node, nodes in sorted(self._members.items()) if nodes]

    def _are_apart(self, first: str, second: str) -> bool:
        if not self._apart:
            return False
        others = {self._ids[node] for node in self._members[second]}
        return any(
            self._apart.get(self._ids[node], set()) & others for node in self._members[first]
        )

    def _unite(self, match: Match) -> None:
        self.joined.append(match)
        first, second = sorted((self.root(match.first), self.root(match.second)))
        if len(self._members[first]) < len(self._members[second]):
            first, second = second, first
        if first != second:
            self._parent[second] = first
            self._members[first] += self._members[second]
            self._members[second] = []
