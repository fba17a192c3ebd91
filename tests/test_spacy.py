"""The reader as a component of other spaCy pipelines: any tokenizer, any neighbours, any way to run them."""

import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from kg.errors import InputError
from kg.nlp.component import ReaderComponent
from kg.nlp.decode import FoundSpan
from kg.nlp.language import load
from kg.nlp.reader import passage_reading
from kg.nlp.spans import exact_spans
from kg.ontology import EntityType, Stage
from kg.resources import data_folder
from kg.types import Passage, PassageReading

from .readings import QUANSHAN

LINES = [
    "开工建设顺堤河码头二期、云龙湖隧道。",
    "总投资5亿元的徐工汽车产业园签约,推动汽车智造、数字经济等产业园建设。",
    "泉山区与睢宁县结对合作。",
]
NAMES = ["顺堤河码头二期", "云龙湖隧道"]
PROJECT = EntityType.PROJECT


@cache
def other_pipeline(lang: str = "zh") -> Language:
    nlp = spacy.blank(lang)
    nlp.add_pipe("kg_reader", config={"reader": "fast"})
    return nlp


@cache
def own_pipeline() -> Language:
    return load("fast")


def reading(doc: Doc) -> PassageReading:
    return passage_reading(Passage(0, doc.text), doc)


# Other tokenizers, longer texts.


@pytest.mark.parametrize("lang", ["zh", "xx", "en"])
@pytest.mark.parametrize("text", LINES)
def test_every_tokenizer_gives_the_same_reading(lang: str, text: str) -> None:
    doc = other_pipeline(lang)(text)
    assert doc.text == text
    assert reading(doc) == reading(own_pipeline()(text))
    assert [ent.text for ent in doc.ents] == [span.text for span in doc.spans["kg"]]


def test_words_between_blanks_are_split_where_names_end() -> None:
    text = f"今年 开工建设{NAMES[0]}、{NAMES[1]} 和 公园 。"
    doc = other_pipeline("xx")(text)
    assert doc.text == text
    assert [ent.text for ent in doc.ents][:2] == NAMES


def test_lines_of_a_text_are_read_as_if_each_stood_alone() -> None:
    report = next(data_folder("seeds").glob("000_*.txt")).read_text(encoding="utf-8")
    text = "\r\n".join(["", *LINES, "", *report.split("\n")])
    doc = other_pipeline()(text)
    expected: list[tuple[int, str, str | None, str | None, float]] = []
    relations = 0
    offset = 0
    for line in text.split("\n"):
        alone = reading(other_pipeline()(line.rstrip("\r")))
        expected += [
            (offset + one.start, one.surface, one.name, one.amount, one.confidence)
            for one in alone.mentions
        ]
        relations += len(alone.relations)
        offset += len(line) + 1
    found = reading(doc)
    assert expected == [
        (one.start, one.surface, one.name, one.amount, one.confidence) for one in found.mentions
    ]
    assert len(found.relations) == relations > 20
    line_of = [text.count("\n", 0, one.start) for one in found.mentions]
    for one in found.relations:
        ends = [line_of[end] for end in (one.head, one.tail) if end is not None]
        assert len(set(ends)) == 1


def test_the_place_of_the_report_is_no_name_but_none() -> None:
    nlp = other_pipeline()
    doc = nlp.make_doc(LINES[2])
    doc._.kg_place = QUANSHAN
    (partner,) = nlp(doc)._.kg_relations
    assert (partner.head, doc.spans["kg"][partner.tail].text) == (None, "睢宁县")


# Other components.


def add_ruler(nlp: Language) -> None:
    ruler: Any = nlp.add_pipe("entity_ruler", config={"overwrite_ents": True})
    names = {"VERB": "开工", "FACILITY": "码头"}
    ruler.add_patterns([{"label": label, "pattern": name} for label, name in names.items()])


