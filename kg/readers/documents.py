"""From a file to the documents in it: the one place that shows the order of the steps."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol

from kg.clean import part_furniture
from kg.errors import InputError
from kg.types import Document, Passage

from .compilation import part_reports
from .content import Content
from .fingerprint import find_known, fingerprint, mark
from .formats import read_content
from .glossary import find_terms
from .hints import find_hints
from .kinds import find_other_kind
from .origin import find_origin
from .overrides import NO_OVERRIDES, Overrides, read_sidecar
from .settle import settle
from .sources import Source, find_documents, open_sources
from .text import split_passages

Refuse = Callable[[InputError], None]


class ReadFile(Protocol):
    """What reads the reports of one file, as `read_file` does."""

    def __call__(
        self, path: Path, overrides: Overrides, *, force: bool, refuse: Refuse | None
    ) -> list[tuple[Path, Document]]: ...


def read_documents(
    paths: Sequence[Path],
    overrides: Overrides = NO_OVERRIDES,
    *,
    force: bool = False,
    refuse: Refuse | None = None,
    stored: Iterable[Document] = (),
    read: ReadFile | None = None,
) -> list[tuple[Path, Document]]:
    """Read every report under `paths`, in order of path; of a file that has not changed, take what is `stored`.

    Title, place and year of `overrides` are for a single report: with several, InputError. A file that cannot be
    read is an InputError, or is given to `refuse` where there is one; `force` reads texts that seem to be no report.
    `read` reads one file, `read_file` unless another is given.
    """
    found = find_documents(paths)
    if overrides != NO_OVERRIDES and len(found) > 1:
        raise only_one(len(found))
    known = find_known(stored)
    read = read or read_file
    documents: list[tuple[Path, Document]] = []
    refused: list[InputError] = []
    for path in found:
        source = fingerprint(path, overrides, force=force)
        if source in known:
            documents.extend((path, one) for one in known[source])
            continue
        before = len(refused)
        found_in = read(path, overrides, force=force, refuse=refused.append if refuse else None)
        # What is refused has to be refused again: only a file that is read as a whole is known.
        marked = mark([one for _, one in found_in], source if len(refused) == before else None)
        documents.extend((inside, one) for (inside, _), one in zip(found_in, marked, strict=True))
    if refuse:
        for error in refused:
            refuse(error)
    return documents


def read_file(
    path: Path,
    overrides: Overrides = NO_OVERRIDES,
    *,
    force: bool = False,
    refuse: Refuse | None = None,
) -> list[tuple[Path, Document]]:
    """Read the reports of one file: several where it is an archive or a compilation; - is standard input."""
    documents: list[tuple[Path, Document]] = []
    for source in open_sources(path, refuse):
        try:
            documents.extend((source.path, one) for one in _read_source(source, overrides, force))
        except InputError as error:
            if refuse is None:
                raise
            refuse(error)
    if overrides != NO_OVERRIDES and len(documents) > 1:
        raise only_one(len(documents))
    return documents


def read_document(path: Path, overrides: Overrides = NO_OVERRIDES) -> Document:
    """Read the one report of a file, whatever it seems to be; InputError where there are several."""
    documents = read_file(path, overrides, force=True)
    if len(documents) != 1:
        raise InputError(f"{path}: {len(documents)} reports in one file; one is needed")
    return documents[0][1]


def only_one(count: int) -> InputError:
    """Return the fault of a title, place or year that is given for several reports."""
    return InputError(
        f"title, place and year can be given for one report, not for {count}; "
        "put them into a sidecar file beside each (NAME.toml)"
    )


def _read_source(source: Source, overrides: Overrides, force: bool) -> list[Document]:
    content = read_content(source.data, source.name)
    sidecar = PurePosixPath(source.name).with_suffix(".toml")
    beside = read_sidecar(source.sidecar, str(sidecar)) if source.sidecar else NO_OVERRIDES
    said = {"command line": overrides, "sidecar": beside}
    parts = part_reports(split_passages(content.text))
    return [
        _document(source, content, part, said, force, f"#{number}" if len(parts) > 1 else "")
        for number, part in enumerate(parts, start=1)
    ]


def _document(
    source: Source,
    content: Content,
    part: Sequence[Passage],
    said: dict[str, Overrides],
    force: bool,
    number: str,
) -> Document:
    """Make the document of one part of a file; `number` is empty where it is the whole."""
    passages, dropped = part_furniture(part)
    lines = _without_foot(passages, dropped)
    kind = None if force else find_other_kind(lines)
    if kind:
        raise InputError(
            f"{source.name}{number}: seems to be no government work report but {kind.name}: "
            f"“{kind.words}”; read it all the same with --force"
        )
    origin = find_origin(lines)
    # Page title, file name and folders speak of the whole file.
    hints = [] if number else find_hints(source.path, content, [one.text for one in passages])
    settled = settle(said, origin, hints, lines)
    text = "\n".join(one.text for one in part) if number else content.text
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    warnings = list(content.warnings)
    if settled.doubts:
        sidecar = PurePosixPath(source.name).with_suffix(".toml").name
        how = f"settle it with {' and '.join(settled.open)} or in {sidecar}"
        warnings.append(f"{' and '.join(settled.doubts)}; {how}")
    titles = [one.title for one in said.values() if one.title]
    return Document(
        id=f"Document/{sha256[:16]}",
        path=f"{source.name}{number}",
        sha256=sha256,
        title=titles[0] if titles else origin.title,
        place=settled.place.value if settled.place else None,
        year=settled.year.value if settled.year else None,
        passages=passages,
        dropped=dropped,
        warnings=tuple(warnings),
        terms=find_terms(passages),
        place_from=settled.place.where if settled.place else "",
        year_from=settled.year.where if settled.year else "",
    )


def _without_foot(passages: Sequence[Passage], dropped: Iterable[Passage]) -> list[str]:
    """Return the lines of a page up to the report's last one.

    Furniture among them may be its head, as in "…区2023年政府工作报告汇编(第15/28页)"; after it come other reports.
    """
    last = passages[-1].index if passages else -1
    before = (one for one in dropped if one.index < last)
    return [one.text for one in sorted((*passages, *before), key=lambda one: one.index)]
