"""Give list items that share a head or a front their full names: 汽车智造、数字经济7个产业园区."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.ontology import EntityType

from . import attributes
from .headwords import SHORTEST, HeadWords, load_head_words

_JOINT = re.compile(
    r"[”’」』》]?(\[\^?\d+\])?[^\S\n]*(、|,|，|和|及|与|以及|暨)?[^\S\n]*[“‘「『《]?"
)
_CLAUSE_END = re.compile(r"[，。；;,、：:！!？?（）()\s]")
_CLOSING = 28
"""Characters behind a list among which its head must stand."""
_RELATIVE = 12
"""Characters behind a list in which a relative clause may end: 等贯通山区的高速公路."""
_PLAIN = re.compile("(建设)?(项目|工程)$")
_SLACK = {EntityType.PARK: 2, EntityType.PROJECT: 0, EntityType.PROGRAM: 99}
"""How much longer or shorter the front of a later item may be than the item that takes its head."""
_PHASE = re.compile(r"[（(]?[一二三四五六七八九十]期(工程|项目)?[）)]?")
_LINE = re.compile(r"[A-Z]?\d+号线")

attributes.register()


@dataclass(frozen=True, slots=True)
class Item:
    """A name in a text, by half-open characters and entity type."""

    start: int
    end: int
    kind: EntityType


def full_names(text: str, items: Sequence[Item]) -> dict[int, str]:
    """Return the full names of elided items, which stand in order, by their index."""
    words = load_head_words()
    names: dict[int, str] = {}
    first = 0
    for run in _runs(text, items):
        whole = _shared_heads(words, text, run) | _shared_fronts(words, text, run)
        names.update({first + place: name for place, name in whole.items()})
        first += len(run)
    return names


def _runs(text: str, items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the lists: items of one type with nothing but a joint between them."""
    run: list[Item] = []
    for item in items:
        if run and (
            item.kind is not run[-1].kind or not _JOINT.fullmatch(text, run[-1].end, item.start)
        ):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _shared_heads(words: HeadWords, text: str, run: Sequence[Item]) -> dict[int, str]:
    """Return the names of items that take their head from a later item or from the words behind the list."""
    kind = run[0].kind
    if kind not in _SLACK:
        return {}
    closed, closing = _closing_head(words, text, run[-1])
    names: dict[int, str] = {}
    follower: str | None = None
    for place in range(len(run) - 1, -1, -1):
        item = run[place]
        name = text[item.start : item.end]
        if words.has_head(name, kind):
            follower = name
            continue
        lends = not closed or kind is EntityType.PROGRAM
        head = _follower_head(words, follower, name, kind) if follower and lends else closing
        if head:
            names[place] = _append(_quoted(text, item), head)
    return names


def _quoted(text: str, item: Item) -> str:
    """Return the name with the quotes that enclose just it: they belong to its full name."""
    enclosed = text[item.start - 1 : item.start] == "“" and text[item.end : item.end + 1] == "”"
    return text[item.start - enclosed : item.end + enclosed]


def _append(name: str, head: str) -> str:
    """Join both without saying twice what ends the one and begins the other."""
    shared = next((n for n in range(len(head) - 1, 1, -1) if name.endswith(head[:n])), 0)
    return name + head[shared:]


def _follower_head(words: HeadWords, follower: str, name: str, kind: EntityType) -> str | None:
    """Return the end of `follower` that `name` shares.

    It stands behind a kind of site that both name, or behind a front as long as `name`.
    """
    for unit in words.units:
        end = follower.find(unit, 1) + len(unit)
        if name.endswith(unit) and len(unit) < end <= len(follower) - SHORTEST:
            return follower[end:]
    borders = words.borders(follower, kind)
    if not borders:
        return None
    best = min(borders, key=lambda border: (abs(border - len(name)), -border))
    return follower[best:] if abs(best - len(name)) <= _SLACK[kind] else None


def _closing_head(words: HeadWords, text: str, last: Item) -> tuple[bool, str | None]:
    """Tell whether words behind the list close it, and return the head that they give to each item."""
    rest = text[last.end : last.end + _CLOSING]
    opening = words.count.match(rest)
    closed = opening is not None and bool(opening[0].strip("”"))
    if opening:
        rest = rest[opening.end() :]
    rest = _CLAUSE_END.split(rest)[0]
    rest = rest[rest.rfind("的", 0, _RELATIVE) + 1 :]
    while dropped := words.dropped.match(rest):
        rest = rest[dropped.end() :]
    head = words.leading_head(rest, last.kind)
    if head is None or head in words.generic[last.kind]:
        return closed, None
    if last.kind is EntityType.PROJECT:
        return closed, _project_head(words, head) if closed else None
    if last.kind is EntityType.PROGRAM:
        head = _program_head(words, head)
        return closed, head if closed or rest.startswith(head) else None
    return closed, head if closed else None


def _program_head(words: HeadWords, head: str) -> str:
    """Return the last head of `head` with the words before it that make a kind of program: 专项整治行动."""
    border = min(i for i in range(len(head)) if head[i:] in words.heads[EntityType.PROGRAM])
    while kind := next((word for word in words.kinds if head[:border].endswith(word)), None):
        border -= len(kind)
    return head[border:]


def _project_head(words: HeadWords, head: str) -> str | None:
    """Return the head of projects: a kind of site, or what is done; None where it says no more than 项目."""
    bare = _PLAIN.sub("", head)
    if not words.is_known(bare):
        return None
    if bare.endswith(words.sites):
        return bare
    return head if bare.endswith(words.actions) else None


def _shared_fronts(words: HeadWords, text: str, run: Sequence[Item]) -> dict[int, str]:
    """Return the names of items that take their front from the item before: 二期, 6号线, 文化馆."""
    names: dict[int, str] = {}
    before = ""
    for place, item in enumerate(run):
        name = text[item.start : item.end]
        whole = _with_front(words, before, name) if before else None
        if whole:
            names[place] = whole
        before = whole or name
    return names


def _with_front(words: HeadWords, before: str, name: str) -> str | None:
    """Put the front of `before` before a name that is only a phase, a line's number or a bare building."""
    if _PHASE.fullmatch(name):
        phase = _PHASE.search(before)
        return before[: phase.start()] + name if phase and phase.start() else None
    line = _LINE.match(name)
    if line:
        other = _LINE.search(before)
        return before[: other.start()] + name if other and other.start() else None
    if name in words.buildings:
        building = next((b for b in words.buildings if before.endswith(b) and b != before), None)
        return before.removesuffix(building) + name if building else None
    return None


def set_full_names(doc: Doc) -> Doc:
    """Set span._.kg_full_name of every elided name among the mentions."""
    mentions = doc.spans[attributes.KEY]
    items = [Item(one.start_char, one.end_char, EntityType(one.label_)) for one in mentions]
    for index, name in full_names(doc.text, items).items():
        mentions[index]._.kg_full_name = name
    return doc
