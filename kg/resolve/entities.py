"""Give every mention its entity: the same name in the same scope is the same thing."""

from collections import Counter
from dataclasses import dataclass, field

from kg.gazetteer import Gazetteer
from kg.names import name_key
from kg.ontology import EntityType
from kg.types import Division, Document, Entity, Mention

from .scopes import Scopes


def document_scope(document: Document) -> str:
    """Return the code of the report's place; a report without one is a scope of its own."""
    return document.place.code if document.place else document.id.removeprefix("Document/")


@dataclass
class _Forms:
    """What is known of one entity so far."""

    type: EntityType
    scope: str | None
    division: Division | None = None
    names: Counter[str] = field(default_factory=Counter)
    surfaces: set[str] = field(default_factory=set)


class EntityTable:
    """Collect the forms of every entity while the mentions of all documents pass by."""

    def __init__(self, gazetteer: Gazetteer, scopes: Scopes) -> None:
        self._gazetteer = gazetteer
        self._scopes = scopes
        self._forms: dict[str, _Forms] = {}

    def add_place(self, division: Division) -> str:
        """Enter a report's own place and return its entity's id."""
        forms = self._division_forms(division)
        forms.names[division.name] += 1
        return _division_id(division)

    def add(self, mention: Mention, document: Document) -> str:
        """Enter a mention and return its entity's id."""
        name = mention.name or mention.surface
        if mention.type is EntityType.DISTRICT:
            division = self._gazetteer.find(name, near=document.place)
            if division:
                self._division_forms(division).surfaces.add(name)
                return _division_id(division)
        scope = self._scope(mention.type, name, document)
        parts = [mention.type, *([scope] if scope else []), name_key(name)]
        identity = "/".join(parts)
        forms = self._forms.setdefault(identity, _Forms(mention.type, scope))
        forms.names[name] += 1
        forms.surfaces.update((name, mention.surface))
        return identity

    def entities(self) -> list[Entity]:
        """Return every entity, sorted by id; the commonest full form is its name."""
        return [self._entity(identity, self._forms[identity]) for identity in sorted(self._forms)]

    def _scope(self, kind: EntityType, name: str, document: Document) -> str | None:
        if kind is EntityType.DISTRICT or self._scopes.is_local(kind, name):
            return document_scope(document)
        return None

    def _division_forms(self, division: Division) -> _Forms:
        present = self._gazetteer.by_code(division.code) or division
        forms = _Forms(EntityType.DISTRICT, None, present, Counter([present.name]))
        return self._forms.setdefault(_division_id(division), forms)

    @staticmethod
    def _entity(identity: str, forms: _Forms) -> Entity:
        name = min(forms.names, key=lambda form: (-forms.names[form], form))
        if forms.division:
            name = forms.division.name
        return Entity(
            id=identity,
            type=forms.type,
            name=name,
            aliases=tuple(sorted((forms.surfaces | set(forms.names)) - {name})),
            scope=forms.scope,
            code=forms.division.code if forms.division else None,
            level=forms.division.level if forms.division else None,
        )


def _division_id(division: Division) -> str:
    return f"{EntityType.DISTRICT}/{division.code}"
