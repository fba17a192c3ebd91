"""Write down what the reference network, float32 in torch, reads in fixed paragraphs.

The tests compare the exported model with it, without torch. To be run again whenever the weights change:
python -m training.reference --weights FILE --model transformer --labels tests/cases/reference_labels.json
"""

import json
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from numpy.typing import NDArray
from torch import nn

from kg.nlp.component import NetworkStep
from kg.nlp.network import Arrays, Model, Network
from kg.nlp.reader import passage_reading
from kg.nlp.tokenizer import JiebaTokenizer
from kg.nlp.vocabulary import Vocabulary
from kg.resources import models_path
from kg.types import Division, Passage, PassageReading

from .export import Heads, Tagger
from .network import Reader, load_reader


def reference_network(reader: Reader, vocabulary: Vocabulary) -> Network:
    """Return the network as torch computes it."""
    reader.eval()
    return Network(vocabulary, [Model(_Run(Tagger(reader)), _Run(Heads(reader)))])


class _Run:
    """A module with two outputs as a function of arrays."""

    def __init__(self, module: nn.Module) -> None:
        self.module = module

    def __call__(self, *inputs: NDArray[Any]) -> Arrays:
        with torch.inference_mode():
            first, second = self.module(*map(torch.from_numpy, inputs))
        return first.numpy(), second.numpy()


def read_paragraph(component: NetworkStep, text: str, place: str | None) -> PassageReading:
    """Return what the network reads in one paragraph of a report of `place`, without any rule."""
    from spacy.vocab import Vocab

    doc = JiebaTokenizer(Vocab())(text)
    doc._.kg_place = Division("", place, "county") if place else None
    return passage_reading(Passage(0, text), component(doc))


def labels_of(reading: PassageReading) -> dict[str, list[list[Any]]]:
    """Return mentions as [type, start, end, confidence], relations as [type, head, tail, stage, confidence]."""
    return {
        "mentions": [[m.type, m.start, m.end, m.confidence] for m in reading.mentions],
        "relations": [[r.type, r.head, r.tail, r.stage, r.confidence] for r in reading.relations],
    }


def main(
    weights: Annotated[Path, typer.Option("--weights", help="The reader's weights.")],
    model: Annotated[str, typer.Option("--model", help="Its name, as in kg/models.")],
    labels: Annotated[Path, typer.Option("--labels", help="File of paragraphs, changed in place.")],
) -> None:
    """Read the paragraphs of a file and write what was read into it, beside what other models read."""
    vocabulary = Vocabulary(models_path(model) / "vocabulary.txt")
    network = reference_network(load_reader(weights, vocabulary.size), vocabulary)
    component = NetworkStep(network)
    paragraphs = json.loads(labels.read_text(encoding="utf-8"))
    for paragraph in paragraphs:
        reading = read_paragraph(component, paragraph["text"], paragraph["place"])
        paragraph[model] = labels_of(reading)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in paragraphs)
    labels.write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    typer.run(main)
