"""Collect the forms of names while the mentions of all documents pass by: one name of one place is one form."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from kg.gazetteer import Gazetteer
from kg.names import name_key, place_key
from kg.ontology import EntityType
from kg.towns import Towns
from kg.types import Division, Document, Mention

from .scopes import Scopes


@dataclass(slots=True)
class Form:
    """A name as the reports of one place use it, and what is known of it."""

    id: str
    """Type/scope/key, or Type/key where the name is known everywhere: what decisions name it by."""
    type: EntityType
    place: str
    """Scope of the reports that use it, empty for divisions."""
    near: Division | None
    scope: str | None
    key: str
    node: str
    """Type/place/key: what the table has it by."""
    division: Division | None = None
    names: Counter[str] = field(default_factory=Counter)
    surfaces: set[str] = field(default_factory=set)
    passages: dict[str, str] = field(default_factory=dict)
    """Of each document that has it: the first passage."""
    years: set[int] = field(default_factory=set)


def document_scope(document: Document) -> str:
    """Return the code of the report's place; a report without one is a scope of its own."""
    return document.place.code if document.place else document.id.removeprefix("Document/")


def division_id(division: Division) -> str:
    """Return the id of a division's entity."""
    return f"{EntityType.DISTRICT}/{division.code}"


class FormTable:
    """All forms by (type, place, key), joined by /; a known division is one form for all places."""

    def __init__(self, gazetteer: Gazetteer, towns: Towns, scopes: Scopes) -> None:
        self.gazetteer = gazetteer
        self.forms: dict[str, Form] = {}
        self._towns = towns
        self._scopes = scopes

    def add_place(self, division: Division) -> str:
        """Enter a report's own place and return its form's key."""
        form = self._division_form(division)
        form.surfaces.add(division.name)
        return form.id

    def add(self, mention: Mention, document: Document, passage: str) -> str:
        """Enter a mention of a passage (its id) and return its form's key."""
        name = mention.name or mention.surface
        division = self._division(name, document) if mention.type is EntityType.DISTRICT else None
        if division:
            form = self._division_form(division)
            form.surfaces.add(name)
        else:
            form = self._name_form(mention.type, name, document)
            form.names[name] += 1
            form.surfaces.update((name, mention.surface))
        form.passages.setdefault(document.id, passage)
        if document.year:
            form.years.add(document.year)
        return form.node

    def blocks(self) -> dict[tuple[EntityType, str], list[str]]:
        """Return the forms, divisions apart, by type and place: only within these are names compared."""
        found: dict[tuple[EntityType, str], list[str]] = defaultdict(list)
        for node in sorted(self.forms):
            form = self.forms[node]
            if form.type is not EntityType.DISTRICT:
                found[form.type, form.place].append(node)
        return found

    def inner_places(self) -> Callable[[str, str], bool]:
        """Return a function that tells, of a place's scope and a name, whether it is that of a place inside.

        Inside are the divisions, and whatever districts and parks its own reports name.
        """
        named: dict[str, set[str]] = defaultdict(set)
        near: dict[str, Division] = {}
        for form in self.forms.values():
            if form.near:
                near[form.place] = form.near
            if form.type is EntityType.PARK or (form.place and form.type is EntityType.DISTRICT):
                named[form.place].update((form.key, place_key(form.key)))

        @cache
        def is_inside(place: str, name: str) -> bool:
            if name in named[place]:
                return True
            around = near.get(place)
            if around is None:
                return False
            found = self.gazetteer.find(name, near=around)
            if found and self.gazetteer.contains(around, found):
                return True
            return self._towns.find(name, around) is not None

        return is_inside

    def _division(self, name: str, document: Document) -> Division | None:
        place = document.place
        found = self.gazetteer.find(name, near=place)
        if place is None or (found and not self._is_far(found, place)):
            return found
        return self._towns.find(name, place) or found

    def _is_far(self, one: Division, place: Division) -> bool:
        return not (
            one.code == place.code
            or self.gazetteer.contains(place, one)
            or self.gazetteer.contains(one, place)
        )

    def _division_form(self, division: Division) -> Form:
        present = self.gazetteer.by_code(division.code) or division
        node = division_id(division)
        if node not in self.forms:
            key = name_key(present.name)
            self.forms[node] = Form(node, EntityType.DISTRICT, "", None, None, key, node, present)
        return self.forms[node]

    def _name_form(self, kind: EntityType, name: str, document: Document) -> Form:
        key, place = name_key(name), document_scope(document)
        node = f"{kind}/{place}/{key}"
        if node not in self.forms:
            local = kind is EntityType.DISTRICT or self._scopes.is_local(kind, name)
            identity = node if local else f"{kind}/{key}"
            scope = place if local else None
            self.forms[node] = Form(identity, kind, place, document.place, scope, key, node)
        return self.forms[node]
