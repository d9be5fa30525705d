"""Fitting one network: chunks of articles, hidden words, and averaged weights at the end."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import torch

from rashomon.reading.tagger_features import (
    ALLCAPS_BIT,
    NAME,
    UNKNOWN,
    UPPER_BIT,
    WORD_BIT,
    Features,
    TokenTable,
    Vocabulary,
    _glued,
    features_of,
)

from .corpus import Article, table_rows
from .network import POINTER_SIZE, POINTERS, TAGS, Network, chain_loss

CHUNK, BATCH = 200, 4000
RELATIONS = (("content", "cue"), ("content", "source"), ("cue", "source"))


@dataclass
class Silver:
    """Numbers for the labels of the silver syntax; -100 is left out of the loss."""

    names: dict[str, dict[str, int]]

    @classmethod
    def of(cls, articles: list[Article]) -> Silver:
        names = {}
        for layer, most in (("pos", 48), ("ner", 16), ("dep", 60)):
            counted = Counter(x for a in articles for x in getattr(a, layer) if x != "-")
            names[layer] = {x: i for i, (x, _) in enumerate(counted.most_common(most))}
        return cls(names)

    def sizes(self) -> dict[str, int]:
        return {layer: len(known) for layer, known in self.names.items()}

    def labels(self, article: Article, layer: str) -> np.ndarray:
        known = self.names[layer]
        return np.array([known.get(x, -100) for x in getattr(article, layer)], np.int64)


@dataclass
class Prepared:
    """One article under all its annotators, as arrays."""

    name: str
    features: Features
    small: Features
    person: np.ndarray
    aux: dict[str, np.ndarray]
    head: np.ndarray
    unary: list[np.ndarray]
    """One a annotator, (n, 7); the last tag before a token is kept in `pairs`."""
    pairs: list[np.ndarray]
    pointers: list[np.ndarray]
    """(n, 3): the token pointed to, -1 for nowhere, -2 for no loss."""
    cuts: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))


def hard_targets(tags: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    unary = np.eye(TAGS, dtype=np.float32)[tags]
    pairs = np.zeros((len(tags), TAGS, TAGS), np.float32)
    pairs[np.arange(1, len(tags)), tags[:-1], tags[1:]] = 1
    return unary, pairs


def soften(data: list[Prepared], found: list[tuple[np.ndarray, np.ndarray]], *, hard: float) -> None:
    """Lays a teacher's probabilities over the annotators' tags, in place; `hard` is the weight that these keep."""
    for article, (unary, pairs) in zip(data, found, strict=True):
        article.unary = [hard * tags + (1 - hard) * unary for tags in article.unary]
        article.pairs = [hard * tags + (1 - hard) * pairs for tags in article.pairs]


def pointer_targets(article: Article) -> np.ndarray:
    out = np.full((len(article.tokens.starts), POINTERS), -2, np.int64)
    for from_role, start, to_role, target in article.links:
        out[start, RELATIONS.index((from_role, to_role))] = target
    return out


def prepare(articles: list[Article], vocabulary: Vocabulary, silver: Silver) -> list[Prepared]:
    table = TokenTable(vocabulary)
    by_name: dict[str, list[Article]] = {}
    for article in articles:
        by_name.setdefault(article.name, []).append(article)
    found = []
    for name, group in sorted(by_name.items()):
        article = group[0]
        if not len(article.tokens.starts):
            continue
        glued = _glued(article.tokens)
        features = features_of(article.tokens, table_rows(article, table), glued)
        small = features_of(article.tokens, table_rows(article, table, "small"), glued)
        targets = [hard_targets(a.tags) for a in group]
        found.append(
            Prepared(
                name,
                features,
                small,
                np.array([n == "PERSON" for n in article.ner], bool),
                {layer: silver.labels(article, layer) for layer in silver.names},
                np.array(article.head, np.int64),
                [u for u, _ in targets],
                [p for _, p in targets],
                [pointer_targets(a) for a in group],
                np.flatnonzero(np.diff(features.sentence, prepend=-1)),
            )
        )
    return found


def chunks(prepared: Prepared, rng: np.random.Generator) -> list[tuple[int, int]]:
    """An article cut at ends of sentences into pieces of at most 200 tokens; where is drawn anew each time."""
    count = len(prepared.head)
    cuts = prepared.cuts
    pieces = []
    start = 0
    limit = int(rng.integers(40, CHUNK + 1))
    while start < count:
        fitting = cuts[(cuts > start) & (cuts <= start + limit)]
        end = count if start + limit >= count else int(fitting[-1]) if len(fitting) else start + limit
        pieces.append((start, end))
        start = end
        limit = CHUNK
    return pieces


def hide(categories: np.ndarray, bits: np.ndarray, person: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Words made unknown at random; capitalised ones more often, persons nearly always, and then by shape alone."""
    out = categories.copy()
    draw = rng.random(len(out))
    word = (bits & WORD_BIT) > 0
    upper = ((bits & UPPER_BIT) > 0) & word
    whole = upper & ~((bits & ALLCAPS_BIT) > 0)
    as_name = (whole & (draw < 0.2)) | (person & upper & (draw < 0.85))
    as_unknown = word & ~upper & (draw < 0.15) & (out[:, 0] > NAME)
    out[as_name, 0] = NAME
    out[as_name, 1:4] = 1
    out[as_unknown, 0] = UNKNOWN
    blank = as_unknown & (rng.random(len(out)) < 0.3)
    out[blank, 1:4] = 1
    return out


