"""Compare predictions with gold: names, facts, stages, full names, amounts, and what a user of the graph sees."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.annotations import Paragraph, Triple, annotations_of, documents_of
from kg.errors import InputError
from kg.names import name_key, place_key
from kg.ontology import EntityType, RelationType
from kg.scoring import Score, Tally, calibration_error, match_overlaps
from kg.types import Division, Mention

if TYPE_CHECKING:
    from kg.nlp.reader import Reader

CORE = tuple(kind for kind in EntityType if kind is not EntityType.INSTITUTION)
"""The types of published scores."""
MICRO = "all"
Pair = tuple[Paragraph, Paragraph]
"""A paragraph of gold and the same one as predicted."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores by group: types and `core` (without Institution), relations, and `all`, which sums them up."""

    documents: int
    paragraphs: int
    mentions: dict[str, Score]
    """Exact span and type."""
    overlap: dict[str, Score]
    """The type and at least one character in common, each mention used once."""
    relations: dict[str, Score]
    stage: Score
    """Of the PLANS found; F1 is the accuracy."""
    names: Score
    """Full names of elided list items."""
    found_names: Score
    """The same where the mention was found; F1 is the accuracy."""
    amounts: Score
    entities: dict[str, Score]
    """Per document: the set of (type, name)."""
    facts: dict[str, Score]
    """Per document: the set of (relation, head's name, tail's name)."""
    mention_calibration: float | None
    relation_calibration: float | None


def predict(
    gold: Sequence[Paragraph], places: Mapping[str, Division], reader: "Reader"
) -> list[Paragraph]:
    """Read the texts of gold; a place that is not in `places` is found as in any text."""
    documents = documents_of(gold, places)
    return [
        paragraph
        for name, reading in zip(documents, reader.read(documents.values()), strict=True)
        for paragraph in annotations_of(reading, name)
    ]


def pair_paragraphs(gold: Sequence[Paragraph], predicted: Sequence[Paragraph]) -> list[Pair]:
    """Join both by document and index; a paragraph that was not predicted holds nothing.

    Paragraphs that gold lacks do not count; nothing in common, or another text, is an InputError.
    """
    found = {(paragraph.document, paragraph.index): paragraph for paragraph in predicted}
    pairs = []
    for paragraph in gold:
        empty = Paragraph(paragraph.document, paragraph.index, paragraph.text, (), ())
        other = found.get((paragraph.document, paragraph.index), empty)
        if other.text != paragraph.text:
            raise InputError(
                f"paragraph {paragraph.index} of {paragraph.document} has another text in the predictions: "
                "both must come from the same file"
            )
        pairs.append((paragraph, other))
    if not any((paragraph.document, paragraph.index) in found for paragraph in gold):
        raise InputError(
            f"no paragraph of gold was predicted: gold has documents like {_example(gold)}, "
            f"the predictions like {_example(predicted)}"
        )
    return pairs


def _example(paragraphs: Sequence[Paragraph]) -> str:
    return repr(paragraphs[0].document) if paragraphs else "none"


def evaluate(gold: Sequence[Paragraph], predicted: Sequence[Paragraph]) -> Evaluation:
    """Score `predicted` against `gold`."""
    pairs = pair_paragraphs(gold, predicted)
    documents = sorted({paragraph.document for paragraph in gold})
    amounts = _count_values(pairs, documents, lambda mention: mention.amount)
    names = _count_values(pairs, documents, lambda mention: mention.name)
    entities, facts = _count_documents(pairs, documents)
    return Evaluation(
        documents=len(documents),
        paragraphs=len(pairs),
        mentions=_by_type(_count_mentions(pairs, documents)),
        overlap=_by_type(_count_overlaps(pairs, documents)),
        relations=_by_relation(_count_relations(pairs, documents)),
        stage=_count_stages(pairs, documents).score(MICRO),
        names=names.score(MICRO),
        found_names=_count_found_names(pairs, documents).score(MICRO),
        amounts=amounts.score(MICRO),
        entities=_by_type(entities),
        facts=_by_relation(facts),
        mention_calibration=calibration_error(judge_mentions(pairs)),
        relation_calibration=calibration_error(judge_relations(pairs)),
    )


def _by_type(tally: Tally) -> dict[str, Score]:
    scores = {str(kind): tally.score(kind) for kind in EntityType}
    return {**scores, "core": tally.score(*CORE), MICRO: tally.score(*EntityType)}


def _by_relation(tally: Tally) -> dict[str, Score]:
    scores = {str(kind): tally.score(kind) for kind in RelationType}
    return {**scores, MICRO: tally.score(*RelationType)}


def span_of(mention: Mention) -> tuple[int, int]:
    """Return where a mention stands."""
    return mention.start, mention.end


def triple_key(triple: Triple) -> tuple[RelationType, str, str]:
    """Return what two triples share that say the same: a division's short form counts as its name."""
    return triple.type, _end_key(triple.head), _end_key(triple.tail)


def _end_key(name: str) -> str:
    return place_key(name_key(name))


