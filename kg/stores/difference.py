"""Compare what is stored with what is wanted, so that only differences are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

Properties: TypeAlias = dict[str, Any]
Key = TypeVar("Key")


@dataclass(frozen=True)
class Difference(Generic[Key]):
    """What must be created, updated and deleted to get from the stored to the wanted."""

    created: dict[Key, Properties]
    updated: dict[Key, Properties]
    deleted: list[Key]


def compare(stored: Mapping[Key, Properties], wanted: Mapping[Key, Properties]) -> Difference[Key]:
    """Return what turns `stored` into `wanted`."""
    return Difference(
        created={key: new for key, new in wanted.items() if key not in stored},
        updated={key: new for key, new in wanted.items() if stored.get(key, new) != new},
        deleted=[key for key in stored if key not in wanted],
    )
