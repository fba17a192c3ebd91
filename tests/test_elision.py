import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.nlp.elision import Item, full_names, set_full_names
from kg.nlp.headwords import load_head_words
from kg.ontology import EntityType

CASES = tomllib.loads(
    (Path(__file__).parent / "cases" / "elision.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["id"])
def test_full_names(case: dict[str, Any]) -> None:
    doc = spacy.blank("zh")(re.sub("[【】]", "", case["text"]))
    spans = [
        (match.start() - 2 * number, match.end() - 2 * number - 2)
        for number, match in enumerate(re.finditer("【.*?】", case["text"]))
    ]
    ents = [doc.char_span(*span, label=case["type"]) for span in spans]
    doc.spans["kg"] = [ent for ent in ents if ent is not None]
    assert [ent._.kg_full_name or "" for ent in set_full_names(doc).spans["kg"]] == case["names"]


@given(st.text("、，和等工程行动改造二期蓝天保卫战“”3个的", max_size=40), st.data())
def test_a_full_name_holds_the_name_and_more(text: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted))
    kind = data.draw(st.sampled_from(EntityType))
    items = [Item(a, b, kind) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    for index, name in full_names(text, items).items():
        surface = text[items[index].start : items[index].end]
        assert surface in name and len(name) > len(surface)


def test_lexicon_has_heads_for_every_type_that_elides() -> None:
    words = load_head_words()
    assert set(words.heads) == set(words.generic) == {"Park", "Program", "Project"}
    for kind, generic in words.generic.items():
        assert generic, kind


@pytest.mark.parametrize("field", ["sites", "actions", "units", "kinds"])
def test_lexicon_names_no_word_twice(field: str) -> None:
    words = getattr(load_head_words(), field)
    doubled = sorted({word for word in words if words.count(word) > 1})
    assert not doubled, f"lexicons/elision.toml, {field}: take out one of {doubled}"
