"""The spaCy pipeline that reads reports."""

import sys

import spacy
from spacy.language import Language

from . import amounts, calibration, component, elision, nesting  # noqa: F401  (components register)
from .tokenizer import JiebaTokenizer


def load(reader: str = "accurate", threads: int | None = None) -> Language:
    """Return a pipeline whose docs carry entities, relations, full names of list items and amounts.

    `reader` is accurate or fast; a missing or damaged model is a ModelError. It uses all processors unless
    `threads` are given.
    """
    nlp = spacy.blank("zh")
    # The limit is there for the memory of spaCy's own models: a text is read here by windows.
    nlp.max_length = sys.maxsize
    nlp.tokenizer = JiebaTokenizer(nlp.vocab)
    nlp.add_pipe("kg_reader", config={"reader": reader, "threads": threads})
    nlp.add_pipe("kg_calibration", config={"reader": reader})
    nlp.add_pipe("kg_elision")
    nlp.add_pipe("kg_amounts")
    nlp.add_pipe("kg_nesting")
    return nlp
