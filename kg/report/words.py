"""Words of the brief in both languages."""

import json
from pathlib import Path
from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = json.loads(
    Path(__file__).with_name("words.json").read_text(encoding="utf-8")
)
