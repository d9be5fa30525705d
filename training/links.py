"""Teaching the linker on articles that the tagger has not seen, with the fragments and pointers it finds there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch

from rashomon.reading.tagger_decode import CUE, SOURCE
from rashomon.reading.tagger_links import (
    LONE_COLUMNS,
    PAIR_COLUMNS,
    RELATIONS,
    Scene,
    candidates,
    hints,
    lone_table,
    pair_table,
)

from .corpus import ROLES, Article

HIDDEN = 24


@dataclass
class Lesson:
    """Choices of one relation: pairs (n, 8, columns), lone (n, columns), filled (n, 8), goal (n,) with 8 for none."""

    pairs: list[np.ndarray] = field(default_factory=list)
    lone: list[np.ndarray] = field(default_factory=list)
    filled: list[np.ndarray] = field(default_factory=list)
    goal: list[np.ndarray] = field(default_factory=list)

    def add(self, pairs, lone, filled, goal) -> None:
        kept = goal >= 0
        self.pairs.append(pairs[kept])
        self.lone.append(lone[kept])
        self.filled.append(filled[kept])
        self.goal.append(goal[kept])


def truth(article: Article, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """For each fragment its rightful cue and source: a fragment, -1 for none, -2 where it cannot be told."""
    tokens, found = article.tokens, scene.fragments
    count = len(found.role)
    cue, source = np.full(count, -2), np.full(count, -2)
    covers = []
    for attribution in article.attributions:
        sets = {}
        for role in ROLES:
            inside: set[int] = set()
            for start, end in attribution[role]:
                a = int(np.searchsorted(tokens.ends, start, side="right"))
                b = int(np.searchsorted(tokens.starts, end, side="left"))
                inside.update(range(a, b))
            sets[role] = inside
        covers.append(sets)
    for i in range(count):
        own = set(range(int(found.start[i]), int(found.end[i])))
        role = ROLES[int(found.role[i])]
        if role == "source":
            continue
        shares = [len(own & c[role]) for c in covers]
        if not shares or 2 * max(shares) < len(own):
            continue
        gold = covers[int(np.argmax(shares))]
        if role == "content":
            cue[i] = _meeting(found, CUE, gold["cue"], int(found.start[i]))
        source[i] = _meeting(found, SOURCE, gold["source"], int(found.start[i]))
    return cue, source


def _meeting(found, role: int, wanted: set[int], near: int) -> int:
    if not wanted:
        return -1
    best, least = -2, 10**9
    for j in found.of(role).tolist():
        if wanted & set(range(int(found.start[j]), int(found.end[j]))) and abs(int(found.start[j]) - near) < least:
            best, least = j, abs(int(found.start[j]) - near)
    return best


def lesson(scenes: list[tuple[Article, Scene]], relation: int) -> Lesson:
    made = Lesson()
    asking_role, role = RELATIONS[relation]
    for article, scene in scenes:
        cue, source = truth(article, scene)
        asking = scene.fragments.of(asking_role)
        if not len(asking):
            continue
        offered, filled = candidates(scene, asking, role)
        hint = np.zeros(offered.shape, np.float32)
        if relation == 2:
            hint = hints(scene, np.where(cue >= 0, cue, -1), asking, offered)
        wanted = (cue if relation == 0 else source)[asking]
        hit = (offered == wanted[:, None]) & filled
        goal = np.where(wanted == -1, offered.shape[1], np.where(hit.any(1), hit.argmax(1), -1))
        made.add(
            pair_table(scene, relation, asking, offered, filled, hint),
            lone_table(scene, relation, asking, offered, filled),
            filled,
            goal,
        )
    return made


def teach(made: Lesson, relation: int, *, seed: int) -> dict[str, np.ndarray]:
    """One relation's arrays; columns are brought to one scale in training and the scale is folded into the weights."""
    torch.manual_seed(seed)
    pairs, lone = np.concatenate(made.pairs), np.concatenate(made.lone)
    filled, goal = np.concatenate(made.filled), np.concatenate(made.goal)
    flat = pairs[filled]
    scales = [(flat.mean(0), flat.std(0) + 0.05), (lone.mean(0), lone.std(0) + 0.05)]
    nets = [
        torch.nn.Sequential(
            torch.nn.Linear(columns, HIDDEN), torch.nn.ReLU(), torch.nn.Dropout(0.1), torch.nn.Linear(HIDDEN, 1)
        )
        for columns in (PAIR_COLUMNS, LONE_COLUMNS)
    ]
    x = [torch.from_numpy(((t - m) / s).astype(np.float32)) for t, (m, s) in zip((pairs, lone), scales, strict=True)]
    full, target = torch.from_numpy(filled), torch.from_numpy(goal)
    parameters = [p for net in nets for p in net.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=5e-3, weight_decay=0.05)
    for step in range(400):
        for group in optimiser.param_groups:
            group["lr"] = 5e-3 * (1 - step / 400)
        scores = torch.cat([nets[0](x[0]).squeeze(2).masked_fill(~full, -1e4), nets[1](x[1])], 1)
        loss = torch.nn.functional.cross_entropy(scores, target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    arrays = {}
    for name, net, (mean, scale) in zip(("pair", "lone"), nets, scales, strict=True):
        w1 = net[0].weight.detach().numpy().T / scale[:, None]
        arrays[f"{relation}.{name}.w1"] = w1
        arrays[f"{relation}.{name}.b1"] = net[0].bias.detach().numpy() - mean @ w1
        arrays[f"{relation}.{name}.w2"] = net[3].weight.detach().numpy()[0]
        arrays[f"{relation}.{name}.b2"] = net[3].bias.detach().numpy()[0]
    return {k: np.asarray(v, np.float32) for k, v in arrays.items()}


def teach_linker(scenes: list[tuple[Article, Scene]], *, seed: int = 0) -> dict[str, np.ndarray]:
    """The arrays of all three relations."""
    arrays: dict[str, np.ndarray] = {}
    for relation in range(len(RELATIONS)):
        arrays |= teach(lesson(scenes, relation), relation, seed=seed)
    return arrays
