"""The tree of divisions above those that texts name: known from the gazetteer, said by no text."""

from collections.abc import Iterable

from kg.ontology import EntityType
from kg.types import Division, Entity

from .forms import FormTable, division_id


def grow_tree(
    table: FormTable, entities: Iterable[Entity]
) -> tuple[tuple[Entity, ...], tuple[tuple[str, str], ...]]:
    """Return the divisions around the named ones that no text names, and all (inner, outer) ids; both sorted."""
    named = {entity.id for entity in entities}
    outer: dict[str, Entity] = {}
    tree: set[tuple[str, str]] = set()
    for form in list(table.forms.values()):
        inner = form.division
        while inner and (around := table.gazetteer.parent(inner)):
            if (division_id(inner), division_id(around)) in tree:
                break
            tree.add((division_id(inner), division_id(around)))
            if division_id(around) not in named:
                outer[division_id(around)] = _entity(around)
            inner = around
    return tuple(outer[identity] for identity in sorted(outer)), tuple(sorted(tree))


def _entity(division: Division) -> Entity:
    return Entity(
        id=division_id(division),
        type=EntityType.DISTRICT,
        name=division.name,
        code=division.code,
        level=division.level,
        resolved=True,
    )
