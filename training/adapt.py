"""Adapt an encoder to the language of reports: whole words of jieba are masked and learned back."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jieba
import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.nlp.vocabulary import Vocabulary
from kg.nlp.windows import cut_windows

from .data import batches
from .network import Encoder
from .optimize import Trainer, TrainerConfig

_MASK = 4
_IGNORED = -100


@dataclass(frozen=True)
class AdaptConfig:
    """How long and how fast to learn."""

    passes: int
    rate: float
    tokens: int = 16384
    masked: float = 0.2
    """Share of the words that are masked."""
    dropout: float = 0.1
    seed: int = 0


class MaskedLanguageModel(nn.Module):
    """An encoder that tells masked characters by its own embedding."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.transform = nn.Linear(encoder.width, encoder.width)
        self.norm = nn.LayerNorm(encoder.width)
        self.bias = nn.Parameter(torch.zeros(encoder.word.num_embeddings))

    def forward(self, ids: Tensor, wanted: Tensor, dropout: float) -> Tensor:
        """Return the logits (masked, vocabulary) at the positions where `wanted` is not ignored."""
        hidden = self.encoder(ids, dropout)[wanted != _IGNORED]
        hidden = self.norm(functional.gelu(self.transform(hidden)))
        return functional.linear(hidden, self.encoder.word.weight, self.bias)


def read_windows(folder: Path) -> list[str]:
    """Join each report's paragraphs and cut them into windows."""
    texts: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        texts.extend(text[start:end] for start, end in cut_windows(text))
    return texts


def adapt(
    encoder: Encoder,
    texts: Sequence[str],
    vocabulary: Vocabulary,
    config: AdaptConfig,
    output: Path,
) -> None:
    """Train `encoder` in place; resumes from `output`, leaves the language model's weights there."""
    torch.manual_seed(config.seed)
    lengths = [len(text) for text in texts]
    plan = [
        indices
        for number in range(config.passes)
        for indices in batches(lengths, config.tokens, random.Random(config.seed + number))
    ]
    model = MaskedLanguageModel(encoder)
    trainer = Trainer(model, TrainerConfig(steps=len(plan), rate=config.rate), output)
    for step in range(trainer.step, len(plan)):
        rng = random.Random(config.seed * 1_000_000 + step)
        rows = [mask_words(texts[index], vocabulary, config.masked, rng) for index in plan[step]]
        ids, wanted = (tensor.to(trainer.device) for tensor in _pad(rows))
        with torch.autocast(trainer.device.type, torch.bfloat16):
            logits = model(ids, wanted, config.dropout).float()
            loss = functional.cross_entropy(logits, wanted[wanted != _IGNORED])
        trainer.learn(loss)
    trainer.finish()


def mask_words(
    text: str, vocabulary: Vocabulary, share: float, rng: random.Random
) -> tuple[list[int], list[int]]:
    """Mask whole words: of their characters 80 % become [MASK], 10 % another character, 10 % stay.

    Returns the ids with start and end, and the ids to be told (-100 elsewhere).
    """
    ids = vocabulary.encode(text)
    wanted = [_IGNORED] * len(ids)
    position = 1
    for word in jieba.cut(text):
        if rng.random() < share:
            for index in range(position, position + len(word)):
                wanted[index] = ids[index]
                draw = rng.random()
                if draw < 0.9:
                    ids[index] = _MASK if draw < 0.8 else rng.randrange(_MASK + 1, vocabulary.size)
        position += len(word)
    return ids, wanted


def _pad(rows: Sequence[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor]:
    length = -(-max(len(ids) for ids, _ in rows) // 16) * 16
    ids = [row + [0] * (length - len(row)) for row, _ in rows]
    wanted = [row + [_IGNORED] * (length - len(row)) for _, row in rows]
    return torch.tensor(ids), torch.tensor(wanted)
