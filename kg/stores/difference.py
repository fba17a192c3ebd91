"""Compare what is stored with what is wanted, so that only differences are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

Properties: TypeAlias = dict[str, Any]
Key = TypeVar("Key")


@dataclass(frozen=True)
class Difference(Generic[Key]):
    """What must be deleted, created and updated, in this order, to get from the stored to the wanted."""

    created: dict[Key, Properties]
    updated: dict[Key, Properties]
    deleted: list[Key]

    def __len__(self) -> int:
        return len(self.created) + len(self.updated) + len(self.deleted)


def compare(
    stored: Iterable[tuple[Key, Properties]], wanted: Mapping[Key, Properties]
) -> Difference[Key]:
    """Return what turns `stored` into `wanted`; what is stored more than once is deleted and made anew."""
    created, updated, deleted = dict(wanted), {}, []
    for key, old in stored:
        new = created.pop(key, None)
        if new is None:
            deleted.append(key)
        elif new != old:
            updated[key] = new
    twice = {key: wanted[key] for key in deleted if key in wanted}
    for key in twice:
        updated.pop(key, None)
    return Difference(created | twice, updated, list(dict.fromkeys(deleted)))
