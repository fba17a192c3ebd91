"""The steps of training, at a size that takes seconds."""

import json
import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kg.annotating import write
from kg.annotating.gold import Excerpt
from kg.annotations import from_row
from kg.errors import InputError
from kg.nlp.vocabulary import Vocabulary
from kg.ontology import RelationType
from kg.resources import models_path
from training.augment import Augmenter

pytest.importorskip("torch", reason="the extra `train` is not installed: training is not tested")

import torch

from training.data import batches, collate, examples_of, read_gold, split_places
from training.distil import DistilConfig, distil, look
from training.finetune import FinetuneConfig, finetune
from training.network import Encoder, Reader, load_reader
from training.optimize import Trainer, TrainerConfig

TEXT = "泉山区建设顺堤河码头二期,引进徐工汽车,全市推进双百计划。"
ROW = {
    "doc": "x",
    "p": 0,
    "text": TEXT,
    "mentions": [
        {"t": "District", "s": "泉山区", "b": 0, "e": 3},
        {"t": "Project", "s": "顺堤河码头二期", "b": 5, "e": 12},
        {"t": "Company", "s": "徐工汽车", "b": 15, "e": 19},
    ],
    "relations": [
        {"r": "PLANS", "h": "泉山区", "t": "顺堤河码头二期", "stage": "build"},
        {"r": "UNDERTAKES", "h": "徐工汽车", "t": "顺堤河码头二期"},
    ],
}
EXCERPT = Excerpt("x", "泉山区", "county", (from_row(ROW),))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(models_path("transformer") / "vocabulary.txt")


@pytest.fixture
def model(vocabulary: Vocabulary) -> Reader:
    torch.manual_seed(0)
    return Reader(Encoder(vocabulary.size, layers=1))


def test_augmented_text_keeps_its_length_and_its_other_names() -> None:
    augmenter = Augmenter(["鼓楼区", "云龙区", "沛县"], seed=1)
    spans = examples_of([EXCERPT])[0].spans
    texts = {augmenter(TEXT, spans) for _ in range(50)}
    assert len(texts) > 3
    assert {len(text) for text in texts} == {len(TEXT)}
    assert {text[15:19] for text in texts} == {"徐工汽车"}


def test_targets_join_the_own_place_and_the_named_ends(vocabulary: Vocabulary) -> None:
    batch = collate(examples_of([EXCERPT]), vocabulary, None)
    relations = list(RelationType)
    found = {
        (head, tail, relations[kind]) for _, head, tail, kind in batch.related.nonzero().tolist()
    }
    assert found == {(3, 1, RelationType.PLANS), (2, 1, RelationType.UNDERTAKES)}
    assert batch.known[0, 0].sum() == 0, "the mention of the own place takes no part itself"
    assert batch.stages[0].tolist() == [-1, 5, -1, -1]


def test_batches_hold_every_example_once_within_the_tokens() -> None:
    lengths = [random.Random(7).randrange(1, 500) for _ in range(200)]
    groups = list(batches(lengths, 2048, random.Random(1)))
    assert sorted(index for group in groups for index in group) == list(range(200))
    assert all(len(group) * (max(lengths[i] for i in group) + 2) <= 2048 for group in groups)


def test_what_annotate_writes_is_training_data(vocabulary: Vocabulary, tmp_path: Path) -> None:
    write([EXCERPT], tmp_path, "gold")
    assert read_gold(tmp_path) == [EXCERPT]
    batch = collate(examples_of(read_gold(tmp_path)), vocabulary, None)
    assert torch.equal(batch.tags, collate(examples_of([EXCERPT]), vocabulary, None).tags)
    (tmp_path / "index.tsv").unlink()
    with pytest.raises(InputError, match=r"index\.tsv has no place of x"):
        read_gold(tmp_path)


def test_split_keeps_a_place_on_one_side() -> None:
    excerpts = [Excerpt(f"{n}", f"place{n % 20}", "city", ()) for n in range(60)]
    train, held_out = split_places(excerpts, 0, 10)
    assert len(train) + len(held_out) == 60
    assert not {e.place for e in train} & {e.place for e in held_out}


STEPS, CHECKPOINT = 100, 40


@pytest.fixture(autouse=True)
def short_way_between_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "training.finetune.TrainerConfig", partial(TrainerConfig, checkpoint=CHECKPOINT)
    )


def train(folder: Path, vocabulary: Vocabulary) -> Reader:
    """Fine-tune a fresh reader."""
    torch.manual_seed(0)
    reader = Reader(Encoder(vocabulary.size, layers=1))
    config = FinetuneConfig(passes=STEPS, rate=1e-3, tokens=200, dropout=0.0)
    finetune(reader, examples_of([EXCERPT] * 2), vocabulary, ["鼓楼区"], config, folder)
    return reader


def test_finetuning_learns_what_it_stores_also_when_it_was_broken_off(
    vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(tmp_path / "whole", vocabulary)
    log = (tmp_path / "whole/log.jsonl").read_text(encoding="utf-8").splitlines()
    losses = [json.loads(line)["loss"] for line in log]
    assert losses[-1] < losses[0] / 2
    stored = load_reader(tmp_path / "whole/reader.safetensors", vocabulary.size)
    assert torch.allclose(stored.tag.weight, whole.tag.weight, atol=1e-3)
    learn = Trainer.learn

    def break_off(trainer: Trainer, loss: Any) -> None:
        if trainer.step == CHECKPOINT + 5:
            raise KeyboardInterrupt
        learn(trainer, loss)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Trainer, "learn", break_off)
        train(tmp_path / "broken", vocabulary)
    assert (tmp_path / "broken/checkpoint.pt").exists()
    again = train(tmp_path / "broken", vocabulary)
    assert torch.equal(again.tag.weight, whole.tag.weight)


def test_distilled_student_comes_nearer_to_its_teacher(
    model: Reader, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    ids = torch.tensor([vocabulary.encode(TEXT)])
    student = Reader(Encoder(vocabulary.size, layers=1))

    def distance() -> float:
        seen = [look([reader.eval()], ids).tags for reader in (model, student)]
        return float((seen[0] - seen[1]).abs().sum())

    before = distance()
    distil([model], student, [TEXT] * 60, vocabulary, DistilConfig(0, 1e-3, tokens=64), tmp_path)
    assert distance() < before / 2


def test_mentions_of_well_formed_tags_only(model: Reader, vocabulary: Vocabulary) -> None:
    seen = look([model.eval()], torch.tensor([vocabulary.encode("泉山区")]))
    assert seen.first.shape == seen.last.shape
    assert seen.real.shape == seen.types.shape
    assert (seen.first <= seen.last).all()
