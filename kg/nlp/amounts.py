"""Find what one project costs: the sum that a text gives as its own investment."""

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Doc

from kg.lexicon import PatternRule, read_rules
from kg.money import SUM
from kg.ontology import EntityType

from . import attributes
from .windows import find_lines

attributes.register()


@cache
def load_amount_rules() -> tuple[PatternRule, ...]:
    """Read lexicons/amounts.toml; each pattern has the group `amount`."""
    sums = {"{amount}": f"(?P<amount>{SUM})"}
    return tuple(read_rules("amounts.toml", "rule", replace=sums))


def find_amounts(text: str, projects: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Return the sum, as written, that `text` gives as the cost of a project, by index of its span."""
    if "元" not in text:
        return {}
    amounts = {}
    for index in range(len(projects)):
        masked = _mask(text, projects, index)
        for rule in load_amount_rules():
            match = rule.pattern.search(masked)
            if match:
                amounts[index] = match["amount"]
                break
    return amounts


def _mask(text: str, projects: Sequence[tuple[int, int]], wanted: int) -> str:
    """Put ◆ for the wanted name and ◇ for every other one."""
    pieces, position = [], 0
    for index, (start, end) in enumerate(projects):
        pieces += [text[position:start], "◆" if index == wanted else "◇"]
        position = end
    return "".join(pieces) + text[position:]


def set_amounts(doc: Doc) -> Doc:
    """Set span._.kg_amount of every Project whose own investment its line states."""
    projects = [one for one in doc.spans[attributes.KEY] if one.label_ == EntityType.PROJECT]
    for start, end in find_lines(doc.text):
        here = [one for one in projects if start <= one.start_char < end]
        spans = [(one.start_char - start, one.end_char - start) for one in here]
        for index, amount in find_amounts(doc.text[start:end], spans).items():
            here[index]._.kg_amount = amount
    return doc
