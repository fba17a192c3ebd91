"""The reading network: an encoder of characters and its heads for tags, relations and stages."""

from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from kg.nlp.tags import PLACE_TYPE, TAGS
from kg.ontology import RelationType, Stage

POSITIONS: Final = 512

_RENAMED: Final = {
    "enc.": "encoder.",
    "hd.": "head.",
    "tl.": "tail.",
    "U": "bilinear",
    "uh.": "head_score.",
    "ut.": "tail_score.",
    "tp": "type_score",
    "dist.": "distance_score.",
    "st.": "stage.",
}
"""Prefixes of the parameter names of the first weights, which were made before this code."""


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor, heads: int) -> Tensor:
    """Mix the values (batch, length, width) by attention of `heads` heads over the places where `mask` is not 0."""

    def split(tensor: Tensor) -> Tensor:
        batch, length, width = tensor.shape
        return tensor.view(batch, length, heads, width // heads).transpose(1, 2)

    # Dropout on attention is left out: it forces the slow path.
    mixed = functional.scaled_dot_product_attention(
        split(query), split(key), split(value), attn_mask=mask.bool()[:, None, None, :]
    )
    return mixed.transpose(1, 2).reshape(query.shape)


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.attend = attend
        self.qkv = nn.Linear(width, 3 * width)
        self.o = nn.Linear(width, width)
        self.n1 = nn.LayerNorm(width, eps=1e-12)
        self.f1 = nn.Linear(width, inner)
        self.f2 = nn.Linear(inner, width)
        self.n2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, hidden: Tensor, mask: Tensor, dropout: float) -> Tensor:
        """Return the next hidden states."""
        query, key, value = self.qkv(hidden).chunk(3, -1)
        mixed = self.o(self.attend(query, key, value, mask, self.heads))
        hidden = self.n1(hidden + functional.dropout(mixed, dropout, self.training))
        inner = self.f2(functional.gelu(self.f1(hidden)))
        return self.n2(hidden + functional.dropout(inner, dropout, self.training))


class Encoder(nn.Module):
    """BERT encoder over characters."""

    def __init__(self, vocabulary: int, layers: int, width: int = 512) -> None:
        super().__init__()
        self.width, self.depth = width, layers
        self.word = nn.Embedding(vocabulary, width)
        self.pos = nn.Embedding(POSITIONS, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, 8, 2048) for _ in range(layers))

    def forward(self, ids: Tensor, dropout: float = 0.0) -> Tensor:
        """Return hidden states (batch, length, width) of token ids (batch, length); id 0 is padding."""
        mask = (ids != 0).int()
        hidden = self.word(ids) + self.pos.weight[: ids.shape[1]]
        hidden = functional.dropout(self.norm(hidden), dropout, self.training)
        for layer in self.layers:
            hidden = layer(hidden, mask, dropout)
        return hidden


