"""Leave out what is less sure than a threshold."""

from dataclasses import replace

from kg.types import PassageReading


def keep_confident(passage: PassageReading, threshold: float) -> PassageReading:
    """Return a reading without the mentions and relations below `threshold`; with a mention go its relations."""
    if threshold <= 0:
        return passage
    kept = [i for i, mention in enumerate(passage.mentions) if mention.confidence >= threshold]
    new_index: dict[int | None, int | None] = {old: new for new, old in enumerate(kept)}
    new_index[None] = None
    return PassageReading(
        index=passage.index,
        mentions=tuple(passage.mentions[i] for i in kept),
        relations=tuple(
            replace(relation, head=new_index[relation.head], tail=new_index[relation.tail])
            for relation in passage.relations
            if relation.confidence >= threshold
            and relation.head in new_index
            and relation.tail in new_index
        ),
    )
