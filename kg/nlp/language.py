"""The spaCy pipeline that reads reports."""

import spacy
from spacy.language import Language

from . import component  # noqa: F401  (registers kg_reader)
from .tokenizer import JiebaTokenizer

READERS = ("accurate", "fast")


def load(reader: str = "accurate") -> Language:
    """Return a pipeline whose docs carry entities, relations, full names of list items and amounts.

    `reader` is accurate or fast; a missing or damaged model is a ModelError.
    """
    nlp = spacy.blank("zh")
    nlp.tokenizer = JiebaTokenizer(nlp.vocab)
    nlp.add_pipe("kg_reader", config={"model": reader})
    return nlp
