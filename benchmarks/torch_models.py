"""What a benchmark of quality compares with: torch.nn.LSTM, and a GPT by nanoGPT's published settings.

nanoGPT's settings are those of its README for a processor without graphics card (4 layers, 4 heads, 128
features, 64 characters of context, batches of 12, no dropout, 2,000 steps) and of its file for Shakespeare's
characters (AdamW with betas 0.9 and 0.99, weight decay 0.1 on matrices, gradients clipped to norm 1, a rate
of 1e-3 after 100 steps that falls to 1e-4 along a cosine). The code is ours.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

Ids = npt.NDArray[np.int64]
Curve = Iterator[dict[str, float]]

WARM_UP = 100
WINDOWS = 640  # of nanoGPT's protocol
STREAMS, UNCOUNTED, STEP = 32, 256, 64  # of the stateful evaluation, as ours


class Clock:
    """Seconds of training; evaluations stop it.

    Args:
        seconds: How long the training may go on.
        evaluations: How many there are at most, at equal distances.
    """

    def __init__(self, seconds: float, evaluations: int) -> None:
        self._seconds, self._between = seconds, seconds / evaluations
        self._next, self._begun = self._between, time.perf_counter()

    def elapsed(self) -> float:
        """The seconds so far."""
        return time.perf_counter() - self._begun

    def done(self) -> float:
        """The share of the training that is done."""
        return min(1.0, self.elapsed() / self._seconds)

    def is_due(self) -> bool:
        """Whether it is time for an evaluation."""
        return self.elapsed() >= self._next

    def evaluated(self, measure: Callable[[], dict[str, float]], characters: int) -> dict[str, float]:
        """Measure while the clock stands still; return a point of the curve."""
        stopped, seconds = time.perf_counter(), self.elapsed()
        point = {"seconds": round(seconds, 1), "characters": characters, **measure()}
        self._begun += time.perf_counter() - stopped
        self._next = self._between * (seconds // self._between + 1)
        return point


def lstm(ids: Ids, split: int, symbols: int, *, seconds: float, evaluations: int, seed: int) -> Curve:
    """Train torch.nn.LSTM with states carried; yield its losses as time goes by.

    One layer of 512 units, an embedding of 64, dropout 0.3 after both, 32 streams of windows of 64, AdamW
    with a rate of 4e-3 after 100 steps that falls along a cosine, gradients clipped to norm 1.
    """
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    batch, window, highest = 32, 64, 4e-3
    embedding, network = nn.Embedding(symbols, 64), nn.LSTM(64, 512, batch_first=True)
    output, drop = nn.Linear(512, symbols), nn.Dropout(0.3)
    modules = nn.ModuleList([embedding, network, output, drop])
    optimizer = torch.optim.AdamW(modules.parameters(), highest)

    def logits(x: Any, state: Any) -> Any:
        hidden, state = network(drop(embedding(x)), state)
        return output(drop(hidden)), state

    def measure() -> dict[str, float]:
        modules.eval()
        with torch.inference_mode():
            losses = {"stateful": _stateful(logits, ids, split)}
            for length in (64, 256):
                losses[f"windows_{length}"] = _windows(lambda x: logits(x, None)[0], ids, split, length)
        modules.train()
        return losses

    clock, step, state, rows = Clock(seconds, evaluations), 0, None, torch.empty(0)
    steps_per_epoch = (split // batch - 1) // window
    while clock.done() < 1:
        place = step % steps_per_epoch
        if place == 0:  # each epoch cuts the text elsewhere
            turned = np.roll(ids[:split], -int(random.integers(split)))
            rows = torch.from_numpy(turned[: split // batch * batch].reshape(batch, -1).copy())
            state = None
        windows = rows[:, place * window : (place + 1) * window + 1]
        _set_rate(optimizer, highest * min(1.0, (step + 1) / WARM_UP) * (0.01 + 0.99 * _cosine(clock.done())))
        predicted, state = logits(windows[:, :-1], state)
        state = tuple(part.detach() for part in state)
        _learn(optimizer, modules, _loss(predicted, windows[:, 1:]))
        step += 1
        if clock.is_due() or clock.done() >= 1:
            yield clock.evaluated(measure, step * batch * window)


def nanogpt(
    ids: Ids,
    split: int,
    symbols: int,
    *,
    seconds: float,
    evaluations: int,
    seed: int,
    steps: int | None = 2000,
) -> Curve:
    """Train a GPT by nanoGPT's published settings; yield its losses as time goes by.

    Args:
        ids: The text.
        split: Where the held-out part begins.
        symbols: How many different ids there are.
        seconds: How long it may go on.
        evaluations: How often it is measured at most.
        seed: What every random number comes from.
        steps: After so many it ends; None stretches its schedule to all of the time.
    """
    torch.manual_seed(seed)
    batch, context, highest, lowest = 12, 64, 1e-3, 1e-4
    model = GPT(symbols, context=context, layers=4, heads=4, features=128)
    matrices = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    vectors = [parameter for parameter in model.parameters() if parameter.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, highest, betas=(0.9, 0.99))

    def measure() -> dict[str, float]:
        with torch.inference_mode():
            return {f"windows_{context}": _windows(model, ids, split, context)}

    text = torch.from_numpy(ids)
    clock, step = Clock(seconds, evaluations), 0
    while clock.done() < 1 and step != steps:
        passed = clock.done() if steps is None else max(0.0, (step - WARM_UP) / (steps - WARM_UP))
        rate = lowest + (highest - lowest) * _cosine(passed)
        _set_rate(optimizer, highest * step / WARM_UP if step < WARM_UP else rate)
        places = torch.randint(split - context, (batch, 1)) + torch.arange(context + 1)
        windows = text[places]
        _learn(optimizer, model, _loss(model(windows[:, :-1]), windows[:, 1:]))
        step += 1
        if clock.is_due() or clock.done() >= 1 or step == steps:
            yield clock.evaluated(measure, step * batch * context)


class GPT(nn.Module):  # type: ignore[misc]
    """A GPT-2 (Radford et al. 2019) without biases, its output layer the embedding's transpose.

    Args:
        symbols: How many there are.
        context: The characters that it sees at most.
        layers: How many blocks.
        heads: Of each attention.
        features: The width.
    """

    def __init__(self, symbols: int, *, context: int, layers: int, heads: int, features: int) -> None:
        super().__init__()
        self.symbols, self.places = nn.Embedding(symbols, features), nn.Embedding(context, features)
        self.blocks = nn.Sequential(*(Block(features, heads, layers) for _ in range(layers)))
        self.norm = nn.LayerNorm(features, bias=False)
        for table in (self.symbols, self.places):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, ids: Any) -> Any:
        """Return the logits after each of the ids, shape ``(batch, length, symbols)``."""
        x = self.symbols(ids) + self.places.weight[: ids.shape[1]]
        return self.norm(self.blocks(x)) @ self.symbols.weight.T


class Block(nn.Module):  # type: ignore[misc]
    """Attention to what came before, and two layers for each place; both added to what comes in.

    Args:
        features: The width.
        heads: Of the attention.
        layers: How many blocks there are: the more, the smaller what each adds at first.
    """

    def __init__(self, features: int, heads: int, layers: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_layers = (nn.LayerNorm(features, bias=False) for _ in range(2))
        self.attend = nn.Linear(features, 3 * features, bias=False)
        self.attended = nn.Linear(features, features, bias=False)
        self.widen = nn.Linear(features, 4 * features, bias=False)
        self.narrow = nn.Linear(4 * features, features, bias=False)
        for linear in (self.attend, self.widen):
            nn.init.normal_(linear.weight, std=0.02)
        for linear in (self.attended, self.narrow):
            nn.init.normal_(linear.weight, std=0.02 / math.sqrt(2 * layers))

    def forward(self, x: Any) -> Any:
        """Return the same with what the block adds, shape ``(batch, length, features)``."""
        batch, length, features = x.shape
        parts = self.attend(self.before_attention(x)).view(batch, length, 3, self.heads, -1)
        mixed = functional.scaled_dot_product_attention(*parts.permute(2, 0, 3, 1, 4), is_causal=True)
        x = x + self.attended(mixed.transpose(1, 2).reshape(batch, length, features))
        return x + self.narrow(functional.gelu(self.widen(self.before_layers(x))))


def _cosine(done: float) -> float:
    """From 1 to 0 along half a cosine."""
    return 0.5 * (1 + math.cos(math.pi * done))


def _set_rate(optimizer: Any, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate


def _loss(logits: Any, targets: Any) -> Any:
    return functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


def _learn(optimizer: Any, model: Any, loss: Any) -> None:
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


def _stateful(logits: Callable[[Any, Any], tuple[Any, Any]], ids: Ids, split: int) -> float:
    """The mean loss of the held-out part, read in streams, each warmed by the 256 characters before it."""
    length = -(-(len(ids) - split) // STREAMS)
    padded = np.concatenate([ids, np.zeros(STREAMS * length + STEP + 1, ids.dtype)])
    firsts = split + np.arange(STREAMS) * length
    state, total = None, 0.0
    for place in range(-UNCOUNTED, length, STEP):
        starts = firsts + place - 1
        windows = torch.from_numpy(padded[starts[:, np.newaxis] + np.arange(STEP + 1)])
        predicted, state = logits(windows[:, :-1], state)
        losses = functional.cross_entropy(predicted.transpose(1, 2), windows[:, 1:], reduction="none")
        targets = starts[:, np.newaxis] + 1 + np.arange(STEP)
        counted = (targets >= firsts[:, np.newaxis]) & (targets < (firsts + length)[:, np.newaxis])
        total += float(losses[torch.from_numpy(counted & (targets < len(ids)))].double().sum())
    return round(total / (len(ids) - split), 4)


def _windows(logits: Callable[[Any], Any], ids: Ids, split: int, length: int) -> float:
    """The mean loss of random windows of the held-out part, each from empty context: nanoGPT's protocol."""
    places = np.random.default_rng(0).integers(split, len(ids) - length, WINDOWS)
    windows = torch.from_numpy(ids[places[:, np.newaxis] + np.arange(length + 1)])
    losses = [_loss(logits(part[:, :-1]), part[:, 1:]) for part in windows.split(64)]
    return round(float(torch.stack(losses).mean()), 4)
