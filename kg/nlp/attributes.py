"""What the pipeline's components write into docs and spans, beside doc.ents."""

from spacy.tokens import Doc, Span

_DOC: dict[str, object] = {"place": None, "relations": ()}
_SPAN: dict[str, object] = {"confidence": 1.0, "full_name": None, "amount": None}


def register() -> None:
    """Let docs and spans carry the attributes; a second call changes nothing."""
    for name, value in _DOC.items():
        Doc.set_extension(name, default=value, force=True)
    for name, value in _SPAN.items():
        Span.set_extension(name, default=value, force=True)
