"""Find the data folders, in a checkout and in an installed wheel alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """Return the folder `cypher` or `seeds`: inside the installed package, else beside it in the checkout."""
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def lexicon_path(name: str) -> Path:
    """Return the path of a lexicon file, for example "divisions.tsv"."""
    return _PACKAGE / "lexicons" / name


def models_path(name: str) -> Path:
    """Return the path of a model's folder or of readers.toml."""
    return _PACKAGE / "models" / name
