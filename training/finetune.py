"""Fine-tune an encoder and the reader's heads on gold excerpts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from kg.nlp.decode import ALLOWED
from kg.nlp.tags import TAGS
from kg.nlp.vocabulary import Vocabulary
from kg.ontology import RelationType, Stage

from .augment import Augmenter
from .data import NO_LABEL, Batch, Example, batches, collate
from .network import Reader
from .optimize import Trainer, TrainerConfig

POSITIVE_WEIGHTS = {
    RelationType.HOSTS: 4.0,
    RelationType.SUPPORTS: 1.5,
    RelationType.UNDERTAKES: 6.0,
    RelationType.COOPERATES_WITH: 2.0,
    RelationType.LOCATED_IN: 6.0,
    RelationType.PART_OF: 4.0,
}
"""How much a positive pair of a rare relation counts; the others count 1."""


@dataclass(frozen=True)
class FinetuneConfig:
    """How long and how fast to learn."""

    passes: int
    rate: float
    tokens: int = 4096
    layer_decay: float = 0.9
    heads_factor: float = 5.0
    dropout: float = 0.1
    stage_weight: float = 0.3
    seed: int = 0

    def trainer(self, steps: int) -> TrainerConfig:
        """Return the schedule of the optimizer."""
        return TrainerConfig(
            steps=steps,
            rate=self.rate,
            layer_decay=self.layer_decay,
            heads_factor=self.heads_factor,
        )


class Losses:
    """The three losses of a batch, added up."""

    def __init__(self, config: FinetuneConfig, device: torch.device) -> None:
        self._config = config
        self._allowed = torch.from_numpy(ALLOWED).float().to(device)
        weights = [POSITIVE_WEIGHTS.get(relation, 1.0) for relation in RelationType]
        self._positive = torch.tensor(weights, device=device)

    def __call__(self, model: Reader, batch: Batch) -> Tensor:
        """Return the loss of one batch in training mode."""
        dropout = self._config.dropout
        hidden = model.encoder(batch.ids, dropout)
        tags = model.tag(functional.dropout(hidden, dropout)).float()
        loss = functional.cross_entropy(
            tags.view(-1, len(TAGS)), batch.tags.view(-1), ignore_index=NO_LABEL
        )
        if not batch.first.shape[1]:
            return loss
        mentions = functional.dropout(model.mentions(hidden, batch.first, batch.last), dropout)
        loss = loss + self._relations(model, mentions, batch)
        if (batch.stages >= 0).any():
            stages = model.stage(mentions).float().view(-1, len(Stage))
            loss = loss + self._config.stage_weight * functional.cross_entropy(
                stages, batch.stages.view(-1), ignore_index=NO_LABEL
            )
        return loss

    def _relations(self, model: Reader, mentions: Tensor, batch: Batch) -> Tensor:
        first = torch.cat([batch.first, batch.first.new_zeros(len(batch.first), 1)], 1)
        scores = model.relations(mentions, first, batch.types).float()
        weight = batch.known * self._allowed[batch.types[:, :, None], batch.types[:, None, :]]
        losses = functional.binary_cross_entropy_with_logits(
            scores, batch.related, reduction="none"
        )
        positive = 1 + (self._positive - 1) * batch.related
        return (losses * weight * positive).sum() / weight.sum().clamp(min=1)


def finetune(
    model: Reader,
    examples: Sequence[Example],
    vocabulary: Vocabulary,
    division_names: Sequence[str],
    config: FinetuneConfig,
    output: Path,
) -> None:
    """Train `model` in place; resumes from `output`, leaves reader.safetensors there."""
    torch.manual_seed(config.seed)
    plan = list(_plan(examples, config))
    trainer = Trainer(model, config.trainer(len(plan)), output)
    losses = Losses(config, trainer.device)
    for step in range(trainer.step, len(plan)):
        augmenter = Augmenter(division_names, config.seed * 1_000_000 + step)
        batch = collate([examples[index] for index in plan[step]], vocabulary, augmenter)
        with torch.autocast(trainer.device.type, torch.bfloat16):
            loss = losses(model, batch.to(trainer.device))
        trainer.learn(loss)
    trainer.finish()


def _plan(examples: Sequence[Example], config: FinetuneConfig) -> Iterator[list[int]]:
    """Yield the batches of all passes, so that a resumed run sees what an unbroken one would have seen."""
    lengths = [len(example.text) for example in examples]
    for number in range(config.passes):
        yield from batches(lengths, config.tokens, random.Random(config.seed * 1000 + number))
