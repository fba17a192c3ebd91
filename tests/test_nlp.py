"""From a text to mentions and relations: the exported networks in the spaCy pipeline."""

import json
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import jieba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.errors import InputError, ModelError
from kg.nlp.component import NetworkStep
from kg.nlp.decode import Found, FoundSpan, Pairs, best_path, decode_mentions, decode_relations
from kg.nlp.language import load
from kg.nlp.models import check_model
from kg.nlp.network import load_network
from kg.nlp.reader import Reader, passage_reading
from kg.nlp.spans import exact_spans
from kg.nlp.tags import FIRST, LAST, TAGS, TRANSITIONS, tags_of
from kg.nlp.tokenizer import JiebaTokenizer
from kg.ontology import EntityType, RelationType, Stage
from kg.resources import models_path
from kg.types import Division, Passage, PassageReading

from .readings import QUANSHAN, document

LABELS = Path(__file__).parent / "cases" / "reference_labels.json"
MODELS = ("transformer", "convolution")
TEXT = "推动泉山区与睢宁县结对合作，开工建设顺堤河码头二期、云龙湖隧道，签约徐工汽车产业园。"


@cache
def component(*models: str) -> NetworkStep:
    return NetworkStep(load_network(models))


@cache
def tokenizer() -> JiebaTokenizer:
    return JiebaTokenizer(Vocab())


@cache
def pipeline() -> Language:
    return load("fast")


def read(name: str, text: str, place: str | None = "泉山区") -> PassageReading:
    """Read one text by the network alone."""
    doc = tokenizer()(text)
    doc._.kg_place = Division("", place, "county") if place else None
    return passage_reading(Passage(0, text), component(name)(doc))


# What the exported network reads, and what the reference network, float32 in torch, read.

Span = tuple[int, int] | None
Mentions = dict[tuple[str, int, int], float]
Relations = dict[tuple[str, Span, Span], tuple[float, str | None]]


class Labels:
    """Mentions and relations by type and spans, with confidences."""

    def __init__(self, mentions: list[Any], relations: list[Any]) -> None:
        self.mentions: Mentions = {(kind, *span): sure for kind, *span, sure in mentions}
        spans: dict[int | None, Span] = {None: None}
        spans |= {index: (start, end) for index, (_, start, end, _) in enumerate(mentions)}
        self.relations: Relations = {
            (kind, spans[head], spans[tail]): (sure, stage)
            for kind, head, tail, stage, sure in relations
        }

    @classmethod
    def of(cls, reading: PassageReading) -> "Labels":
        return cls(
            [[one.type, one.start, one.end, one.confidence] for one in reading.mentions],
            [[r.type, r.head, r.tail, r.stage, r.confidence] for r in reading.relations],
        )

    def over(self, key: tuple[str, int, int]) -> Mentions:
        """Return the mentions that share characters with one."""
        _, start, end = key
        return {
            (kind, first, last): sure
            for (kind, first, last), sure in self.mentions.items()
            if first < end and start < last
        }

    def between(self, spans: set[Span]) -> Relations:
        """Return the relations between some spans and the report's own place."""
        ends = spans | {None}
        return {key: sure for key, sure in self.relations.items() if {*key[1:]} <= ends}


@cache
def compared(name: str) -> list[tuple[Labels, Labels]]:
    """Return (reference, exported) for every fixed paragraph."""
    paragraphs = json.loads(LABELS.read_text(encoding="utf-8"))
    assert len(paragraphs) >= 30
    return [
        (Labels(**one[name]), Labels.of(read(name, one["text"], one["place"])))
        for one in paragraphs
    ]


def pairs_of_relations(name: str) -> Iterator[tuple[Relations, Relations]]:
    """Yield (reference, exported) relations between the mentions that both found."""
    for reference, exported in compared(name):
        common = reference.mentions.keys() & exported.mentions.keys()
        spans: set[Span] = {(start, end) for _, start, end in common}
        yield reference.between(spans), exported.between(spans)


