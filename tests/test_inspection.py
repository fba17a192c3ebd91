"""Why something is in the graph: its sentences, its other names, and what is still to decide of it."""

import pytest

from kg.errors import InputError
from kg.graph import build_graph
from kg.inspection import Alias, add_proposals, inspect
from kg.library import Graph
from kg.resolve import resolve
from kg.stores.bolt import BoltStore
from kg.types import Proposal, Reading

from .graphs import QUANSHAN, QUAY, town
from .readings import TEXT_2024, reading_2023, reading_2024
from .test_aliases import reading


def test_an_entity_shows_each_sentence_with_who_found_it_and_how_surely(store: BoltStore) -> None:
    store.save(build_graph([reading_2023(), reading_2024()]))
    (found,) = inspect(store, "顺堤河码头二期")
    assert [(one.year, one.by, one.confidence) for one in found.sentences] == [
        (2023, ("reader",), 0.9),
        (2024, ("reader",), 0.9),
        (2024, ("reader",), 0.7),
    ]
    for one in found.sentences:
        assert {one.text[start:end] for start, end in one.spans} == {"顺堤河码头二期"}
    assert found.sentences[2].text == TEXT_2024[TEXT_2024.index("；") + 1 :]


def test_an_alias_tells_by_which_rule_it_is_one_and_how_often_it_is_said(store: BoltStore) -> None:
    graph = town()
    graph.nodes[QUAY]["alias_rules"] = ["", "phase+quotes"]
    passage = f"Passage/{'b' * 16}/0"
    identity = f"MENTIONS/{passage}/0"
    more = {"start": 0, "end": 5, "surface": "顺堤河码头", "confidence": 0.6, "by": "elision"}
    graph.remove_edge(passage, QUAY, identity)
    graph.add_edge(passage, QUAY, key=identity, id=identity, type="MENTIONS", **more)
    store.save(graph)
    (found,) = inspect(store, "码头二期")
    assert found.aliases == (Alias("码头二期", None, 0), Alias("顺堤河码头", "phase+quotes", 1))
    assert found.sentences[1].by == ("elision",)


def test_a_fact_shows_each_of_its_sentences_once_with_both_ends(store: BoltStore) -> None:
    graph = build_graph([reading_2023(), reading_2024()])
    store.save(graph)
    for head, tail, kind in graph.edges(keys=True):
        if not kind.startswith("PLANS/"):
            continue
        (found,) = inspect(store, kind)
        assert found.facts[0]["head_id"] == head == QUANSHAN
        assert found.facts[0]["tail_id"] == tail
        texts = [one.text for one in found.sentences]
        assert len(texts) == len(set(texts)) == len(found.properties["passages"])
        assert not found.aliases and not found.proposals


def test_the_library_shows_the_same_sentences(store: BoltStore) -> None:
    readings = [reading_2023(), reading_2024()]
    store.save(build_graph(readings))
    graph = Graph(resolve(readings))
    ids = [entity.id for entity in graph.entities] + [fact.id for fact in graph.facts]
    for identity in ids:
        (found,) = inspect(store, identity)
        assert found.sentences == graph.sentences(identity)


def test_what_nothing_bears_is_named(store: BoltStore) -> None:
    with pytest.raises(InputError, match="has the id, name or alias '没有'; `kg query run search"):
        inspect(store, "没有")


def test_an_entity_shows_what_is_still_to_decide_of_it(store: BoltStore) -> None:
    told: list[Reading] = [reading("420100", "Park", "东湖综保区", "综合保税区", "空港综保区")]
    store.save(build_graph(told))
    (found,) = add_proposals(inspect(store, "东湖综保区"), told, ())
    assert found.proposals
    assert all(isinstance(one, Proposal) and "东湖综保区" in one.names for one in found.proposals)
    assert {one.place for one in found.proposals} == {"420100"}
