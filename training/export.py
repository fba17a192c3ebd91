"""Export a trained reader to ONNX."""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from torch import Tensor, nn
from torch.nn import functional

from kg.nlp.vocabulary import Vocabulary
from kg.nlp.windows import cut_windows
from kg.readers import find_documents, read_document
from kg.resources import data_folder

from .network import Convolutions, Layer, Reader, attend, load_reader
from .quantize import make_ready, quantize

OPSET = 17


class Tagger(nn.Module):
    """What encoder.onnx computes: ids (batch, length) to log probabilities of tags, and hidden states."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.reader.encoder(ids)
        return functional.log_softmax(self.reader.tag(hidden), -1), hidden


class Heads(nn.Module):
    """What heads.onnx computes: hidden states and mentions to probabilities of relations and stages."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(
        self, hidden: Tensor, first: Tensor, last: Tensor, types: Tensor
    ) -> tuple[Tensor, Tensor]:
        mentions = self.reader.mentions(hidden, first, last)
        positions = torch.cat([first, torch.zeros_like(first[:, :1])], 1)
        relations = self.reader.relations(mentions, positions, types).sigmoid()
        return relations, self.reader.stage(mentions).softmax(-1)


class _FusedAttention(torch.autograd.Function):
    """Attention as onnxruntime's own operator: a third faster on a CPU than the exported primitives."""

    @staticmethod
    def forward(
        ctx: object, query: Tensor, key: Tensor, value: Tensor, mask: Tensor, heads: int
    ) -> Tensor:
        return attend(query, key, value, mask, heads)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, mask: Any, heads: int) -> Any:
        # No mask: texts are read one at a time, so that there is no padding.
        mixed = g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads)
        mixed.setType(query.type())
        return mixed


class _FlatConvolution(nn.Module):
    """A convolution over texts as one over pictures of height 1, for which onnxruntime is four times as fast."""

    def __init__(self, plain: nn.Conv1d) -> None:
        super().__init__()
        self.plain = plain

    def forward(self, hidden: Tensor) -> Tensor:
        plain = self.plain
        mixed = functional.conv2d(
            hidden.unsqueeze(2),
            plain.weight.unsqueeze(2),
            plain.bias,
            padding=(0, *plain.padding),
            dilation=(1, *plain.dilation),
            groups=plain.groups,
        )
        return mixed.squeeze(2)


def _prepare(reader: Reader) -> None:
    """Exchange parts for those that run fast in onnxruntime and compute the same for a text without padding."""
    for module in reader.modules():
        if isinstance(module, Layer):
            module.attend = _FusedAttention.apply
    if isinstance(reader.encoder, Convolutions):
        reader.encoder.dw = nn.ModuleList(_FlatConvolution(plain) for plain in reader.encoder.dw)
        reader.encoder.padded = False


def export(
    reader: Reader, vocabulary: Vocabulary, output: Path, *, texts: Sequence[str] = ()
) -> None:
    """Write encoder.onnx and heads.onnx; the encoder as int8 that is fitted to `texts`, without any as float32."""
    output.mkdir(parents=True, exist_ok=True)
    reader.eval()
    if texts:
        make_ready(reader, vocabulary, texts)
    _prepare(reader)
    ids = torch.ones(2, 64, dtype=torch.long)
    spans = torch.ones(2, 3, dtype=torch.long)
    hidden = torch.zeros(2, 64, reader.encoder.width)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "encoder.onnx"
        _to_onnx(Tagger(reader), (ids,), plain, ["ids"], ["tags", "hidden"])
        if texts:
            quantize(plain, output / "encoder.onnx")
        else:
            shutil.copy(plain, output / "encoder.onnx")
    _to_onnx(
        Heads(reader),
        (hidden, spans, spans, torch.zeros(2, 4, dtype=torch.long)),
        output / "heads.onnx",
        ["hidden", "first", "last", "types"],
        ["relations", "stages"],
    )


def _to_onnx(
    module: nn.Module, inputs: tuple[Tensor, ...], path: Path, names: list[str], outputs: list[str]
) -> None:
    axes = {name: {0: "batch", 1: "mentions"} for name in (*names, *outputs)}
    axes |= {name: {0: "batch", 1: "length"} for name in ("ids", "hidden", "tags") if name in axes}
    if "types" in axes:
        axes["types"] = axes["stages"] = {0: "batch", 1: "nodes"}
        axes["relations"] = {0: "batch", 1: "nodes", 2: "nodes"}
    torch.onnx.export(
        module.eval(),
        inputs,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=OPSET,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )


def write_manifest(output: Path, name: str) -> None:
    """Write model.toml: the model's name and the checksum of each of its files."""
    lines = [f'name = "{name}"', "", "[sha256]"]
    for path in sorted(output.iterdir()):
        if path.suffix in {".onnx", ".txt"}:
            lines.append(f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"')
    text = "\n".join(lines) + "\n"
    (output / "model.toml").write_text(text, encoding="utf-8", newline="\n")


def read_seeds() -> list[str]:
    """Return the windows of the sample reports."""
    documents = map(read_document, find_documents([data_folder("seeds")]))
    texts = [passage.text for document in documents for passage in document.passages]
    return [text[start:end] for text in texts for start, end in cut_windows(text)]


def main(
    weights: Annotated[Path, typer.Option("--weights", help="A network's weights.")],
    name: Annotated[str, typer.Option("--name", help="Its name: that of its folder in kg/models.")],
    vocabulary: Annotated[Path, typer.Option("--vocabulary", help="One token a line.")],
    output: Annotated[Path, typer.Option("--output", help="Folder of the exported model.")],
    int8: Annotated[bool, typer.Option(help="int8, or the float32 reference.")] = True,
) -> None:
    """Export a reader for onnxruntime: encoder.onnx, heads.onnx, vocabulary.txt, model.toml."""
    tokens = Vocabulary(vocabulary)
    texts = read_seeds() if int8 else []
    export(load_reader(weights, tokens.size), tokens, output, texts=texts)
    if vocabulary.resolve() != (output / "vocabulary.txt").resolve():
        shutil.copyfile(vocabulary, output / "vocabulary.txt")
    write_manifest(output, name)


if __name__ == "__main__":
    typer.run(main)
