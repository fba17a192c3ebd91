"""Annotations to mend: folders of gold, and the files of the tools in which people mend them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from kg.annotating import doccano, gold, label_studio
from kg.annotating.drawings import draw
from kg.annotating.gold import Excerpt, Warn
from kg.errors import InputError
from kg.stores.files import replace_file


class Format(Protocol):
    """One way to write annotations and to read them."""

    def targets(self, names: Iterable[str]) -> list[str]:
        """Return the files that texts of these names go to."""

    def files(self, excerpts: Sequence[Excerpt], folder: Path) -> Mapping[str, bytes]:
        """Return the files by name; those that are no targets are brought up to date in `folder`."""

    def read(self, paths: Iterable[Path], warn: Warn) -> list[Excerpt]:
        """Read the files at `paths`; `warn` is told of what is lost."""


FORMATS: Final[Mapping[str, Format]] = {
    "gold": gold,
    "doccano": doccano,
    "label-studio": label_studio,
}


def check_free(names: Sequence[str], folder: Path, form: str, *, overwrite: bool = False) -> None:
    """Refuse texts of one name, and files in `folder` that writing them would take the place of."""
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise InputError(f"two texts are called {twice[0]!r}; write them to folders of their own")
    for target in FORMATS[form].targets(names):
        if (folder / target).exists() and not overwrite:
            raise InputError(f"{folder / target}: exists already; --overwrite writes it anew")


def write(excerpts: Sequence[Excerpt], folder: Path, form: str, *, overwrite: bool = False) -> None:
    """Write excerpts into `folder` in a format, after `check_free`."""
    check_free([excerpt.name for excerpt in excerpts], folder, form, overwrite=overwrite)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in FORMATS[form].files(excerpts, folder).items():
        replace_file(folder / name, data)


def find_flaws(excerpts: Iterable[Excerpt]) -> Iterator[str]:
    """Yield what is wrong with paragraphs of known places beyond their form: names that overlap, ends that are none."""
    for excerpt in excerpts:
        for paragraph in excerpt.paragraphs if excerpt.place else ():
            try:
                draw(paragraph, excerpt.place)
            except InputError as error:
                yield str(error)
