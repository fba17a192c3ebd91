"""What makes a reader: the models that it asks, and the curves of its confidences."""

import tomllib
from dataclasses import dataclass
from typing import Final

from kg.errors import InputError, ModelError
from kg.resources import models_path

READERS: Final = ("accurate", "fast")


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """One table of models/readers.toml."""

    models: tuple[str, ...]
    """Names of folders of kg/models."""
    mention: tuple[float, float]
    """Slope and offset of the curve for mentions."""
    relation: tuple[float, float]
    """The same for relations."""


def read_settings(reader: str) -> ReaderSettings:
    """Return the settings of a reader; another name is an InputError, a damaged file a ModelError."""
    if reader not in READERS:
        raise InputError(f"unknown reader {reader!r}; accepted: {', '.join(READERS)}")
    path = models_path("readers.toml")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))[reader]
        return ReaderSettings(
            tuple(table["models"]), _curve(table["mention"]), _curve(table["relation"])
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: damaged ({error}); install the package again") from error


def _curve(values: list[float]) -> tuple[float, float]:
    slope, offset = values
    return float(slope), float(offset)
