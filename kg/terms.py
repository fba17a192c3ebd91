"""What types, relations and stages are called in Chinese and English, by lexicons/terms.tsv."""

from functools import cache

from kg.lexicon import read_table
from kg.messages import LANGUAGES


@cache
def load_terms(language: str) -> dict[str, str]:
    """Return the word for every type, relation and stage; `language` is zh or en."""
    rows = read_table("terms.tsv", ("term", *sorted(LANGUAGES, reverse=True)))
    return {row["term"]: row[language] for row in rows}
