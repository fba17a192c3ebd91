"""A store after any sequence of builds and removals is the store of a fresh build of what is left."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import networkx as nx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.export import write_jsonl
from kg.graph import Part, join_parts
from kg.nlp.reader import Reader
from kg.ontology import EntityType, RelationType, Stage
from kg.pipeline import build, remove
from kg.readers import read_documents
from kg.resources import data_folder
from kg.stores.bolt import BoltStore, Changes
from kg.stores.readings import Readings
from kg.types import Division, Document, Mention, Passage, PassageReading, Reading, Relation

from .readings import QUANSHAN, document

NOTHING = Changes(0, 0, 0, 0, 0, 0)
NAMES = {
    "智慧谷": EntityType.PROJECT,
    "“智慧谷”": EntityType.PROJECT,
    "码头": EntityType.PROJECT,
    "徐工": EntityType.COMPANY,
    "云龙区": EntityType.DISTRICT,
}
PLACES = (QUANSHAN, Division("320303", "云龙区", "county", ("江苏省", "徐州市")), None)


class Clerk(Reader):
    """A reader that finds the names it knows: quick enough for thousands of builds."""

    def __init__(self, version: str = "clerk-1") -> None:
        self.version = version
        self.read_texts: list[str] = []

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        for one in documents:
            self.read_texts.append(one.id)
            passages = tuple(self._passage(passage, one) for passage in one.passages)
            yield Reading(one, passages, self.version)

    def _passage(self, passage: Passage, source: Document) -> PassageReading:
        mentions = tuple(
            Mention(kind, start, start + len(name), name, 0.9 if source.place else 0.4)
            for name, kind in NAMES.items()
            if (start := passage.text.find(name)) >= 0
        )
        relations = tuple(
            Relation(RelationType.PLANS, None, at, 0.8, list(Stage)[len(passage.text) % 8])
            for at, one in enumerate(mentions)
            if one.type is EntityType.PROJECT
        )
        return PassageReading(passage.index, mentions, relations)


@dataclass
class Paper:
    """A store that only holds the last graph: what the engine does with one is tested with the engine."""

    graph: "nx.MultiDiGraph[str]"

    def save_parts(self, parts: Iterable[Part], total: int) -> Changes:
        pieces = list(parts)
        assert len(pieces) == total
        self.graph = join_parts(pieces)
        return NOTHING

    def load(self) -> "nx.MultiDiGraph[str]":
        return self.graph


def paper() -> BoltStore:
    return cast(BoltStore, Paper(nx.MultiDiGraph()))


def report(path: str, text: str, place: Division | None = QUANSHAN, year: int = 2024) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = document("0", year, *text.split("\n"), place=place)
    return replace(made, id=f"Document/{digest[:16]}", sha256=digest, path=path)


def exported(store: BoltStore) -> str:
    file = io.StringIO()
    write_jsonl(store.load(), file)
    return file.getvalue()


def fresh(files: Iterable[Document], reader: Reader) -> str:
    store = paper()
    with TemporaryDirectory() as folder:
        build(sorted(files, key=lambda one: one.path), Readings(Path(folder)), store, reader=reader)
    return exported(store)


PATHS = st.sampled_from(["a/1.txt", "a/2.txt", "b/1.txt", "b/2.txt"])
TEXTS = st.lists(st.sampled_from([*NAMES, "无"]), min_size=1, max_size=3).map("\n".join)
REPORTS = st.lists(
    st.builds(report, PATHS, TEXTS, st.sampled_from(PLACES), st.sampled_from([2023, 2024])),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.path,
)
TARGETS = st.lists(PATHS | st.sampled_from(["a", "b"]), min_size=1, max_size=2)
STEPS = st.lists(
    st.tuples(st.sampled_from(["build", "prune"]), REPORTS) | st.tuples(st.just("remove"), TARGETS),
    min_size=1,
    max_size=7,
)


def walk(
    steps: Sequence[tuple[str, Any]], readings: Readings, store: BoltStore, reader: Reader
) -> list[Document]:
    """Do the steps and return the documents that the store should be of."""
    files: dict[str, Document] = {}
    for kind, what in steps:
        if kind == "remove":
            named = {one: [path for path in files if path.startswith(one)] for one in what}
            if targets := [one for one in what if named[one]]:
                remove(targets, readings, store)
            for path in set(chain.from_iterable(named.values())):
                del files[path]
        else:
            build(what, readings, store, reader=reader, prune=kind == "prune")
            files = {} if kind == "prune" else files
            files.update({one.path: one for one in what})
    return list(files.values())


@given(steps=STEPS)
@settings(max_examples=100, deadline=None)
def test_any_sequence_gives_the_bytes_of_a_fresh_build(steps: list[tuple[str, Any]]) -> None:
    store, reader = paper(), Clerk()
    with TemporaryDirectory() as folder:
        files = walk(steps, Readings(Path(folder)), store, reader)
    assert exported(store) == fresh(files, Clerk())


@given(sequences=st.lists(STEPS, min_size=4, max_size=4))
@settings(
    max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
def test_any_sequence_gives_the_bytes_of_a_fresh_build_in_the_engine(
    sequences: list[list[tuple[str, Any]]], store: BoltStore
) -> None:
    for steps in sequences:
        with TemporaryDirectory() as folder:
            files = walk(
                [("build", [report("x", "无")]), *steps, ("remove", ["x"])],
                Readings(Path(folder)),
                store,
                Clerk(),
            )
        assert exported(store) == fresh(files, Clerk())


def test_real_readings_come_and_go_without_a_trace(store: BoltStore, tmp_path: Path) -> None:
    reader, readings = Reader("fast"), Readings(tmp_path)
    documents = [one for _, one in read_documents([data_folder("seeds")])]
    short = [replace(one, passages=one.passages[:6]) for one in documents]
    changed = replace(short[1], id="Document/0123456789abcdef", passages=short[1].passages[2:])
    build(short, readings, store, reader=reader)
    build([changed], readings, store, reader=reader)
    remove([short[0].path, short[2].id], readings, store)
    assert exported(store) == fresh([changed, *short[3:]], reader)
    assert "泉山经济开发区" not in exported(store)


def test_texts_that_change_places_keep_their_readings(tmp_path: Path) -> None:
    clerk, readings, store = Clerk(), Readings(tmp_path), paper()
    texts = ["智慧谷", "徐工码头"]
    for paths in (["a.txt", "b.txt"], ["b.txt", "a.txt"], ["a.txt", "b.txt"]):
        documents = [report(path, text) for path, text in zip(paths, texts, strict=True)]
        build(documents, readings, store, reader=clerk)
        assert readings.all() == {one.document.path: one for one in Clerk().read(documents)}
    assert len(clerk.read_texts) == 2


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    reader, readings, store = Clerk(), Readings(tmp_path), paper()
    one, two = report("a.txt", "码头"), report("b.txt", "徐工")
    build([one, two, report("c.txt", "码头")], readings, store, reader=reader)
    assert reader.read_texts == [one.id, two.id]
    moved, renamed = replace(one, path="d.txt"), replace(two, title="报告", year=2020)
    result = build([moved, renamed], readings, store, reader=reader, prune=True)
    assert reader.read_texts == [one.id, two.id]
    assert not any(summary.fresh for summary in result.documents)
    assert result.forgotten == ("a.txt", "c.txt")
    build([replace(one, place=None)], readings, store, reader=reader)
    assert reader.read_texts == [one.id, two.id, one.id], "a place decides how a text is read"
    newer = Clerk("clerk-2")
    build([one, two], readings, store, reader=newer)
    assert newer.read_texts == [one.id, two.id], "another version reads anew"


def test_a_text_at_two_paths_stays_until_both_are_gone(tmp_path: Path) -> None:
    reader, readings, store = Clerk(), Readings(tmp_path), paper()
    build([report("b.txt", "码头"), report("a.txt", "码头")], readings, store, reader=reader)
    assert '"path": "a.txt"' in exported(store)
    remove(["a.txt"], readings, store)
    assert exported(store) == fresh([report("b.txt", "码头")], reader)
    remove(["b.txt"], readings, store)
    assert exported(store) == ""


def test_the_table_counts_each_document_in_the_world_of_all(tmp_path: Path) -> None:
    documents = [report("a.txt", "智慧谷\n“智慧谷”码头"), report("b.txt", "徐工", place=None)]
    result = build(documents, Readings(tmp_path), paper(), reader=Clerk())
    first, second = result.documents
    assert (first.mentions, second.mentions) == (4, 1)
    assert {str(kind): count for kind, count in first.entities.items() if count} == {
        "District": 1,
        "Project": 2,
    }
    assert first.facts[RelationType.PLANS] == 2
    assert sum(second.facts.values()) == 0


@pytest.mark.parametrize(
    ("target", "paths"),
    [
        ("r/2023/a.txt", ["r/2023/a.txt"]),
        ("r/2023", ["r/2023/a.txt", "r/2023/b.txt"]),
        ("r/", ["r/2023/a.txt", "r/2023/b.txt", "r/2024/a.txt"]),
        (report("x", "徐工").id, ["r/2024/a.txt"]),
        (report("x", "徐工").id.removeprefix("Document/"), ["r/2024/a.txt"]),
        (report("x", "码头").id, ["r/2023/a.txt", "r/2023/b.txt"]),
    ],
    ids=["path", "folder", "all", "id", "digits", "id-of-two"],
)
def test_a_target_is_a_path_a_folder_or_an_id(
    target: str, paths: list[str], tmp_path: Path
) -> None:
    readings = Readings(tmp_path)
    texts = {"r/2023/a.txt": "码头", "r/2023/b.txt": "码头", "r/2024/a.txt": "徐工"}
    documents = [report(path, text) for path, text in texts.items()]
    build(documents, readings, paper(), reader=Clerk())
    assert remove([target], readings, paper()).paths == tuple(paths)
    assert sorted(readings.all()) == sorted(set(texts) - set(paths))


def test_a_target_at_which_nothing_was_read_is_named_and_nothing_is_removed(tmp_path: Path) -> None:
    readings = Readings(tmp_path)
    build([report("r/2023.txt", "码头")], readings, paper(), reader=Clerk())
    with pytest.raises(InputError, match=r"r/2033\.txt: nothing was read from .* r/2023\.txt"):
        remove(["r/2023.txt", "r/2033.txt"], readings, paper())
    assert list(readings.all()) == ["r/2023.txt"]


def test_a_file_that_holds_other_documents_now_forgets_those_it_held(tmp_path: Path) -> None:
    readings, store, reader = Readings(tmp_path), paper(), Clerk()

    def paths(prune: bool, files: list[str], *names: str) -> list[str]:
        documents = [report(name, f"码头{name}") for name in names]
        build(documents, readings, store, reader=reader, files=files, prune=prune)
        return list(readings.all())

    held = ["a.txt#1", "a.txt#2", "a.txt#3", "b.zip/c/1.txt", "b.zip/c/2.txt#1", "d.txt", "e.txt"]
    assert paths(False, ["a.txt", "b.zip", "d.txt", "e.txt"], *held) == held
    assert paths(False, ["a.txt"], "a.txt") == ["a.txt", *held[3:]], "it became one report"
    assert paths(False, ["b.zip"], "b.zip/c/1.txt") == ["a.txt", "b.zip/c/1.txt", "d.txt", "e.txt"]
    assert paths(True, ["a.txt", "d.txt"], "a.txt") == ["a.txt", "d.txt"], "d.txt is unreadable now"
    assert paths(False, [], "x.txt") == ["a.txt", "d.txt", "x.txt"]