def test_entities_of_others_stay_where_no_name_is() -> None:
    nlp = spacy.blank("zh")
    add_ruler(nlp)
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("kg_reader", config={"reader": "fast"})
    doc = nlp(LINES[0])
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("开工", "VERB"),
        *((name, "Project") for name in NAMES),
    ]
    assert len(list(doc.sents)) == 1


def test_relations_hold_whatever_later_components_do_to_entities() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("kg_reader", config={"reader": "fast"})
    add_ruler(nlp)
    doc = nlp(LINES[0])
    assert "FACILITY" in {ent.label_ for ent in doc.ents}
    assert {doc.spans["kg"][one.tail].text for one in doc._.kg_relations} == set(NAMES)
    assert {one.stage for one in doc._.kg_relations} == {Stage.START}


def test_entities_can_be_left_to_others() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("kg_reader", config={"reader": "fast", "ents": False})
    doc = nlp(LINES[0])
    assert doc.ents == ()
    assert [span.text for span in doc.spans["kg"]] == NAMES


def test_attributes_of_others_are_left_alone() -> None:
    Span.set_extension("confidence", default="theirs", force=True)
    try:
        spacy.blank("zh").add_pipe("kg_reader", config={"reader": "fast"})
        assert Doc(Vocab(), words=["区"])[:1]._.confidence == "theirs"
    finally:
        Span.remove_extension("confidence")


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(InputError, match="'best'; accepted: accurate, fast"):
        spacy.blank("zh").add_pipe("kg_reader", config={"reader": "best"})


# Tokens that are split.


def annotated() -> Doc:
    doc = Doc(
        Vocab(),
        words=["泉山区建", "设", "。好", "。"],
        spaces=[True, False, True, False],
        tags=["N", "V", "A", "P"],
        morphs=["Case=Nom", "", "", ""],
        sent_starts=[True, False, False, True],
        ents=["B-X", "O", "B-Y", "I-Y"],
    )
    doc.spans["theirs"] = [Span(doc, 1, 3, "Z", span_id=7), doc[:1]]
    return doc


def test_pieces_of_a_token_keep_what_others_said_of_it() -> None:
    doc = annotated()
    found = exact_spans(doc, [FoundSpan(0, 3, PROJECT, 1), FoundSpan(7, 8, PROJECT, 1)])
    assert [span.text for span in found] == ["泉山区", "好"]
    assert [(token.text, token.tag_, str(token.morph)) for token in doc] == [
        ("泉山区", "N", "Case=Nom"),
        ("建", "N", "Case=Nom"),
        ("设", "V", ""),
        ("。", "A", ""),
        ("好", "A", ""),
        ("。", "P", ""),
    ]
    assert [sent.text for sent in doc.sents] == ["泉山区建 设。好", "。"]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("泉山区建", "X"), ("。好 。", "Y")]
    assert [(span.text, span.label_, span.id) for span in doc.spans["theirs"]] == [
        ("设。好", "Z", 7),
        ("泉山区建", "", 0),
    ]


def test_pieces_of_a_token_stand_in_its_place_in_the_tree() -> None:
    words = ["泉山区建", "设好", "。"]
    doc = Doc(Vocab(), words=words, heads=[1, 1, 1], deps=["nsubj", "ROOT", "punct"])
    exact_spans(doc, [FoundSpan(0, 3, PROJECT, 1), FoundSpan(5, 6, PROJECT, 1)])
    assert [(token.text, token.head.text, token.dep_) for token in doc] == [
        ("泉山区", "设", "nsubj"),
        ("建", "泉山区", "nsubj"),
        ("设", "设", "ROOT"),
        ("好", "设", "ROOT"),
        ("。", "设", "punct"),
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.text("区县a😀", min_size=1, max_size=4), st.booleans()), min_size=1),
    st.data(),
)
def test_spans_have_just_the_characters_found(
    tokens: list[tuple[str, bool]], data: st.DataObject
) -> None:
    words, spaces = [word for word, _ in tokens], [space for _, space in tokens]
    doc = Doc(Vocab(), words=words, spaces=spaces)
    text = doc.text
    visible = [index for index, char in enumerate(text) if char != " "]
    chosen = data.draw(st.lists(st.sampled_from(visible), unique=True, max_size=8).map(sorted))
    wanted = [
        FoundSpan(first, last + 1, PROJECT, 1.0)
        for first, last in zip(chosen[::2], chosen[1::2], strict=False)
    ]
    found = exact_spans(doc, wanted)
    assert doc.text == text
    assert [(one.start_char, one.end_char) for one in found] == [
        (one.start, one.end) for one in wanted
    ]