def batches(data: list[Prepared], rng: np.random.Generator) -> Iterator[list[tuple[Prepared, int, int, int]]]:
    """Pieces of like length together, at most 4,000 tokens with their padding."""
    pieces = [(p, int(rng.integers(len(p.unary))), a, b) for p in data for a, b in chunks(p, rng)]
    lengths = np.array([b - a for _, _, a, b in pieces]) + rng.uniform(-12, 12, len(pieces))
    order = np.argsort(-lengths, kind="stable")
    groups: list[list[int]] = [[]]
    longest = 0
    for i in order:
        size = pieces[i][3] - pieces[i][2]
        if groups[-1] and max(longest, size) * (len(groups[-1]) + 1) > BATCH:
            groups.append([])
            longest = 0
        groups[-1].append(int(i))
        longest = max(longest, size)
    rng.shuffle(groups)
    for group in groups:
        yield sorted((pieces[i] for i in group), key=lambda q: q[2] - q[3])


def collate(batch: list[tuple[Prepared, int, int, int]], rng: np.random.Generator) -> dict[str, torch.Tensor]:
    width = batch[0][3] - batch[0][2]
    rows = len(batch)
    first = batch[0][0].features
    out = {
        "categories": np.zeros((rows, width, first.categories.shape[1]), np.int64),
        "flags": np.zeros((rows, width, first.flags.shape[1]), np.float32),
        "unary": np.zeros((rows, width, TAGS), np.float32),
        "pairs": np.zeros((rows, TAGS, TAGS), np.float32),
        "mask": np.zeros((rows, width), np.float32),
        "pointers": np.full((rows, width, POINTERS), -2, np.int64),
        "head": np.full((rows, width), -100, np.int64),
        **{layer: np.full((rows, width), -100, np.int64) for layer in batch[0][0].aux},
    }
    for r, (p, who, a, b) in enumerate(batch):
        n = b - a
        features = p.small if rng.random() < 0.02 else p.features
        out["categories"][r, :n] = hide(features.categories[a:b], features.bits[a:b], p.person[a:b], rng)
        out["flags"][r, :n] = features.flags[a:b]
        out["unary"][r, :n] = p.unary[who][a:b]
        out["pairs"][r] = p.pairs[who][a + 1 : b].sum(0)
        out["mask"][r, :n] = 1
        pointers = p.pointers[who][a:b]
        shifted = np.where(pointers >= 0, np.where((pointers >= a) & (pointers < b), pointers - a, -2), pointers)
        out["pointers"][r, :n] = shifted
        head = p.head[a:b]
        out["head"][r, :n] = np.where((head >= a) & (head < b), head - a, -100)
        for layer, labels in p.aux.items():
            out[layer][r, :n] = labels[a:b]
    return {k: torch.from_numpy(v) for k, v in out.items()}


