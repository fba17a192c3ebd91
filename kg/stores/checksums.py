"""Remember what a database holds by checksums, so that a save need not read it to find what differs."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec

from kg.stores.difference import Difference, Key, Properties
from kg.stores.files import replace_file
from kg.stores.statements import EdgeKey

Nodes: TypeAlias = Mapping[str, Mapping[str, Properties]]
Edges: TypeAlias = Mapping[str, Mapping[EdgeKey, Properties]]
NodeChanges: TypeAlias = Mapping[str, Difference[str]]
EdgeChanges: TypeAlias = Mapping[str, Difference[EdgeKey]]

_encoder = msgspec.msgpack.Encoder(order="sorted")


class Sums(msgspec.Struct):
    """A checksum for every node of each label and every relationship of each type."""

    nodes: dict[str, dict[str, bytes]]
    edges: dict[str, dict[EdgeKey, bytes]]


class Checksums:
    """The file of checksums beside a database: it is there exactly while the database is what it says."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Sums | None:
        """Return what is remembered, None where nothing is."""
        try:
            return msgspec.msgpack.decode(self._path.read_bytes(), type=Sums)
        except (OSError, msgspec.DecodeError):
            return None

    def save(self, sums: Sums) -> None:
        """Remember what the database holds now."""
        replace_file(self._path, msgspec.msgpack.encode(sums))

    def forget(self) -> None:
        """Remember nothing, before the database changes."""
        self._path.unlink(missing_ok=True)


def sum_up(nodes: Nodes, edges: Edges) -> Sums:
    """Return the checksums of nodes by label and of relationships by type."""
    return Sums(
        {label: _sums(found) for label, found in nodes.items()},
        {kind: _sums(found) for kind, found in edges.items()},
    )


def compare_all(
    stored: Sums, sums: Sums, nodes: Nodes, edges: Edges
) -> tuple[NodeChanges, EdgeChanges]:
    """Return what turns what is `stored` into nodes and edges, whose checksums are `sums`."""
    return (
        {
            label: _compare(stored.nodes.get(label, {}), sums.nodes[label], wanted)
            for label, wanted in nodes.items()
        },
        {
            kind: _compare(stored.edges.get(kind, {}), sums.edges[kind], wanted)
            for kind, wanted in edges.items()
        },
    )


def _compare(
    stored: Mapping[Key, bytes], sums: Mapping[Key, bytes], wanted: Mapping[Key, Properties]
) -> Difference[Key]:
    return Difference(
        created={key: new for key, new in wanted.items() if key not in stored},
        updated={key: wanted[key] for key, old in stored.items() if sums.get(key, old) != old},
        deleted=[key for key in stored if key not in wanted],
    )


def _sums(found: Mapping[Key, Properties]) -> dict[Key, bytes]:
    return {
        key: hashlib.blake2b(_encoder.encode(properties), digest_size=12).digest()
        for key, properties in found.items()
    }
