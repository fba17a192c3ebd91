"""One loop of learning for every step of training: schedule, clipping, averaged weights, checkpoints, a log."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .network import save_weights


@dataclass(frozen=True)
class TrainerConfig:
    """How the rate rises and falls, and how often the state is kept."""

    steps: int
    rate: float
    warm_up: float = 0.08
    """Share of the steps in which the rate rises to its peak; then it falls to 2 % of it."""
    average: float = 0.99
    """Decay of the averaged weights, which are the result."""
    layer_decay: float = 1.0
    """Factor between the rates of a layer and of the one above it."""
    heads_factor: float = 1.0
    """Factor of the heads' rate."""
    checkpoint: int = 250
    """Steps between two checkpoints."""


class Trainer:
    """Take losses, change a model; goes on where the checkpoint of `output` stopped."""

    def __init__(self, model: nn.Module, config: TrainerConfig, output: Path) -> None:
        output.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.step = 0
        self._model, self._config, self._output = model.to(self.device).train(), config, output
        self._optimizer = torch.optim.AdamW(_groups(model, config), betas=(0.9, 0.98))
        self._average = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self._losses: list[float] = []
        self._started = time.monotonic()
        if self._checkpoint.exists():
            self._resume()

    @property
    def _checkpoint(self) -> Path:
        return self._output / "checkpoint.pt"

    def learn(self, loss: Tensor) -> None:
        """Take one step down the gradient of `loss`."""
        factor = self._factor(self.step / self._config.steps)
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self.step += 1
        self._losses.append(loss.item())
        self._update_average(min(self._config.average, (1 + self.step) / (10 + self.step)))
        if self.step % 50 == 0:
            self._log()
        if self.step % self._config.checkpoint == 0:
            self._save()

    def finish(self) -> None:
        """Leave the averaged weights in the model and in `output`/reader.safetensors."""
        if self._losses:
            self._log()
        self._model.load_state_dict(self._average)
        save_weights(self._model, self._output / "reader.safetensors")
        self._checkpoint.unlink(missing_ok=True)

    def _factor(self, progress: float) -> float:
        rise = min(1.0, (progress + 1e-3) / self._config.warm_up)
        return rise * max(0.02, 1 - progress)

    @torch.no_grad()
    def _update_average(self, decay: float) -> None:
        state = self._model.state_dict()
        names = list(self._average)
        torch._foreach_mul_([self._average[name] for name in names], decay)
        torch._foreach_add_(
            [self._average[name] for name in names],
            [state[name] for name in names],
            alpha=1 - decay,
        )

    def _save(self) -> None:
        state = {
            "step": self.step,
            "model": self._model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "average": self._average,
        }
        partial = self._checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self._checkpoint)

    def _resume(self) -> None:
        state = torch.load(self._checkpoint, weights_only=True, map_location=self.device)
        self._model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._average.update(state["average"])
        self.step = state["step"]

    def _log(self) -> None:
        record = {
            "step": self.step,
            "of": self._config.steps,
            "loss": round(sum(self._losses) / len(self._losses), 4),
            "seconds": round(time.monotonic() - self._started, 1),
        }
        self._losses.clear()
        with (self._output / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def _groups(model: nn.Module, config: TrainerConfig) -> list[dict[str, Any]]:
    """Give each parameter its rate: lower layers learn slower, the heads faster."""
    names = [name for name, _ in model.named_parameters()]
    depth = 1 + max((_layer(name) for name in names), default=-1)
    groups = []
    for name, parameter in model.named_parameters():
        if name.startswith("encoder."):
            below = depth - 1 - _layer(name)
            rate = config.rate * config.layer_decay**below
        else:
            rate = config.rate * config.heads_factor
        decay = 0.0 if parameter.ndim < 2 else 0.01
        groups.append({"params": [parameter], "lr": rate, "peak": rate, "weight_decay": decay})
    return groups


def _layer(name: str) -> int:
    """Return the number of the encoder layer that a parameter belongs to, -1 for the embedding below them."""
    parts = name.split(".")
    return int(parts[2]) if parts[:2] == ["encoder", "layers"] else -1
