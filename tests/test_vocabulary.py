"""One code point, one token."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.nlp.vocabulary import END, START, UNKNOWN, Vocabulary
from kg.resources import models_path

SHIPPED = Vocabulary(models_path("transformer") / "vocabulary.txt")


@pytest.fixture
def small(tmp_path: Path) -> Vocabulary:
    path = tmp_path / "vocabulary.txt"
    path.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", " ", "a", "1", "区"]) + "\n")
    return Vocabulary(path)


def test_known_characters_have_their_line_as_id(small: Vocabulary) -> None:
    assert small.encode("区a 1") == [START, 7, 5, 4, 6, END]
    assert small.size == 8


@pytest.mark.parametrize(
    ("character", "like"),
    [
        pytest.param("A", "a", id="upper-case"),
        pytest.param("\uff41", "a", id="full-width"),
        pytest.param("\uff21", "a", id="full-width-upper-case"),
        pytest.param("①", "1", id="circled"),
        pytest.param("\t", " ", id="tab"),
        pytest.param("\u3000", " ", id="ideographic-space"),
        pytest.param("\u2028", " ", id="line-separator"),
    ],
)
def test_unseen_character_falls_back(small: Vocabulary, character: str, like: str) -> None:
    assert small[character] == small[like]


@pytest.mark.parametrize("character", ["\0", "\u0301", "\U0001f600", "\U00020bb7"], ids=ascii)
def test_foreign_character_is_unknown(small: Vocabulary, character: str) -> None:
    assert small.encode(character) == [START, UNKNOWN, END]


@given(st.text())
def test_every_code_point_is_one_token(text: str) -> None:
    ids = SHIPPED.encode(text)
    assert len(ids) == len(text) + 2
    assert all(UNKNOWN <= token < SHIPPED.size for token in ids)
    assert {START, END}.isdisjoint(ids[1:-1])
