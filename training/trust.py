"""Teaching which attributions to keep, on articles that the tagger has not seen."""

from __future__ import annotations

import numpy as np
import torch

from rashomon.reading.tagger_links import Linker, Scene
from rashomon.reading.tagger_trust import TRUST_COLUMNS, Group, group_links, trust_table

from .corpus import ROLES, Article

HIDDEN = 16


def examples(linker: Linker, scenes: list[tuple[Article, Scene]]) -> tuple[np.ndarray, np.ndarray]:
    """The rows of `trust_table` and whether the annotators have an attribution that matches."""
    tables, right = [np.zeros((0, TRUST_COLUMNS), np.float32)], []
    for article, scene in scenes:
        links = linker.link(scene)
        groups = group_links(scene, links)
        if groups:
            tables.append(trust_table(scene, links, groups))
            right += _right(article, scene, groups)
    return np.concatenate(tables), np.array(right, np.float32)


def _right(article: Article, scene: Scene, groups: tuple[Group, ...]) -> list[bool]:
    """Content shares at least half of its words with an attribution's, and a word of the source."""
    gold = []
    for attribution in article.attributions:
        sets = {}
        for role in ROLES:
            places: set[int] = set()
            for start, end in attribution[role]:
                a = int(np.searchsorted(article.tokens.ends, start, side="right"))
                b = int(np.searchsorted(article.tokens.starts, end, side="left"))
                places.update(range(a, b))
            sets[role] = places
        gold.append(sets)
    taken: set[int] = set()
    out = []
    for group in groups:
        content, source = _tokens(scene, group.content), _tokens(scene, (group.source,) if group.source >= 0 else ())
        scored = [
            (2 * len(content & g["content"]) / (len(content) + len(g["content"]) or 1), -k)
            for k, g in enumerate(gold)
            if k not in taken and (source & g["source"] or not (source or g["source"]))
        ]
        best = max(scored, default=(0.0, 0))
        out.append(best[0] >= 0.5)
        if best[0] >= 0.5:
            taken.add(-best[1])
    return out


def _tokens(scene: Scene, places: tuple[int, ...]) -> set[int]:
    found = scene.fragments
    return {t for p in places for t in range(int(found.start[p]), int(found.end[p]))}


def teach_trust(table: np.ndarray, right: np.ndarray, *, seed: int = 0) -> dict[str, np.ndarray]:
    """The arrays of `trust`, without the threshold `trust.least`."""
    torch.manual_seed(seed)
    mean, scale = table.mean(0), table.std(0) + 0.05
    net = torch.nn.Sequential(
        torch.nn.Linear(TRUST_COLUMNS, HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(HIDDEN, 1)
    )
    x, y = torch.from_numpy(((table - mean) / scale).astype(np.float32)), torch.from_numpy(right)
    optimiser = torch.optim.AdamW(net.parameters(), lr=5e-3, weight_decay=0.1)
    for step in range(500):
        for group in optimiser.param_groups:
            group["lr"] = 5e-3 * (1 - step / 500)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(net(x).squeeze(1), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    w1 = net[0].weight.detach().numpy().T / scale[:, None]
    arrays = {
        "trust.w1": w1,
        "trust.b1": net[0].bias.detach().numpy() - mean @ w1,
        "trust.w2": net[3].weight.detach().numpy()[0],
        "trust.b2": net[3].bias.detach().numpy()[0],
    }
    return {k: np.asarray(v, np.float32) for k, v in arrays.items()}
