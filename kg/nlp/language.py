"""The spaCy pipeline that reads reports."""

import sys

import spacy
from spacy.language import Language

from . import component, tokenizer  # noqa: F401  (both register)


def load(reader: str = "accurate", threads: int | None = None) -> Language:
    """Return a spaCy pipeline of jieba's words and the component `kg_reader`.

    `reader` is accurate or fast; a missing or damaged model is a ModelError. It uses all processors unless
    `threads` are given.
    """
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "kg_jieba"}}})
    # The limit is there for the memory of spaCy's own models: a text is read here by windows.
    nlp.max_length = sys.maxsize
    nlp.add_pipe("kg_reader", config={"reader": reader, "threads": threads})
    return nlp
