"""Towns, townships and subdistricts: which one a name means inside a place."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.lexicon import read_table
from kg.names import place_key
from kg.types import Division


class Towns:
    """Towns by name; the same name stands for many, so that one means something only inside a place."""

    def __init__(self, rows: Iterable[tuple[str, str]], gazetteer: Gazetteer) -> None:
        """Index `rows` of code (nine digits, the first six are the county's) and name."""
        self._gazetteer = gazetteer
        self._codes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for code, name in rows:
            for form in {name, place_key(name)}:
                self._codes[form].append((code, name))

    def find(self, name: str, inside: Division) -> Division | None:
        """Return the one town of this name inside a place, in a province only by its full name."""
        found = [
            (code, full)
            for code, full in self._codes.get(name, ())
            if self._gazetteer.contains(inside, Division(code, full, "town"))
        ]
        full_names = [one for one in found if one[1] == name]
        found = full_names if full_names or inside.level == "province" else found
        if len(found) != 1:
            return None
        code, full = found[0]
        county = self._gazetteer.parent(Division(code, full, "town"))
        parents = (*county.parents, county.name) if county else ()
        return Division(code, full, "town", parents)


@cache
def load_towns() -> Towns:
    """Read lexicons/towns.tsv."""
    rows = read_table("towns.tsv", ("code", "name"))
    return Towns(((row["code"], row["name"]) for row in rows), load_gazetteer())
