"""The network: two bidirectional LSTMs and a chain of tags; silver syntax teaches the lower one and is left behind."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from rashomon.reading.tagger_features import (
    FLAGS,
    LONG_SUFFIXES,
    PREFIXES,
    QUOTE_FRAMES,
    QUOTE_STATES,
    SUFFIXES,
)

TAGS = 7
POINTERS = 3
POINTER_SIZE = 32
"""content → cue, content → source, cue → source: a query of the one token meets a key of the other."""


def allowed() -> torch.Tensor:
    """Which tag may follow which: I only after B or I of its own kind. Shape (7, 7), [before, after]."""
    table = torch.ones(TAGS, TAGS, dtype=torch.bool)
    for inner in (2, 4, 6):
        table[:, inner] = False
        table[inner - 1, inner] = table[inner, inner] = True
    return table


class Locked(nn.Module):
    """Dropout with one mask for the whole sequence."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or not self.rate:
            return x
        mask = torch.empty(x.shape[0], 1, x.shape[2]).bernoulli_(1 - self.rate) / (1 - self.rate)
        return x * mask


class Network(nn.Module):
    """categories (b, t, 7), flags (b, t, 12) → emissions (b, t, 7) and pointers (b, t, 6 × 32)."""

    def __init__(self, words: int, shapes: int, *, width: int = 160, sizes: dict[str, int] | None = None) -> None:
        super().__init__()
        plan = [(words, 96), (PREFIXES, 32), (SUFFIXES, 32), (LONG_SUFFIXES, 32)]
        plan += [(shapes, 16), (QUOTE_STATES, 16), (QUOTE_FRAMES, 16)]
        self.tables = nn.ModuleList([nn.Embedding(n, d) for n, d in plan])
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.3)
        size = sum(d for _, d in plan) + FLAGS
        self.drop_in, self.drop = Locked(0.2), Locked(0.4)
        self.lower = nn.LSTM(size, width, bidirectional=True, batch_first=True)
        self.upper = nn.LSTM(size + 2 * width, width, bidirectional=True, batch_first=True)
        self.hidden = nn.Linear(2 * width, 128)
        self.emit = nn.Linear(128, TAGS)
        self.point = nn.Linear(2 * width, 2 * POINTERS * POINTER_SIZE)
        self.nowhere = nn.Parameter(torch.zeros(POINTERS, POINTER_SIZE))
        self.step = nn.Parameter(torch.zeros(TAGS, TAGS))
        self.begin = nn.Parameter(torch.zeros(TAGS))
        self.register_buffer("allowed", allowed())
        self.aux = nn.ModuleDict({name: nn.Linear(2 * width, n) for name, n in (sizes or {}).items()})
        self.aux_query = nn.Linear(2 * width, 64)
        self.aux_key = nn.Linear(2 * width, 64)

    def embed(self, categories: torch.Tensor, flags: torch.Tensor) -> torch.Tensor:
        pieces = [table(categories[..., i]) for i, table in enumerate(self.tables)]
        return torch.cat([*pieces, flags], dim=-1)

    def forward(self, categories: torch.Tensor, flags: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Without padding and dropout: what is exported."""
        x = self.embed(categories, flags)
        low, _ = self.lower(x)
        high, _ = self.upper(torch.cat([low, x], dim=-1))
        return self.emit(torch.relu(self.hidden(high))), self.point(high)

    def train_forward(
        self, categories: torch.Tensor, flags: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Emissions, pointers and the lower layer, for sequences of like length.

        The few padded places are zeros to both directions; packed sequences would take twelve times as long.
        """
        seen = mask.unsqueeze(2)
        x = self.drop_in(self.embed(categories, flags)) * seen
        low = self.drop(self.lower(x)[0]) * seen
        high = self.drop(self.upper(torch.cat([low, x], dim=-1))[0])
        hidden = nn.functional.dropout(torch.relu(self.hidden(high)), 0.2, self.training)
        return self.emit(hidden), self.point(high), low

    def log_steps(self) -> torch.Tensor:
        return self.step.masked_fill(~self.allowed, -1e4)

    def log_begin(self) -> torch.Tensor:
        return torch.where(self.allowed[0], self.begin, torch.tensor(-1e4))


def log_partition(network: Network, emissions: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The log of the sum over all tag sequences, (b,)."""
    step = network.log_steps().exp()
    peak = emissions.max(dim=2, keepdim=True).values
    scaled = (emissions - peak).clamp(min=-60).exp()  # below, a chain of 32-bit products could vanish
    total = (peak.squeeze(2) * mask).sum(1)
    alpha = network.log_begin().exp() * scaled[:, 0]
    for t in range(1, emissions.shape[1]):
        norm = alpha.sum(1, keepdim=True)
        total = total + norm.log().squeeze(1) * mask[:, t]
        fresh = ((alpha / norm) @ step) * scaled[:, t]
        alpha = torch.where(mask[:, t : t + 1] > 0, fresh, alpha)
    return total + alpha.sum(1).log()


def chain_loss(
    network: Network, emissions: torch.Tensor, mask: torch.Tensor, unary: torch.Tensor, pairs: torch.Tensor
) -> torch.Tensor:
    """Cross-entropy of the chain against (soft) targets: unary (b, t, 7), pairs (b, 7, 7) summed over time."""
    steps = torch.where(network.allowed, network.step, torch.zeros(()))
    begin = torch.where(network.allowed[0], network.begin, torch.zeros(()))
    score = (emissions * unary).sum((1, 2)) + (pairs * steps).sum((1, 2)) + (unary[:, 0] * begin).sum(1)
    return (log_partition(network, emissions, mask) - score).sum()


def marginals(emissions: list[np.ndarray], step: np.ndarray, begin: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Tag and tag-pair probabilities under the chain, for each sequence (n, 7) and (n, 7, 7), a pair at its later tag.

    Sequences of like length are worked through side by side.
    """
    order = sorted(range(len(emissions)), key=lambda i: len(emissions[i]))
    found: list[tuple[np.ndarray, np.ndarray]] = [(np.zeros((0, TAGS)), np.zeros((0, TAGS, TAGS)))] * len(emissions)
    for at in range(0, len(order), 64):
        group = order[at : at + 64]
        for i, pair in zip(group, _side_by_side([emissions[i] for i in group], step, begin), strict=True):
            found[i] = pair
    return found


def _side_by_side(group: list[np.ndarray], step: np.ndarray, begin: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    longest = max(map(len, group))
    move = np.exp(step.astype(np.float64))
    local = np.ones((longest, len(group), TAGS))
    live = np.zeros((longest, len(group), 1), bool)
    for k, e in enumerate(group):
        local[: len(e), k] = np.exp(e.astype(np.float64) - e.max(1, keepdims=True))
        live[: len(e), k] = True
    forward, backward = np.zeros_like(local), np.ones_like(local)
    forward[0] = np.exp(begin) * local[0]
    forward[0] /= forward[0].sum(1, keepdims=True)
    for t in range(1, longest):
        forward[t] = (forward[t - 1] @ move) * local[t]
        forward[t] /= forward[t].sum(1, keepdims=True)
    for t in range(longest - 2, -1, -1):
        fresh = (local[t + 1] * backward[t + 1]) @ move.T
        backward[t] = np.where(live[t + 1], fresh / fresh.sum(1, keepdims=True), 1.0)
    out = []
    for k, e in enumerate(group):
        f, b = forward[: len(e), k], backward[: len(e), k]
        unary = f * b
        pairs = np.zeros((len(e), TAGS, TAGS))
        pairs[1:] = f[:-1, :, None] * move[None] * (local[1 : len(e), k] * b[1:])[:, None, :]
        pairs[1:] /= pairs[1:].sum((1, 2), keepdims=True)
        out.append(((unary / unary.sum(1, keepdims=True)).astype(np.float32), pairs.astype(np.float32)))
    return out
