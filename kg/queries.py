"""Load saved queries from .cypher files and bind their parameters."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from kg.errors import InputError
from kg.resources import data_folder

Value = str | int | float | bool

OPAQUE = re.compile(
    r"""//[^\r\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?P<name>(?:``|[^`])*)`""",
    re.DOTALL,
)
"""Comments, strings and quoted names, in which no keyword is one."""
_HEADER = re.compile(r"// *(title|description|returns|example|param (\w+)): *(.*)")
_PARAMETER = re.compile(r"(str|int|float|bool)(?: *= *(.*?))? *— *(.+)")
_KINDS: dict[str, type[Value]] = {"str": str, "int": int, "float": float, "bool": bool}
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value that a query takes."""

    name: str
    kind: str
    """str, int, float or bool."""
    default: Value | None
    """None where the value must be given."""
    text: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One query of a .cypher file, described by the comments at its head."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    """Names of the columns."""
    example: str
    text: str
    """The statement alone."""
    path: Path

    def bind(self, given: Mapping[str, str]) -> dict[str, Value]:
        """Return every parameter with its given or default value; InputError says what is accepted."""
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                raise InputError(
                    f"query {self.name} has no parameter {name!r}{_suggest(name, names)}; "
                    f"accepted: {', '.join(names) or 'none'}"
                )
        return {each.name: self._value(each, given.get(each.name)) for each in self.parameters}

    def bind_example(self) -> dict[str, Value]:
        """Return every parameter with its default value, and where it has none with that of the example."""
        shown = dict(re.findall(r"-p (\w+)=(\S+)", self.example))
        needed = {each.name for each in self.parameters if each.default is None}
        return self.bind({name: shown[name] for name in needed})

    def _value(self, parameter: Parameter, given: str | None) -> Value:
        if given is not None:
            return _coerce(parameter.name, parameter.kind, given, f"query {self.name}")
        if parameter.default is None:
            raise InputError(
                f"query {self.name} needs {parameter.name} ({parameter.kind}): {parameter.text}; "
                f"give it with: -p {parameter.name}=…"
            )
        return parameter.default


def load_queries(folders: Iterable[Path] = ()) -> dict[str, SavedQuery]:
    """Return the queries that come with the package and those of further `folders`, by name."""
    queries: dict[str, SavedQuery] = {}
    for folder in (data_folder("cypher") / "queries", *folders):
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder; accepted: a folder of .cypher files")
        for path in sorted(folder.glob("*.cypher")):
            query = load_query(path)
            if query.name in queries:
                raise InputError(
                    f"{path}: {queries[query.name].path} has this name already; rename one"
                )
            queries[query.name] = query
    return dict(sorted(queries.items()))


def find_query(queries: Mapping[str, SavedQuery], name: str) -> SavedQuery:
    """Return the query of this name; InputError lists the names there are."""
    if name not in queries:
        raise InputError(
            f"there is no query {name!r}{_suggest(name, queries)}; accepted: {', '.join(queries)}"
        )
    return queries[name]


def parse_parameters(pairs: Sequence[str]) -> dict[str, str]:
    """Split name=value pairs."""
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise InputError(f"{pair!r} is no parameter; accepted: name=value")
        if name.strip() in given:
            raise InputError(f"parameter {name.strip()!r} is given twice; give it once")
        given[name.strip()] = value
    return given


def parse_values(given: Mapping[str, str]) -> dict[str, object]:
    """Read each value as JSON (2024, true, ["a"], "007") or else as the text that it is."""
    values: dict[str, object] = {}
    for name, text in given.items():
        try:
            values[name] = json.loads(text, parse_constant=str)
        except ValueError:
            values[name] = text
    return values


def load_query(path: Path) -> SavedQuery:
    """Read one query file; InputError names what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text: {error}") from error
    header = [line for line in text.splitlines() if line.startswith("//")]
    fields, parameters = _read_header(path, header)
    statement = "\n".join(text.splitlines()[len(header) :]).strip()
    _check_statement(path, bare_cypher(text).rstrip(), {each.name for each in parameters})
    return SavedQuery(
        name=path.stem,
        title=fields["title"],
        description=fields["description"],
        parameters=tuple(parameters),
        returns=tuple(column.strip() for column in fields["returns"].split(",")),
        example=fields["example"],
        text=statement[: statement.rindex(";")],
        path=path,
    )


def bare_cypher(text: str) -> str:
    """Return a statement with every comment, string and quoted name blanked out, line by line as long as it was."""
    return OPAQUE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _read_header(path: Path, lines: Sequence[str]) -> tuple[dict[str, str], list[Parameter]]:
    """Return the fields title, description, returns and example, and the parameters in order."""
    fields: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(lines, start=1):
        match = _HEADER.fullmatch(line)
        if match is None:
            raise InputError(
                f"{path}, line {number}: {line!r}; accepted: // title:, // description:, "
                "// param NAME: TYPE = DEFAULT — text, // returns:, // example:"
            )
        key, parameter, rest = match.groups()
        if key in fields:
            raise InputError(f"{path}, line {number}: {key} stands there already; keep one")
        fields[key] = rest
        if parameter:
            parameters.append(_read_parameter(f"{path}, line {number}", parameter, rest))
    for key in ("title", "description", "returns", "example"):
        if not fields.get(key):
            raise InputError(f"{path}, line {len(lines) + 1}: the header lacks // {key}:")
    return fields, parameters


def _read_parameter(place: str, name: str, text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise InputError(
            f"{place}: {text!r}; accepted: TYPE = DEFAULT — text, with TYPE {_either(_KINDS)}"
        )
    kind, default, description = match.groups()
    if default is not None:
        default = default[1:-1] if re.fullmatch(r'".*"', default) else default
    value = None if default is None else _coerce(name, kind, default, place)
    return Parameter(name, kind, value, description)


def _coerce(name: str, kind: str, text: str, place: str) -> Value:
    """Read `text` as a value of the parameter's kind."""
    try:
        if kind == "bool":
            return _TRUTHS[text.strip().lower()]
        value = _KINDS[kind](text)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise ValueError
        return value
    except (KeyError, ValueError):
        accepted = {"int": "a whole number", "float": "a number", "bool": _either(_TRUTHS)}[kind]
        raise InputError(f"{place}: {name}={text!r} is wrong; accepted: {accepted}") from None


def _check_statement(path: Path, bare: str, declared: set[str]) -> None:
    """Refuse anything but one statement that uses exactly the declared parameters."""
    ends = [found.start() for found in re.finditer(";", bare)]
    if ends != [len(bare) - 1]:
        place = _place(path, bare, ends[0] if len(ends) > 1 else len(bare))
        raise InputError(f"{place}: one statement that ends with ; is needed")
    used = {found[1]: found.start() for found in re.finditer(r"\$(\w+)", bare)}
    for name in sorted(set(used) - declared):
        raise InputError(
            f"{_place(path, bare, used[name])}: ${name} is used but not declared; add // param {name}: …"
        )
    for name in sorted(declared - set(used)):
        raise InputError(f"{path}: parameter {name} is declared but not used; remove its line")


def _place(path: Path, text: str, position: int) -> str:
    number = text.count("\n", 0, position) + 1
    return f"{path}, line {number}"


def _suggest(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f", did you mean {near[0]!r}" if near else ""


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"