def _count_mentions(pairs: Iterable[Pair], documents: Iterable[str]) -> Tally:
    tally = Tally(documents)
    for gold, predicted in pairs:
        for kind in EntityType:
            spans = [
                {span_of(mention) for mention in side.mentions if mention.type is kind}
                for side in (gold, predicted)
            ]
            tally.add_sets(kind, gold.document, *spans)
    return tally


def _count_overlaps(pairs: Iterable[Pair], documents: Iterable[str]) -> Tally:
    tally = Tally(documents)
    for gold, predicted in pairs:
        for kind in EntityType:
            wanted, found = (
                sorted(span_of(mention) for mention in side.mentions if mention.type is kind)
                for side in (gold, predicted)
            )
            tally.add(kind, gold.document, match_overlaps(wanted, found), len(wanted), len(found))
    return tally


def _count_relations(pairs: Iterable[Pair], documents: Iterable[str]) -> Tally:
    tally = Tally(documents)
    for gold, predicted in pairs:
        wanted, found = set(map(triple_key, gold.triples)), set(map(triple_key, predicted.triples))
        for kind in {key[0] for key in wanted | found}:
            tally.add_sets(
                kind,
                gold.document,
                {key for key in wanted if key[0] is kind},
                {key for key in found if key[0] is kind},
            )
    return tally


def _count_stages(pairs: Iterable[Pair], documents: Iterable[str]) -> Tally:
    tally = Tally(documents)
    for gold, predicted in pairs:
        found = {triple_key(triple): triple.stage for triple in predicted.triples}
        for key, stage in {triple_key(t): t.stage for t in gold.triples if t.stage}.items():
            if key in found:
                tally.add(MICRO, gold.document, int(found[key] is stage), 1, 1)
    return tally


def _count_values(
    pairs: Iterable[Pair], documents: Iterable[str], value: Callable[[Mention], str | None]
) -> Tally:
    """Count a text that some mentions carry: right where span, type and text are."""
    tally = Tally(documents)
    for gold, predicted in pairs:
        wanted, found = (
            {(*span_of(m), m.type, value(m)) for m in side.mentions if value(m) is not None}
            for side in (gold, predicted)
        )
        tally.add_sets(MICRO, gold.document, wanted, found)
    return tally


def _count_found_names(pairs: Iterable[Pair], documents: Iterable[str]) -> Tally:
    tally = Tally(documents)
    for gold, predicted in pairs:
        found = {(*span_of(mention), mention.type): mention.name for mention in predicted.mentions}
        for mention in gold.mentions:
            key = (*span_of(mention), mention.type)
            if mention.name is not None and key in found:
                tally.add(MICRO, gold.document, int(found[key] == mention.name), 1, 1)
    return tally


def _count_documents(pairs: Iterable[Pair], documents: Sequence[str]) -> tuple[Tally, Tally]:
    """Count the sets of entities and of facts that each document holds."""
    grouped: dict[str, tuple[list[Paragraph], list[Paragraph]]] = defaultdict(lambda: ([], []))
    for gold, predicted in pairs:
        for group, paragraph in zip(grouped[gold.document], (gold, predicted), strict=True):
            group.append(paragraph)
    entities, facts = Tally(documents), Tally(documents)
    for document, sides in grouped.items():
        named = [{key for paragraph in side for key in entity_keys(paragraph)} for side in sides]
        for kind in EntityType:
            sets = [{key for key in keys if key[0] is kind} for keys in named]
            entities.add_sets(kind, document, *sets)
        said = [{key for paragraph in side for key in fact_keys(paragraph)} for side in sides]
        for relation in RelationType:
            triples = [{key for key in keys if key[0] is relation} for keys in said]
            facts.add_sets(relation, document, *triples)
    return entities, facts


def entity_keys(paragraph: Paragraph) -> set[tuple[EntityType, str]]:
    """Return the entities that a paragraph names, elided ones by their full name."""
    return {(mention.type, _canonical(mention)) for mention in paragraph.mentions}


def fact_keys(paragraph: Paragraph) -> set[tuple[RelationType, str, str]]:
    """Return the triples with elided names filled in; of names that occur twice the first counts."""
    full = {
        mention.surface: _end_key(mention.name or mention.surface)
        for mention in reversed(paragraph.mentions)
    }
    return {
        (t.type, full.get(t.head, _end_key(t.head)), full.get(t.tail, _end_key(t.tail)))
        for t in paragraph.triples
    }


def _canonical(mention: Mention) -> str:
    name = name_key(mention.name or mention.surface)
    return place_key(name) if mention.type is EntityType.DISTRICT else name


def judge_mentions(pairs: Iterable[Pair]) -> list[tuple[float, bool]]:
    """Return the confidence of each predicted mention and whether it is right."""
    judged = []
    for gold, predicted in pairs:
        right = {(*span_of(mention), mention.type) for mention in gold.mentions}
        judged += [(m.confidence, (*span_of(m), m.type) in right) for m in predicted.mentions]
    return judged


def judge_relations(pairs: Iterable[Pair]) -> list[tuple[float, bool]]:
    """Return the confidence of each predicted relation and whether it is right."""
    judged = []
    for gold, predicted in pairs:
        right = set(map(triple_key, gold.triples))
        judged += [(t.confidence, triple_key(t) in right) for t in predicted.triples]
    return judged
