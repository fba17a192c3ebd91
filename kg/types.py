"""The values that cross a stage border: text (Document … Relation) on one side, world (Entity, Fact) on the other."""

from dataclasses import dataclass, field

from kg.ontology import EntityType, RelationType, Stage


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division of the gazetteer, or a zone that acts as one."""

    code: str
    """Six digits, as in GB/T 2260, nine of a town; of a zone without: that of its parent, /, its name."""
    name: str
    level: str
    """province, city, county, town or zone."""
    parents: tuple[str, ...] = ()
    """Names from the province down, without its own: ("江苏省", "徐州市")."""

    @property
    def full_name(self) -> str:
        """The names of its parents and its own: 江苏省徐州市泉山区."""
        return "".join((*self.parents, self.name))


@dataclass(frozen=True, slots=True)
class Passage:
    """One non-empty line of a text, exactly as it stands there."""

    index: int
    """Number of the line among the non-empty lines of the text, counted from 0."""
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term that the appendix of a report explains; what is named in its definition is named in passing."""

    name: str
    definition: str
    passages: tuple[int, ...]
    """Indexes of the passages that hold the definition."""


@dataclass(frozen=True, slots=True)
class Document:
    """One report as read from a file; a file may hold several."""

    id: str
    """Document/ and the first 16 digits of sha256."""
    path: str
    """As seen from the working directory, with forward slashes."""
    sha256: str
    """Of the text as decoded, with LF line ends."""
    title: str
    place: Division | None
    year: int | None
    passages: tuple[Passage, ...]
    """The report's own lines."""
    dropped: tuple[Passage, ...] = ()
    """Page furniture: lines of the text that are not the report's."""
    warnings: tuple[str, ...] = ()
    """What the reader of the result must know, one sentence each."""
    terms: tuple[Term, ...] = ()
    """What its appendix explains."""
    place_from: str = ""
    """Where the place was found: text, file name, folder …; empty where there is none."""
    year_from: str = ""
    source: str = ""
    """Fingerprint of its file and how many documents that has; empty where it has to be read again."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a passage; `start` and `end` are half-open code points of the passage's text."""

    type: EntityType
    start: int
    end: int
    surface: str
    confidence: float
    name: str | None = None
    """Full name of an elided list item: 汽车智造产业园区 for 汽车智造."""
    amount: str | None = None
    """A project's own investment, as written: 70亿元."""
    by: str = "reader"
    """The model or rule that found it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Two mentions of one passage joined; None is the report's own place."""

    type: RelationType
    head: int | None
    """Index among the passage's mentions."""
    tail: int | None
    confidence: float
    stage: Stage | None = None
    """Of PLANS only."""
    by: str = "reader"


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What was read in one passage, mentions in the order of the text."""

    index: int
    mentions: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and what was read in it."""

    document: Document
    passages: tuple[PassageReading, ...]
    reader: str
    """Which reader read it, with its version: a reading by another one is stale."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the world, whatever it is called in the texts."""

    id: str
    """Type/scope/name; District/code where the gazetteer knows it."""
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    """Other names in use, sorted."""
    alias_rules: tuple[str, ...] = ()
    """How each alias came to be one, in the order of `aliases`: ids of rules, joined by +."""
    scope: str | None = None
    """Code of the place that the name belongs to; None for names known everywhere."""
    code: str | None = None
    level: str | None = None
    """Code, where there is an official one, and level of a resolved District."""
    resolved: bool | None = None
    """Of a District: whether it is known which division the name means."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two names of one type that may be one thing, for an analyst to accept or reject."""

    id: str
    """Eight hex digits of the two names' ids."""
    first: str
    """Id of a name: Type/scope/key, or Type/key where it is known everywhere."""
    second: str
    place: str
    """Code of the place whose reports have both."""
    rule: str
    score: float
    """From 0 to 1, higher where names that look so were more often the same."""
    names: tuple[str, str]
    years: tuple[tuple[int, ...], tuple[int, ...]]
    """In which years' reports each stands."""
    passages: tuple[str, str]
    """One passage of each, of one document where both stand in one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an analyst says of two names: one thing, or two."""

    first: str
    """Ids of names as in a Proposal, the first one smaller."""
    second: str
    same: bool
    rule: str = ""
    score: float | None = None
    """Of the proposal that was decided, if it was one."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a document says a fact: a passage and the spans of both ends; None where it is the report's own place."""

    passage: str
    head: tuple[int, int] | None
    tail: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """What one document says of two entities."""

    id: str
    type: RelationType
    head: str
    tail: str
    document: str
    confidence: float
    """The highest among its evidence."""
    evidence: tuple[Evidence, ...]
    year: int | None = None
    stage: Stage | None = None
    """The furthest that the document tells."""
    amount: str | None = None
    by: tuple[str, ...] = field(default=("reader",))
