"""Make entities of forms: which names are one thing, what it is called and how each alias came to be."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from kg.ontology import EntityType
from kg.types import Decision, Entity, Proposal

from .aliases import OWN_PLACE, Alike, load_alias_rules
from .clusters import Clusters
from .forms import Form, FormTable
from .matching import Block, Match, find_matches
from .shortening import Shortening, ShortForms, load_short_forms

SAME_NAME = "same-name"
"""Joins what different places call by one name that is known everywhere; explains no alias."""


@dataclass(frozen=True)
class Identities:
    """The entities, which of them each form is, and what may be one thing besides."""

    entities: tuple[Entity, ...]
    entity_of: Mapping[str, str]
    proposals: tuple[Proposal, ...]


@dataclass
class _Work:
    """What is found out on the way."""

    forms: Mapping[str, Form]
    clusters: Clusters
    alike: dict[str, Alike]
    likely: list[Match] = field(default_factory=list)
    dependent: set[str] = field(default_factory=set)
    """Forms that mean something only beside a fuller name of their place."""


def identify(
    table: FormTable, decisions: Iterable[Decision] = (), *, propose: bool = False
) -> Identities:
    """Decide which forms are one entity; neither the order of documents nor that of decisions matters."""
    rules, decided = load_alias_rules(), tuple(decisions)
    alike = {
        node: rules.reduce(form.type, form.names, form.near)
        for node, form in table.forms.items()
        if form.type is not EntityType.DISTRICT
    }
    work = _Work(table.forms, Clusters(table.forms, decided), alike)
    _join_within_places(table, work, propose=propose)
    _join_across_places(work)
    entities, entity_of = _entities(work)
    return Identities(entities, entity_of, _proposals(work, decided) if propose else ())


def _join_within_places(table: FormTable, work: _Work, *, propose: bool) -> None:
    short_forms, rules, is_inside = load_short_forms(), load_alias_rules(), table.inner_places()
    for (kind, place), nodes in sorted(table.blocks().items()):
        forms = {node: table.forms[node] for node in nodes}
        near = forms[nodes[0]].near
        shortening = Shortening(
            kind,
            rules.own_forms(near) if near else frozenset(),
            rules.outer_forms(near) if near else frozenset(),
            partial(is_inside, place),
            short_forms,
        )
        sure, likely = find_matches(Block(forms, work.alike, shortening), propose=propose)
        work.likely += likely
        for match in sure:
            if not work.clusters.join(match):
                work.likely.append(match)
            elif match.short:
                work.dependent.add(match.short)
    for nodes in work.clusters.sets():
        if any(_says_place(work, node) for node in nodes):
            work.dependent.update(node for node in nodes if _needs_place(work, node, short_forms))


def _says_place(work: _Work, node: str) -> bool:
    return node in work.alike and OWN_PLACE in work.alike[node].rules


def _needs_place(work: _Work, node: str, rules: ShortForms) -> bool:
    """Tell whether a name without its place is one that other places have too: 人民医院, 经开区."""
    if _says_place(work, node):
        return False
    kind, key = work.forms[node].type, work.alike[node].key
    common = (
        rules.everywhere.search(key) if kind is EntityType.COMPANY else rules.is_common(kind, key)
    )
    return kind is EntityType.INSTITUTION or bool(common)


def _join_across_places(work: _Work) -> None:
    """Join the forms of a name that is known everywhere."""
    first: dict[str, str] = {}
    for node in sorted(work.forms):
        form = work.forms[node]
        if form.scope is None and node not in work.dependent:
            other = first.setdefault(form.id, node)
            if other != node:
                work.clusters.join(Match(other, node, SAME_NAME, 1.0))


def _entities(work: _Work) -> tuple[tuple[Entity, ...], dict[str, str]]:
    documents = Counter[str]()
    for form in work.forms.values():
        documents[form.id] += len(form.passages)
    links: dict[str, list[Match]] = defaultdict(list)
    for match in work.clusters.joined:
        links[match.first].append(match)
        links[match.second].append(match)
    entities: list[Entity] = []
    entity_of: dict[str, str] = {}
    for nodes in work.clusters.sets():
        own = [node for node in nodes if node not in work.dependent] or nodes
        best = min(own, key=lambda node: _rank(work.forms[node], documents))
        entity = _entity(work.forms, best, _paths(best, links))
        entities.append(entity)
        entity_of |= dict.fromkeys(nodes, entity.id)
    return tuple(sorted(entities, key=lambda entity: entity.id)), entity_of


def _rank(form: Form, documents: Counter[str]) -> tuple[bool, int, int, str]:
    """Put first what is a known division, then what most reports say, then the longer name."""
    return form.division is None, -documents[form.id], -len(form.key), form.id


def _paths(best: str, links: Mapping[str, list[Match]]) -> dict[str, tuple[str, ...]]:
    """Return, for every form joined to `best`, the rules that lead to it."""
    found: dict[str, tuple[str, ...]] = {best: ()}
    waiting = [best]
    for node in waiting:
        for match in links[node]:
            other = match.second if match.first == node else match.first
            if other not in found:
                rules = () if match.rule == SAME_NAME else tuple(match.rule.split("+"))
                found[other] = (*found[node], *rules)
                waiting.append(other)
    return found


def _entity(forms: Mapping[str, Form], best: str, paths: Mapping[str, tuple[str, ...]]) -> Entity:
    form = forms[best]
    name = form.division.name if form.division else _commonest(form.names)
    rules: dict[str, str] = {}
    for node, path in paths.items():
        for alias, rule in _aliases(forms[node], path):
            if alias != name:
                rules[alias] = min(rules.get(alias, rule), rule, key=lambda one: (len(one), one))
    code = form.division.code if form.division else None
    return Entity(
        id=form.id,
        type=form.type,
        name=name,
        aliases=tuple(sorted(rules)),
        alias_rules=tuple(rules[alias] for alias in sorted(rules)),
        scope=form.scope,
        code=code if code and code.isdigit() else None,
        level=form.division.level if form.division else None,
        resolved=form.division is not None if form.type is EntityType.DISTRICT else None,
    )


def _aliases(form: Form, path: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    """Yield the names of a form with the rules by which each is an alias."""
    rule = "+".join(dict.fromkeys(one for one in path if one != "writing")) or "writing"
    if form.division:
        rule = "gazetteer"
    for surface in form.surfaces | set(form.names):
        elided = not form.division and surface not in form.names
        yield surface, "elision" if elided else rule


def _commonest(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))


def _proposals(work: _Work, decisions: tuple[Decision, ...]) -> tuple[Proposal, ...]:
    decided = {(one.first, one.second) for one in decisions}
    best: dict[tuple[str, str], Proposal] = {}
    for match in work.likely:
        if work.clusters.root(match.first) == work.clusters.root(match.second):
            continue
        first, second = sorted((work.forms[match.first], work.forms[match.second]), key=_form_id)
        pair = (first.id, second.id)
        if pair not in decided and (pair not in best or best[pair].score < match.score):
            best[pair] = _proposal(first, second, match)
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.first, one.second)))


def _form_id(form: Form) -> str:
    return form.id


def _proposal(first: Form, second: Form, match: Match) -> Proposal:
    digest = hashlib.sha256(f"{first.id}\n{second.id}".encode()).hexdigest()
    together = sorted(first.passages.keys() & second.passages.keys())
    documents = [together[0] if together else min(form.passages) for form in (first, second)]
    return Proposal(
        id=digest[:8],
        first=first.id,
        second=second.id,
        place=first.place,
        rule=match.rule,
        score=match.score,
        names=(_commonest(first.names), _commonest(second.names)),
        years=(tuple(sorted(first.years)), tuple(sorted(second.years))),
        passages=(first.passages[documents[0]], second.passages[documents[1]]),
    )