def test_blanks_at_the_ends_of_a_span_stay_outside() -> None:
    doc = Doc(Vocab(), words=["区", "县"], spaces=[True, True])
    for start, end, text in [(0, 2, "区"), (1, 3, "县"), (1, 4, "县"), (1, 2, "区"), (3, 4, "县")]:
        (found,) = exact_spans(doc, [FoundSpan(start, end, PROJECT, 1)])
        assert found.text == text


# Bytes, files, streams and processes.


def docs() -> list[Doc]:
    nlp = own_pipeline()
    made = [nlp.make_doc(line) for line in LINES]
    for doc in made:
        doc._.kg_place = QUANSHAN
    return list(nlp.pipe(made))


def test_docs_become_bytes_and_docs_again() -> None:
    for doc in docs():
        again = Doc(Vocab()).from_bytes(doc.to_bytes())
        assert reading(again) == reading(doc)
        assert again._.kg_place == QUANSHAN
        assert [ent.label_ for ent in again.ents] == [ent.label_ for ent in doc.ents]


def test_docs_are_kept_in_a_doc_bin() -> None:
    made = docs()
    kept = DocBin(docs=made, store_user_data=True).to_bytes()
    again = list(DocBin().from_bytes(kept).get_docs(Vocab()))
    assert [reading(doc) for doc in again] == [reading(doc) for doc in made]
    assert sum(len(reading(doc).relations) for doc in again) > 3
    assert {doc._.kg_place for doc in again} == {QUANSHAN}


def test_many_texts_are_read_like_each_alone() -> None:
    nlp = other_pipeline()
    texts = [*LINES, "", *LINES[::-1]]
    together = list(nlp.pipe(((text, number) for number, text in enumerate(texts)), as_tuples=True))
    assert [number for _, number in together] == list(range(len(texts)))
    assert [reading(doc) for doc, _ in together] == [reading(nlp(text)) for text in texts]


def test_pipelines_are_kept_on_disk(tmp_path: Path) -> None:
    for nlp in (own_pipeline(), other_pipeline("xx")):
        nlp.to_disk(tmp_path)
        again = spacy.load(tmp_path)
        assert again.pipe_names == ["kg_reader"]
        assert type(again.tokenizer) is type(nlp.tokenizer)
        assert reading(again(LINES[0])) == reading(nlp(LINES[0]))
    assert own_pipeline().from_bytes(own_pipeline().to_bytes()) is own_pipeline()


def test_component_can_be_sent_to_another_process() -> None:
    component = ReaderComponent("fast", ents=False)
    again = pickle.loads(pickle.dumps(component))
    assert (again.reader, again.ents) == ("fast", False)


SCRIPT = """
import multiprocessing, sys
import spacy
import kg.nlp.component

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    nlp = spacy.blank("zh")
    nlp.add_pipe("kg_reader", config={"reader": "fast"})
    texts = sys.argv[2:]
    alone = [nlp(text)._.kg_relations for text in texts]
    assert all(alone)
    apart = [doc._.kg_relations for doc in nlp.pipe(texts, n_process=2, batch_size=1)]
    sys.exit(alone != apart)
"""


def test_several_processes_read_side_by_side(tmp_path: Path) -> None:
    method = "spawn" if sys.platform in ("win32", "darwin") else "fork"
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), method, *LINES[:2]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
