"""Read government work reports into a knowledge graph whose every fact points at its sentence."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import InputError, KgError, ModelError, StoreError
    from kg.library import Graph, build, open_store
    from kg.nlp.language import load
    from kg.ontology import EntityType, RelationType, Stage
    from kg.readers.overrides import parse_place
    from kg.sentences import Sentence
    from kg.types import Division, Document, Entity, Evidence, Fact, Mention, Passage, Relation

__all__ = [
    "Division",
    "Document",
    "Entity",
    "EntityType",
    "Evidence",
    "Fact",
    "Graph",
    "InputError",
    "KgError",
    "Mention",
    "ModelError",
    "Passage",
    "Relation",
    "RelationType",
    "Sentence",
    "Stage",
    "StoreError",
    "build",
    "load",
    "open_store",
    "parse_place",
]

_MODULES = {
    "kg.errors": ("InputError", "KgError", "ModelError", "StoreError"),
    "kg.library": ("Graph", "build", "open_store"),
    "kg.nlp.language": ("load",),
    "kg.ontology": ("EntityType", "RelationType", "Stage"),
    "kg.readers.overrides": ("parse_place",),
    "kg.sentences": ("Sentence",),
    "kg.types": (
        "Division",
        "Document",
        "Entity",
        "Evidence",
        "Fact",
        "Mention",
        "Passage",
        "Relation",
    ),
}


if not TYPE_CHECKING:  # who would else take any name for one that is there

    def __getattr__(name: str) -> object:
        """Import what the library offers when it is asked for, so that `import kg` costs next to nothing."""
        for module, names in _MODULES.items():
            if name in names:
                return getattr(import_module(module), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
