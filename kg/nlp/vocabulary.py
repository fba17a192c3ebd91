"""Characters as the network's input numbers: one code point is one token, so offsets stay code points."""

import unicodedata
from pathlib import Path

PAD, UNKNOWN, START, END = 0, 1, 2, 3


class Vocabulary(dict[str, int]):
    """Map a character to its token id; an unseen one falls back to its NFKC or lower-case form."""

    def __init__(self, path: Path) -> None:
        """Read one token a line; the line number is the id (one line is a single space)."""
        tokens = path.read_text(encoding="utf-8").split("\n")[:-1]
        self._ids = {token: index for index, token in enumerate(tokens)}
        super().__init__()

    @property
    def size(self) -> int:
        """Count the token ids."""
        return len(self._ids)

    def __missing__(self, character: str) -> int:
        folded = unicodedata.normalize("NFKC", character)
        for candidate in (character, folded, character.lower(), folded.lower()):
            if candidate in self._ids:
                self[character] = self._ids[candidate]
                return self[character]
        self[character] = self._ids[" "] if character.isspace() else UNKNOWN
        return self[character]

    def encode(self, text: str) -> list[int]:
        """Return the ids of `text` between the start and end tokens: len(text) + 2 of them."""
        return [START, *(self[character] for character in text), END]