@pytest.mark.parametrize("name", MODELS)
def test_exported_network_finds_the_mentions_of_the_reference(name: str) -> None:
    same = total = 0
    for reference, exported in compared(name):
        same += len(reference.mentions.keys() & exported.mentions.keys())
        total += len(reference.mentions.keys() | exported.mentions.keys())
        for key in reference.mentions.keys() ^ exported.mentions.keys():
            # Where both see a name there and differ in its borders or type, one of them is unsure.
            there = [*reference.over(key).values(), *exported.over(key).values()]
            assert min(there) < 0.5, key
    assert total > 200
    assert same / total > 0.96


@pytest.mark.parametrize("name", MODELS)
def test_exported_network_finds_the_relations_of_the_reference(name: str) -> None:
    same = total = 0
    for reference, exported in pairs_of_relations(name):
        same += len(reference.keys() & exported.keys())
        total += len(reference.keys() | exported.keys())
        for key in reference.keys() ^ exported.keys():
            assert max(side.get(key, (0, ""))[0] for side in (reference, exported)) < 0.7, key
    assert total > 200
    assert same / total > 0.99


@pytest.mark.parametrize("name", MODELS)
def test_exported_network_tells_the_stages_of_the_reference(name: str) -> None:
    stages = [
        (reference[key][1], exported[key][1])
        for reference, exported in pairs_of_relations(name)
        for key in reference.keys() & exported.keys()
    ]
    assert sum(one == other for one, other in stages) / len(stages) > 0.99


@pytest.mark.parametrize("name", MODELS)
def test_confidences_are_those_of_the_reference(name: str) -> None:
    differences = [
        abs(reference.mentions[key] - exported.mentions[key])
        for reference, exported in compared(name)
        for key in reference.mentions.keys() & exported.mentions.keys()
    ]
    assert np.mean(differences) < 0.02


# Any text at all.

PIECES = [
    *"区县市园，。、；,;“”（）()<>&\\/\t \u3000\0\r\u0301\u20dd\u200d\ufe0f\u2028😀🏗𠮷𪚥\uff11\uff21\uff42éẞİﬁA1.%",
    "泉山区",
    "徐州市铜山区柳新镇",
    "泉山经济开发区",
    "顺堤河码头二期",
    "徐工汽车",
    "签约",
    "开工建设",
    "ＢＹＤ新能源汽车产业园",
    "IDC数据中心",
    "“一带一路”",
    "汽车智造、数字经济、健康医药7个产业园区",
    "总投资70亿元的",
    "👩‍🔧",
    "e\u0301",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=60)


def check(doc: Doc, text: str) -> None:
    """Check what holds for every text that was read."""
    assert doc.text == text
    reading = passage_reading(Passage(0, text), doc)
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.surface
        assert mention.start < mention.end
        assert 0 <= mention.confidence <= 1
    assert all(one.end <= other.start for one, other in pairwise(reading.mentions))
    ends = {None, *range(len(reading.mentions))}
    for relation in reading.relations:
        assert relation.head in ends
        assert relation.tail in ends
        assert relation.head != relation.tail
        assert (relation.stage is not None) == (relation.type is RelationType.PLANS)


def run(text: str) -> Doc:
    doc = pipeline().make_doc(text)
    doc._.kg_place = QUANSHAN
    return next(iter(pipeline().pipe([doc])))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_offsets_are_code_points_of_the_text(text: str) -> None:
    check(run(text), text)


