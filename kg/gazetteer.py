"""China's administrative divisions: which one a name means in the light of the place that says it."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from kg.lexicon import read_table
from kg.names import place_key
from kg.types import Division


class Gazetteer:
    """Divisions by code, name and short form."""

    def __init__(
        self,
        divisions: Iterable[Division],
        short: dict[str, list[str]],
        near_only: frozenset[str] = frozenset(),
    ) -> None:
        """Index `divisions`, of one code the present name first; `short` gives the short forms of a name.

        Names of `near_only` are also used of other things, and far away mean nothing sure.
        """
        self.divisions = tuple(divisions)
        self._near_only = near_only
        self._by_code: dict[str, Division] = {}
        self._full: dict[str, list[Division]] = defaultdict(list)
        self._short: dict[str, list[Division]] = defaultdict(list)
        self._forms: dict[str, set[str]] = defaultdict(set)
        for division in self.divisions:
            self._by_code.setdefault(division.code, division)
            self._full[division.name].append(division)
            self._forms[division.code].update((division.name, *short.get(division.name, ())))
            for form in short.get(division.name, ()):
                if all(other.code != division.code for other in self._short[form]):
                    self._short[form].append(division)

    def by_code(self, code: str) -> Division | None:
        """Return the division of a six-digit code, under its present name."""
        return self._by_code.get(code)

    def candidates(self, name: str) -> tuple[Division, ...]:
        """Return every division of this full name, or else of this short form."""
        return tuple(self._full.get(name) or self._short.get(name) or ())

    def short_forms(self) -> dict[str, list[Division]]:
        """Return the divisions that each short form may mean."""
        return self._short

    def forms(self, division: Division) -> tuple[str, ...]:
        """Return all full and short forms of a division's present and former names, the longest first."""
        found = {division.name, *self._forms.get(division.code, ())} - {""}
        return tuple(sorted(found, key=lambda form: (-len(form), form)))

    def parent(self, division: Division) -> Division | None:
        """Return the division that this one is directly part of, under its present name."""
        code = division.code
        if "/" in code:
            return self._by_code.get(code.partition("/")[0])
        outer = (code[:length].ljust(6, "0") for length in (6, 4, 2))
        return next(
            (self._by_code[one] for one in outer if one != code and one in self._by_code), None
        )

    def contains(self, outer: Division, inner: Division) -> bool:
        """Tell whether `inner` lies in `outer` and is another."""
        return inner.code != outer.code and _contains(outer.code, inner.code)

    def find(self, name: str, near: Division | None = None) -> Division | None:
        """Return the division that `name` means in a text of the place `near`; None if that is open.

        Of several the nearest is meant: the place itself or one inside it or around it, then its neighbours,
        then its province's. Far away only a name that is unique, or a province's, is sure.
        """
        found = self.candidates(name)
        if near is not None:
            for distance in range(3):
                nearest = [one for one in found if _distance(one, near) == distance]
                if nearest:
                    return _topmost(nearest)
            if name in self._near_only or all(_is_local_form(name, one) for one in found):
                return None
        provinces = [one for one in found if one.level == "province"]
        return _topmost(provinces or found)


def _is_local_form(name: str, division: Division) -> bool:
    """Tell whether `name` is a county's or a district's short form, far away often another word."""
    return division.level == "county" and not division.name.endswith("市") and name != division.name


def _distance(one: Division, near: Division) -> int:
    """Return 0 for the place, what is in it or around it, 1 for a neighbour, 2 for its province, 3 beyond."""
    if _contains(one.code, near.code) or _contains(near.code, one.code):
        return 0
    if one.code[:4] == near.code[:4]:
        return 1
    return 2 if one.code[:2] == near.code[:2] else 3


def _contains(outer: str, inner: str) -> bool:
    return inner.startswith(_stem(outer))


def _stem(code: str) -> str:
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def _topmost(divisions: Iterable[Division]) -> Division | None:
    """Return the one division that contains all the others, if there is one: 长沙 is the city, not the county in it."""
    codes = {division.code: division for division in divisions}
    top = [one for code, one in codes.items() if all(_contains(code, other) for other in codes)]
    return top[0] if len(top) == 1 else None


@cache
def load_gazetteer() -> Gazetteer:
    """Read divisions.tsv, division_changes.tsv and zones.tsv of lexicons/.

    A former name keeps the code of what it became; a zone without a code of its own has that of its parent and
    its name for one: 130000/雄安新区.
    """
    rows = read_table("divisions.tsv", ("code", "name", "level", "status", "short"))
    names = {row["code"]: row["name"] for row in rows}
    levels = {row["code"]: row["level"] for row in rows}
    divisions = [
        Division(row["code"], row["name"], row["level"], _parents(row["code"], names))
        for row in sorted(rows, key=lambda row: (row["status"], row["code"]))
    ]
    short = {row["name"]: row["short"].split("|") for row in rows if row["short"]}
    for row in read_table("division_changes.tsv", ("name", "code", "note")):
        code, name = row["code"], row["name"]
        divisions.append(Division(code, name, levels[code], _parents(code, names)))
        short.setdefault(name, [place_key(name)])
    near_only = set()
    for row in read_table("zones.tsv", ("name", "other", "code", "parent", "known", "note")):
        code = row["code"] or f"{row['parent']}/{row['name']}"
        level, parents = levels.get(code, "zone"), _parents(code, names)
        zone_names = [row["name"], *filter(None, row["other"].split("|"))]
        if row["code"]:
            short.setdefault(row["name"], [place_key(row["name"])])
        divisions += [
            Division(code, name, level, parents) for name in zone_names if name != names.get(code)
        ]
        if row["known"] == "near":
            near_only.add(row["name"])
    return Gazetteer(divisions, short, frozenset(near_only))


def _parents(code: str, names: dict[str, str]) -> tuple[str, ...]:
    """Return the names of the province and the city of a code; a municipality's districts have no city."""
    outer = [code[:2] + "0000", code[:4] + "00", code[:6]]
    return tuple(dict.fromkeys(names[one] for one in outer if one != code and one in names))
