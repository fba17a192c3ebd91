"""Int8 that stays near float32: a row-wise embedding, and the few largest input channels kept apart as float.

Dynamic int8 gives a whole tensor one scale, which some channels tens of times larger than the rest would coarsen.
"""

from collections.abc import Iterable
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from kg.nlp.vocabulary import Vocabulary

from .network import Reader

OUTLIER = 1.5
"""How many times larger than its tensor's 95 % quantile of maxima a channel kept apart is."""
_APART = "apart"


class RowEmbedding(nn.Module):
    """An embedding in int8 with one scale a row."""

    def __init__(self, plain: nn.Embedding) -> None:
        super().__init__()
        weight = plain.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-6) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("table", (weight / scale).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        return self.table[ids].float() * self.scale[ids]


class SplitLinear(nn.Module):
    """A linear layer as the sum of one over most channels, for int8, and one over `channels` apart, for float."""

    def __init__(self, plain: nn.Linear, channels: Tensor) -> None:
        super().__init__()
        weight = plain.weight.detach().clone()
        keep = torch.ones(plain.in_features)
        keep[channels] = 0
        self.register_buffer("channels", channels)
        self.register_buffer("keep", keep)
        self.apart = nn.Linear(len(channels), plain.out_features, bias=False)
        self.apart.weight.data = weight[:, channels]
        self.most = plain
        self.most.weight.data = weight * keep

    def forward(self, hidden: Tensor) -> Tensor:
        mixed: Tensor = self.most(hidden * self.keep) + self.apart(hidden[..., self.channels])
        return mixed


def make_ready(reader: Reader, vocabulary: Vocabulary, texts: Iterable[str]) -> None:
    """Exchange parts of the encoder for those above; `texts` show which channels are large."""
    encoder = reader.encoder
    for name, largest in _largest_inputs(reader, vocabulary, texts).items():
        channels = (largest > OUTLIER * largest.quantile(0.95)).nonzero().flatten()
        if len(channels):
            parent, _, own = name.rpartition(".")
            split = SplitLinear(encoder.get_submodule(name), channels)
            setattr(encoder.get_submodule(parent), own, split)
    encoder.word = RowEmbedding(encoder.word)


def _largest_inputs(
    reader: Reader, vocabulary: Vocabulary, texts: Iterable[str]
) -> dict[str, Tensor]:
    """Return the largest absolute value of each input channel of each linear layer of the encoder."""
    largest: dict[str, Tensor] = {}
    hooks = []
    for name, module in reader.encoder.named_modules():
        if isinstance(module, nn.Linear):

            def note(_: nn.Module, inputs: tuple[Tensor], name: str = name) -> None:
                seen = inputs[0].abs().amax((0, 1))
                largest[name] = torch.maximum(largest.get(name, seen), seen)

            hooks.append(module.register_forward_pre_hook(note))
    with torch.inference_mode():
        for text in texts:
            reader.encoder(torch.tensor([vocabulary.encode(text)]))
    for hook in hooks:
        hook.remove()
    return {name: value.clone() for name, value in largest.items()}


def quantize(plain: Path, path: Path) -> None:
    """Write the int8 form of an exported encoder.

    With full range, sums saturate on processors without VNNI (F1 0.05). Depthwise convolutions stay float: as
    integers they are ten times slower. The type of what a fused operator returns is not inferred, hence given.
    """
    nodes = onnx.load(plain).graph.node
    quantize_dynamic(
        plain,
        path,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=[node.name for node in nodes if f"/{_APART}/" in node.name],
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