class Convolutions(nn.Module):
    """Separable dilated convolutions: as wide a view as a transformer's layers need, at a tenth of the time."""

    def __init__(
        self,
        vocabulary: int,
        width: int = 256,
        dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 1, 2, 4),
        kernel: int = 5,
        output: int = 512,
    ) -> None:
        super().__init__()
        self.width, self.depth = output, len(dilations)
        self.padded = True
        self.word = nn.Embedding(vocabulary, width)
        self.norm = nn.LayerNorm(width)
        self.dw = nn.ModuleList(
            nn.Conv1d(width, width, kernel, padding=kernel // 2 * d, dilation=d, groups=width)
            for d in dilations
        )
        self.pw = nn.ModuleList(nn.Linear(width, width) for _ in dilations)
        self.n = nn.ModuleList(nn.LayerNorm(width) for _ in dilations)
        self.up = nn.Linear(width, output)
        self.un = nn.LayerNorm(output)

    def forward(self, ids: Tensor, dropout: float = 0.0) -> Tensor:
        """Return hidden states (batch, length, output) of token ids (batch, length); id 0 is padding."""
        keep = (ids != 0)[..., None] if self.padded else 1
        hidden = functional.dropout(self.norm(self.word(ids)), dropout, self.training) * keep
        for depthwise, pointwise, norm in zip(self.dw, self.pw, self.n, strict=True):
            mixed = depthwise(hidden.transpose(1, 2)).transpose(1, 2)
            mixed = pointwise(functional.gelu(mixed))
            hidden = norm(hidden + functional.dropout(mixed, dropout, self.training)) * keep
        return self.un(self.up(hidden))


class Reader(nn.Module):
    """An encoder with three heads: a tag a character, a score a pair of mentions, a stage a mention."""

    def __init__(self, encoder: Encoder | Convolutions, rank: int = 128) -> None:
        super().__init__()
        width, relations = encoder.width, len(RelationType)
        self.encoder = encoder
        self.tag = nn.Linear(width, len(TAGS))
        self.head = nn.Linear(2 * width, rank)
        self.tail = nn.Linear(2 * width, rank)
        self.place = nn.Parameter(torch.zeros(2 * width))
        self.bilinear = nn.Parameter(torch.randn(relations, rank, rank) * 0.01)
        self.head_score = nn.Linear(rank, relations)
        self.tail_score = nn.Linear(rank, relations)
        self.type_score = nn.Parameter(torch.zeros(PLACE_TYPE + 1, PLACE_TYPE + 1, relations))
        self.distance_score = nn.Embedding(16, relations)
        nn.init.zeros_(self.distance_score.weight)
        self.stage = nn.Sequential(nn.Linear(2 * width, 256), nn.GELU(), nn.Linear(256, len(Stage)))

    def mentions(self, hidden: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """Represent each mention by its first and last character, and behind them the report's own place.

        `first` and `last` are (batch, n) positions in `hidden`; returns (batch, n + 1, 2 * width).
        """
        rows = torch.arange(hidden.shape[0], device=hidden.device)[:, None]
        spans = torch.cat([hidden[rows, first], hidden[rows, last]], -1)
        place = torch.cat([hidden[:, 0], hidden[:, 0]], -1) + self.place
        return torch.cat([spans, place[:, None]], 1)

    def relations(self, mentions: Tensor, first: Tensor, types: Tensor) -> Tensor:
        """Score every pair: logits (batch, n + 1, n + 1, relations), head before tail.

        `first` is (batch, n + 1), zero for the place; `types` likewise, PLACE_TYPE for the place.
        """
        head = functional.gelu(self.head(mentions))
        tail = functional.gelu(self.tail(mentions))
        scores = torch.einsum("bir,krq,bjq->bijk", head, self.bilinear, tail)
        scores = scores + self.head_score(head)[:, :, None] + self.tail_score(tail)[:, None]
        scores = scores + self.type_score[types[:, :, None], types[:, None, :]]
        return scores + self.distance_score(distance_buckets(first))


def distance_buckets(first: Tensor) -> Tensor:
    """Sort the signed distance of each pair of mentions into 16 logarithmic buckets."""
    distance = (first[:, None, :] - first[:, :, None]).float()
    size = (torch.log2(distance.abs() + 1) / 1.2).long().clamp(0, 7)
    return size + (distance > 0).long() * 8


def load_reader(path: Path, vocabulary: int) -> Reader:
    """Build the reader that the weights are of; an encoder's weights alone give it new heads."""
    state = {_renamed(name): value.float() for name, value in load_file(path).items()}
    if not any(name.startswith("encoder.") for name in state):
        state = {f"encoder.{name}": value for name, value in state.items()}
    layers = {name.split(".")[2] for name in state if name.startswith("encoder.layers.")}
    encoder = Encoder(vocabulary, len(layers)) if layers else Convolutions(vocabulary)
    reader = Reader(encoder)
    missing = reader.load_state_dict(state, strict=False).missing_keys
    if any(name.startswith("encoder.") for name in missing):
        raise ValueError(f"{path}: no weights for {missing[0]}; an encoder or a reader is accepted")
    return reader


def save_weights(module: nn.Module, path: Path) -> None:
    """Write the parameters as float16 safetensors."""
    state = {name: value.half().contiguous() for name, value in module.state_dict().items()}
    save_file(state, path)


def _renamed(name: str) -> str:
    for old, new in _RENAMED.items():
        if name.startswith(old):
            return new + name[len(old) :]
    return name