def pointer_loss(network: Network, points: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross-entropy of each relation's choice among all tokens of the chunk and nowhere."""
    rows, width, _ = points.shape
    parts = points.view(rows, width, POINTERS, 2, POINTER_SIZE)
    padding = (batch["mask"] == 0).unsqueeze(1)
    total = points.sum() * 0
    for k in range(POINTERS):
        target = batch["pointers"][:, :, k]
        at = (target > -2).nonzero(as_tuple=True)
        if not len(at[0]):
            continue
        query = parts[at[0], at[1], k, 0]
        keys = parts[:, :, k, 1]
        scores = torch.einsum("nd,ntd->nt", query, keys[at[0]]) / math.sqrt(POINTER_SIZE)
        scores = scores.masked_fill(padding[at[0], 0], -1e4)
        nowhere = (query @ network.nowhere[k]).unsqueeze(1) / math.sqrt(POINTER_SIZE)
        goal = torch.where(target[at] < 0, width, target[at])
        total = total + torch.nn.functional.cross_entropy(torch.cat([scores, nowhere], 1), goal, reduction="sum")
    return total


def aux_loss(network: Network, low: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    loss = low.sum() * 0
    for layer, head in network.aux.items():
        loss = loss + torch.nn.functional.cross_entropy(
            head(low).flatten(0, 1), batch[layer].flatten(), ignore_index=-100, reduction="sum"
        )
    scores = torch.bmm(network.aux_query(low), network.aux_key(low).transpose(1, 2)) / 8
    scores = scores.masked_fill((batch["mask"] == 0).unsqueeze(1), -1e4)
    return loss + torch.nn.functional.cross_entropy(
        scores.flatten(0, 1), batch["head"].flatten(), ignore_index=-100, reduction="sum"
    )


def fit(
    data: list[Prepared],
    network: Network,
    *,
    seed: int,
    epochs: int = 9,
    rate: float = 2e-3,
    report=print,
) -> Network:
    """The network with averaged weights after `epochs` passes; the same seed gives the same weights on one machine."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    steps = epochs * sum(1 for _ in batches(data, np.random.default_rng(seed + 1))) + epochs
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 50, pct_start=0.15)
    average: dict[str, torch.Tensor] = {}
    step, begun = 0, time.monotonic()
    for epoch in range(epochs):
        network.train()
        losses, tokens = np.zeros(3), 0.0
        for chosen in batches(data, rng):
            batch = collate(chosen, rng)
            size = float(batch["mask"].sum())
            emissions, points, low = network.train_forward(batch["categories"], batch["flags"], batch["mask"])
            main = chain_loss(network, emissions, batch["mask"], batch["unary"], batch["pairs"])
            pointed = pointer_loss(network, points, batch)
            syntax = aux_loss(network, low, batch)
            weight = 0.3 * (1 - 0.7 * step / steps)
            loss = (main + 0.5 * pointed + weight * syntax) / size
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            if not torch.isfinite(norm):
                report(f"left out a batch without a finite gradient: {sorted({p.name for p, *_ in chosen})[:3]}")
                continue
            optimiser.step()
            schedule.step()
            step += 1
            losses += [main.item(), pointed.item(), syntax.item()]
            tokens += size
            if 2 * step >= steps:
                _average(average, network)
        report(f"epoch {epoch + 1}: {np.round(losses / tokens, 4)} {time.monotonic() - begun:.0f} s")
    network.load_state_dict({k: average.get(k, v) for k, v in network.state_dict().items()})
    return network.eval()


def _average(average: dict[str, torch.Tensor], network: Network) -> None:
    for key, value in network.state_dict().items():
        if not value.dtype.is_floating_point:
            continue
        if key in average:
            average[key].mul_(0.99).add_(value, alpha=0.01)
        else:
            average[key] = value.clone()
