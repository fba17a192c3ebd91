"""Entity types, relation types with the ends they allow, and stages: the single source of truth."""

from enum import StrEnum


class EntityType(StrEnum):
    """Kinds of named things; the order is the network's output order."""

    DISTRICT = "District"
    PARK = "Park"
    COMPANY = "Company"
    INSTITUTION = "Institution"
    PROJECT = "Project"
    PROGRAM = "Program"


class RelationType(StrEnum):
    """Kinds of facts; the order is the network's output order."""

    PLANS = "PLANS"
    HOSTS = "HOSTS"
    HAS_PARK = "HAS_PARK"
    RUNS = "RUNS"
    SUPPORTS = "SUPPORTS"
    UNDERTAKES = "UNDERTAKES"
    COOPERATES_WITH = "COOPERATES_WITH"
    LOCATED_IN = "LOCATED_IN"
    PART_OF = "PART_OF"


class Stage(StrEnum):
    """How far a project is, from first contact to operation; later members are further."""

    ATTRACT = "attract"
    PLAN = "plan"
    SIGN = "sign"
    LAND = "land"
    START = "start"
    BUILD = "build"
    COMPLETE = "complete"
    OPERATE = "operate"


def _pairs(heads: str, tails: str) -> frozenset[tuple[EntityType, EntityType]]:
    return frozenset(
        (EntityType(head), EntityType(tail)) for head in heads.split() for tail in tails.split()
    )


ALLOWED_ENDS: dict[RelationType, frozenset[tuple[EntityType, EntityType]]] = {
    RelationType.PLANS: _pairs("District", "Project"),
    RelationType.HOSTS: _pairs("Park", "Company Project"),
    RelationType.HAS_PARK: _pairs("District", "Park"),
    RelationType.RUNS: _pairs("District", "Program"),
    RelationType.SUPPORTS: _pairs("District", "Company"),
    RelationType.UNDERTAKES: _pairs("Company", "Project"),
    RelationType.COOPERATES_WITH: _pairs("District Park", "Institution District Company"),
    RelationType.LOCATED_IN: _pairs("Project Park Company Institution", "District"),
    RelationType.PART_OF: _pairs("District", "District") | _pairs("Project", "Program"),
}
"""(head type, tail type) pairs that each relation may join."""
