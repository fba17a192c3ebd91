"""Teach a student reader what teachers see in unlabelled reports: tags, relations and stages as probabilities."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from kg.nlp.decode import ALLOWED
from kg.nlp.tags import PLACE_TYPE, TAGS, TYPES
from kg.nlp.vocabulary import END, PAD, START, Vocabulary
from kg.nlp.windows import cut_windows
from kg.ontology import EntityType, Stage

from .data import batches
from .network import Reader
from .optimize import Trainer, TrainerConfig

_HALF_WIDTH = str.maketrans("，：；（）！？", ",:;()!?")


@dataclass(frozen=True)
class DistilConfig:
    """How much to read and how fast to learn."""

    characters: int
    """How much of the corpus is read, once."""
    rate: float
    tokens: int = 4096
    half_width: float = 0.3
    """Share of the texts whose marks are made half-width."""
    relation_weight: float = 1.0
    stage_weight: float = 0.3
    seed: int = 0

    def trainer(self, steps: int) -> TrainerConfig:
        """Return the schedule of the optimizer."""
        return TrainerConfig(steps=steps, rate=self.rate, warm_up=0.02)


@dataclass(frozen=True)
class Seen:
    """What the teachers see in a batch."""

    tags: Tensor
    """(batch, length, tags) probabilities."""
    first: Tensor
    last: Tensor
    types: Tensor
    """Mentions by the likeliest tags: (batch, n), the types with the place behind them."""
    real: Tensor
    """(batch, n + 1) whether there is a mention, or the place."""
    relations: Tensor
    """(batch, n + 1, n + 1, relations) probabilities."""
    stages: Tensor
    """(batch, n + 1, stages) probabilities."""


def read_corpus(folder: Path, config: DistilConfig) -> list[str]:
    """Draw paragraphs of all reports at random until `characters` are reached, cut into windows."""
    rng = random.Random(config.seed)
    paragraphs: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        paragraphs.extend(line for line in lines if len(line.strip()) > 20)
    rng.shuffle(paragraphs)
    texts: list[str] = []
    size = 0
    for paragraph in paragraphs:
        if size >= config.characters:
            break
        if rng.random() < config.half_width:
            paragraph = paragraph.translate(_HALF_WIDTH)
        texts.extend(paragraph[start:end] for start, end in cut_windows(paragraph))
        size += len(paragraph)
    return texts


def distil(
    teachers: Sequence[Reader],
    student: Reader,
    texts: Sequence[str],
    vocabulary: Vocabulary,
    config: DistilConfig,
    output: Path,
) -> None:
    """Train `student` in place over `texts` once; resumes from `output`, leaves reader.safetensors there."""
    lengths = [len(text) for text in texts]
    groups = list(batches(lengths, config.tokens, random.Random(config.seed)))
    trainer = Trainer(student, config.trainer(len(groups)), output)
    for teacher in teachers:
        teacher.to(trainer.device).eval()
    allowed = torch.from_numpy(ALLOWED).float().to(trainer.device)
    for indices in groups[trainer.step :]:
        ids = _ids([texts[index] for index in indices], vocabulary).to(trainer.device)
        with torch.autocast(trainer.device.type, torch.bfloat16):
            seen = look(teachers, ids)
            loss = _loss(student, ids, seen, allowed, config)
        trainer.learn(loss)
    trainer.finish()


def _ids(texts: Sequence[str], vocabulary: Vocabulary) -> Tensor:
    length = -(-(max(len(text) for text in texts) + 2) // 16) * 16
    rows = [vocabulary.encode(text) for text in texts]
    return torch.tensor([row + [0] * (length - len(row)) for row in rows])


@torch.no_grad()
def look(teachers: Sequence[Reader], ids: Tensor) -> Seen:
    """Return the mean of what the teachers see; mentions are where their likeliest tags begin and end."""
    hidden = [teacher.encoder(ids) for teacher in teachers]
    tags = torch.stack(
        [teacher.tag(h).float().softmax(-1) for teacher, h in zip(teachers, hidden, strict=True)]
    ).mean(0)
    characters = (ids != PAD) & (ids != START) & (ids != END)
    first, last, types, real = _mentions(tags.argmax(-1) * characters)
    place = first.new_zeros(len(first), 1)
    relations, stages = [], []
    for teacher, h in zip(teachers, hidden, strict=True):
        mentions = teacher.mentions(h, first, last)
        positions = torch.cat([first, place], 1)
        relations.append(teacher.relations(mentions, positions, types).float().sigmoid())
        stages.append(teacher.stage(mentions).float().softmax(-1))
    return Seen(
        tags, first, last, types, real, torch.stack(relations).mean(0), torch.stack(stages).mean(0)
    )


def _mentions(best: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Read well-formed BIOES runs of (batch, length) tag ids as `first`, `last`, `types`, `real` of Seen."""
    found = [_runs([TAGS[tag] for tag in row]) for row in best.tolist()]
    count = max(len(row) for row in found)
    shape = (len(found), count)
    first, last = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    types = torch.zeros((len(found), count + 1), dtype=torch.long)
    types[:, count] = PLACE_TYPE
    real = types == PLACE_TYPE
    for row, runs in enumerate(found):
        for column, (start, end, kind) in enumerate(runs):
            first[row, column], last[row, column], types[row, column] = start, end, kind
        real[row, : len(runs)] = True
    device = best.device
    return first.to(device), last.to(device), types.to(device), real.to(device)


def _runs(tags: Sequence[str]) -> list[tuple[int, int, int]]:
    runs = []
    start = None
    for position, tag in enumerate(tags):
        prefix, kind = tag[0], tag[2:]
        if prefix in "BS":
            start = position
        elif start is not None and (prefix not in "IE" or kind != tags[start][2:]):
            start = None
        if start is not None and prefix in "ES":
            runs.append((start, position, TYPES.index(kind)))
            start = None
    return runs


def _loss(
    student: Reader, ids: Tensor, seen: Seen, allowed: Tensor, config: DistilConfig
) -> Tensor:
    hidden = student.encoder(ids)
    real = ids != PAD
    tags = student.tag(hidden).float().log_softmax(-1)
    loss = functional.kl_div(tags[real], seen.tags[real], reduction="batchmean")
    if not seen.first.shape[1]:
        return loss
    mentions = student.mentions(hidden, seen.first, seen.last)
    positions = torch.cat([seen.first, seen.first.new_zeros(len(ids), 1)], 1)
    scores = student.relations(mentions, positions, seen.types).float()
    both = seen.real[:, :, None] & seen.real[:, None, :]
    weight = allowed[seen.types[:, :, None], seen.types[:, None, :]] * both[..., None]
    wrong = functional.binary_cross_entropy_with_logits(scores, seen.relations, reduction="none")
    loss = loss + config.relation_weight * (wrong * weight).sum() / weight.sum().clamp(min=1)
    projects = seen.real & (seen.types == TYPES.index(EntityType.PROJECT))
    if projects.any():
        stages = student.stage(mentions)[projects].float().view(-1, len(Stage))
        loss = loss + config.stage_weight * functional.cross_entropy(stages, seen.stages[projects])
    return loss