@settings(max_examples=8, deadline=None)
@given(TEXTS.filter(bool), st.integers(510, 3000))
def test_offsets_are_right_in_long_texts(text: str, length: int) -> None:
    long = (text * (length // len(text) + 1))[:length]
    check(run(long), long)


@pytest.mark.parametrize("text", ["", " ", "\n", "\0", "a", "区", "\U0001f600"], ids=ascii)
def test_texts_without_a_name_have_none(text: str) -> None:
    doc = run(text)
    check(doc, text)
    assert not doc.spans["kg"]
    assert not doc._.kg_relations


def test_line_of_any_length_is_read() -> None:
    text = "泉山区😀与徐工汽车合作，" * 2_000
    doc = run(text)
    check(doc, text)
    assert len(doc.spans["kg"]) > 3_500
    assert pipeline().max_length > 10_000_000


def test_names_are_found_where_no_word_ends() -> None:
    doc = Doc(Vocab(), words=["泉山区泉", "山", "区"], spaces=[False] * 3)
    spans = [FoundSpan(0, 3, EntityType.DISTRICT, 1.0), FoundSpan(3, 6, EntityType.DISTRICT, 1.0)]
    ents = exact_spans(doc, spans)
    assert [(ent.start_char, ent.end_char, ent.text) for ent in ents] == [
        (0, 3, "泉山区"),
        (3, 6, "泉山区"),
    ]
    assert doc.text == "泉山区泉山区"


def test_relations_of_a_long_text_point_at_their_own_window() -> None:
    filler = "全面加强自身建设，" * 60 + "。"
    text = TEXT + filler + TEXT
    reading = read("transformer", text)
    half = len(reading.mentions) // 2
    surfaces = [mention.surface for mention in reading.mentions]
    assert surfaces[:half] == surfaces[half:]
    ends = {end for r in reading.relations for end in (r.head, r.tail) if end is not None}
    assert {end % half for end in ends if end < half} == {end % half for end in ends if end >= half}


# What is read in a text depends on nothing else.


@pytest.mark.parametrize("name", MODELS)
def test_a_passage_is_read_alike_whatever_stands_around_it(name: str) -> None:
    others = ["😀" * 40, "开工建设泉山经济开发区徐工汽车智能制造基地。" * 20, "", TEXT * 3]
    alone = read(name, TEXT)
    docs = [tokenizer()(text) for text in (others[0], others[1], TEXT, *others[2:])]
    for doc in docs:
        doc._.kg_place = QUANSHAN
    together = list(component(name).pipe(docs))
    assert passage_reading(Passage(0, TEXT), together[2]) == alone


def test_own_place_is_none_in_relations() -> None:
    here, elsewhere = read("transformer", TEXT, "泉山区"), read("transformer", TEXT, "睢宁县")
    assert here.mentions == elsewhere.mentions
    assert [mention.surface for mention in here.mentions[:2]] == ["泉山区", "睢宁县"]
    for one, own in ((here, 0), (elsewhere, 1)):
        ends = {end for relation in one.relations for end in (relation.head, relation.tail)}
        assert own not in ends and None in ends
    partners = [r for r in here.relations if r.type is RelationType.COOPERATES_WITH]
    assert [(partner.head, partner.tail) for partner in partners] == [(None, 1)]
    plans = [r for r in here.relations if r.type is RelationType.PLANS]
    assert {r.head for r in plans} == {None}
    assert {here.mentions[r.tail or 0].surface for r in plans} == {"顺堤河码头二期", "云龙湖隧道"}
    assert {r.stage for r in plans} == {Stage.START}


def test_reader_reads_documents_in_order() -> None:
    reader = Reader("fast")
    documents = [document("a", 2023, TEXT, "", "全面加强自身建设。"), document("b", 2024)]
    first, second = reader.read(iter(documents))
    assert [first.document, second.document] == documents
    assert [passage.index for passage in first.passages] == [0, 1, 2]
    assert second.passages == ()
    assert first.reader == reader.version
    assert reader.version.startswith("fast-")
    assert Reader("accurate").version != reader.version


def test_unknown_reader_is_refused() -> None:
    with pytest.raises(InputError, match="'best'; accepted: accurate, fast"):
        Reader("best")


# The files of a model.


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(models_path("convolution"), tmp_path / "convolution"))


def test_whole_model_is_accepted(copied: Path) -> None:
    assert check_model(copied) == check_model(models_path("convolution"))


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.onnx", "vocabulary.txt"])
def test_damaged_model_is_refused(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(ModelError, match=rf"{name}: damaged, .* install the package again"):
        check_model(copied)


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.onnx", "vocabulary.txt", "model.toml"])
def test_missing_file_of_a_model_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match=name):
        check_model(copied)


@pytest.mark.parametrize("content", ["name = ", "name = 'fast'", "[sha256]\n"], ids=ascii)
def test_damaged_manifest_is_refused(copied: Path, content: str) -> None:
    (copied / "model.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"model\.toml"):
        check_model(copied)


# Words.


def test_tokens_are_words_of_a_dictionary_of_its_own() -> None:
    jieba.setLogLevel(60)
    jieba.add_word("开工建设顺堤河")
    words = [token.text for token in JiebaTokenizer(Vocab())(TEXT)]
    assert "".join(words) == TEXT
    assert "建设" in words
    assert "开工建设顺堤河" in jieba.cut(TEXT)
    assert "开工建设顺堤河" not in words


def test_tokenizer_is_silent_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    JiebaTokenizer(Vocab())(TEXT)
    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.iterdir())


# Decoding.

TAG_COUNT = len(TAGS)
SCORES = (
    st.integers(1, 3)
    .flatmap(
        lambda length: st.lists(
            st.lists(st.floats(-9, 0, width=16), min_size=TAG_COUNT, max_size=TAG_COUNT),
            min_size=length,
            max_size=length,
        )
    )
    .map(lambda rows: np.array(rows, np.float32))
)


def score_of(path: tuple[int, ...], scores: np.ndarray[Any, Any]) -> float:
    steps = sum(float(TRANSITIONS[before, after]) for before, after in pairwise(path))
    borders = float(FIRST[path[0]] + LAST[path[-1]])
    return steps + borders + sum(float(row[tag]) for row, tag in zip(scores, path, strict=True))


@settings(max_examples=20, deadline=None)
@given(SCORES)
def test_best_path_is_the_best_of_all(scores: np.ndarray[Any, Any]) -> None:
    paths = product(range(TAG_COUNT), repeat=len(scores))
    best = max(score_of(path, scores) for path in paths)
    found = tuple(best_path(scores).tolist())
    assert score_of(found, scores) == pytest.approx(best, abs=1e-2)
    assert best > -100, "a legal path exists"


SPANS = [(0, 3, EntityType.DISTRICT), (3, 4, EntityType.PARK), (5, 7, EntityType.PROJECT)]


def test_mentions_come_from_tags() -> None:
    scores = np.full((8, TAG_COUNT), -5.0, np.float32)
    scores[np.arange(8), tags_of(8, SPANS)] = -0.1
    scores[1, TAGS.index("I-District")] = -0.5
    found = decode_mentions(scores)
    assert [(span.start, span.end, span.type) for span in found] == SPANS
    assert found[0].confidence == pytest.approx(np.exp(-0.5))
    assert found[1].confidence == pytest.approx(np.exp(-0.1))


def test_illegal_tags_give_way_to_the_best_legal_ones() -> None:
    scores = np.full((3, TAG_COUNT), -5.0, np.float32)
    scores[0, TAGS.index("B-Park")] = scores[1, TAGS.index("I-Park")] = -0.1
    scores[2, TAGS.index("E-Project")] = -0.1
    scores[2, TAGS.index("E-Park")] = -0.2
    assert [(s.start, s.end, s.type) for s in decode_mentions(scores)] == [(0, 3, EntityType.PARK)]


def test_only_allowed_ends_are_related() -> None:
    spans = [FoundSpan(start, end, kind, 1.0) for start, end, kind in SPANS]
    stages = np.zeros((3, len(Stage)), np.float32)
    stages[:, list(Stage).index(Stage.SIGN)] = 1
    sure = np.ones((4, 4, len(RelationType)), np.float32)
    relations = decode_relations(Found(spans, Pairs(sure, stages)), own=[False] * 3)
    triples = {(r.type.value, r.head, r.tail) for r in relations}
    assert triples == {
        ("PLANS", 0, 2),
        ("PLANS", None, 2),
        ("HOSTS", 1, 2),
        ("HAS_PARK", 0, 1),
        ("HAS_PARK", None, 1),
        ("COOPERATES_WITH", 0, None),
        ("COOPERATES_WITH", None, 0),
        ("COOPERATES_WITH", 1, 0),
        ("COOPERATES_WITH", 1, None),
        ("LOCATED_IN", 1, 0),
        ("LOCATED_IN", 1, None),
        ("LOCATED_IN", 2, 0),
        ("LOCATED_IN", 2, None),
        ("PART_OF", 0, None),
        ("PART_OF", None, 0),
    }
    assert {r.stage for r in relations} == {None, Stage.SIGN}


def test_own_place_takes_no_part_beside_the_place_itself() -> None:
    spans = [FoundSpan(start, end, kind, 1.0) for start, end, kind in SPANS]
    sure = np.ones((4, 4, len(RelationType)), np.float32)
    pairs = Pairs(sure, np.ones((3, len(Stage)), np.float32))
    relations = decode_relations(Found(spans, pairs), own=[True, False, False])
    assert {end for r in relations for end in (r.head, r.tail)} == {None, 1, 2}
