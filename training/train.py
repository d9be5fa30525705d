"""`python -m training.train --corpora …/polnear`: from the corpus to the shipped weights, with a fixed seed.

1. Two networks are fitted, each without one tenth of train. On the tenth that it has not seen each shows what fragments
   the tagger finds in new text; the linker, the judge of attributions and the two thresholds are learned there.
2. The first network is what ships. With `--further` both networks mark all of train first, and the first is fitted on,
   to a blend of the annotators' tags and the mean of the two networks' probabilities (distillation: Hinton, Vinyals,
   Dean 2015). Three passes of it gave nothing on dev (72.4 for 72.8).
3. It is exported, and scored on dev, which nothing before this has read.

One thread, about twenty minutes a network. The same machine gives the same weights;
another one may differ in the last bits, and so by some tenths of a point.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from rashomon.reading.tagger_features import FIRST_WORD, Vocabulary
from rashomon.reading.tagger_trained import TrainedTagger, Weights

from .corpus import Article, held_out, make_vocabulary, read_articles
from .export import chain_arrays, export_all
from .fit import Prepared, Silver, fit, prepare, soften
from .network import Network, marginals
from .reporting import reporting_forms
from .score import run_scorer, summary, write_predictions
from .tune import Arrays, Marked, load_scorer, mark, tune

FOLDS, TENTHS = (0, 1), 10
FURTHER_EPOCHS, FURTHER_RATE = 3, 1.2e-3
HARD = 0.5
"""Weight of the annotators' tags beside the two networks' probabilities."""
HERE = Path(__file__).parent


def say(line: str) -> None:
    """Progress, at once."""
    print(line, flush=True)


def new_network(vocabulary: Vocabulary, silver: Silver, seed: int) -> Network:
    """A network with random weights."""
    torch.manual_seed(seed)
    return Network(len(vocabulary.words) + FIRST_WORD, len(vocabulary.shapes) + 2, sizes=silver.sizes())


def fitted(
    data: list[Prepared], vocabulary: Vocabulary, silver: Silver, cache: Path, *, seed: int, epochs: int
) -> Network:
    """The network of this cache file, fitted first where there is none."""
    network = new_network(vocabulary, silver, seed)
    if cache.exists():
        network.load_state_dict(torch.load(cache)["state"])
        return network.eval()
    fit(data, network, seed=seed, epochs=epochs, report=say)
    cache.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state": network.state_dict()}, cache)
    return network


def soften_by(data: list[Prepared], teachers: list[tuple[Weights, Network]]) -> None:
    """Lays the mean of the teachers' probabilities over the annotators' tags, in place."""
    total: list[tuple[np.ndarray, np.ndarray]] = []
    for weights, network in teachers:
        chain = chain_arrays(network)
        found = marginals([weights.scores(a.features)[0] for a in data], chain["step"], chain["begin"])
        total = [(u + v, p + q) for (u, p), (v, q) in zip(total, found, strict=True)] if total else found
    soften(data, [(u / len(teachers), p / len(teachers)) for u, p in total], hard=HARD)


def taught_networks(
    articles: list[Article], vocabulary: Vocabulary, silver: Silver, work: Path, *, epochs: int
) -> tuple[list[Network], list[tuple[list[Marked], Arrays]]]:
    """A network for each fold, fitted on the rest, and what it makes of the fold."""
    networks, halves = [], []
    for fold in FOLDS:
        rest = prepare([a for a in articles if not held_out(a.name, fold, of=TENTHS)], vocabulary, silver)
        network = fitted(rest, vocabulary, silver, work / f"fold{fold}.pt", seed=fold, epochs=epochs)
        export_all(network, vocabulary, {}, work / f"fold{fold}")
        unseen = {a.name: a for a in reversed(articles) if held_out(a.name, fold, of=TENTHS)}
        marked = mark(Weights.read(work / f"fold{fold}"), list(unseen.values())[::-1])
        networks.append(network)
        halves.append((marked, chain_arrays(network)))
    return networks, halves


def main() -> None:
    """See the module."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpora", type=Path, required=True, help="the folder that holds polnear's train and dev")
    options.add_argument("--out", type=Path, default=HERE.parent / "src/rashomon/reading/weights")
    options.add_argument("--work", type=Path, default=HERE / "cache", help="what is fitted is kept here and used again")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--epochs", type=int, default=9)
    options.add_argument("--further", action="store_true", help="fit the first network on, on all of train")
    given = options.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True, warn_only=True)
    scorer = given.corpora.parents[1] / "exam" / "score_attribution.py"
    articles = read_articles(given.corpora / "train", every_annotator=True)
    vocabulary = make_vocabulary(articles, reporting_forms())
    silver = Silver.of(articles)
    say(f"{len({a.name for a in articles})} articles, {len(vocabulary.words)} words")
    teachers, halves = taught_networks(articles, vocabulary, silver, given.work, epochs=given.epochs)
    arrays = tune([[half] for half in halves], load_scorer(scorer), given.corpora / "train", say)
    network = teachers[0]
    if given.further:
        data = prepare(articles, vocabulary, silver)
        marking = [Weights.read(given.work / f"fold{fold}") for fold in FOLDS]
        soften_by(data, list(zip(marking, teachers, strict=True)))
        network = fit(data, network, seed=200 + given.seed, epochs=FURTHER_EPOCHS, rate=FURTHER_RATE, report=say)
    export_all(network, vocabulary, arrays, given.out)
    dev = read_articles(given.corpora / "dev", every_annotator=False)
    predictions = given.work / "dev.jsonl"
    write_predictions(TrainedTagger(Weights.read(given.out)), dev, predictions)
    say("dev: " + summary(run_scorer(scorer, given.corpora / "dev", predictions)))


if __name__ == "__main__":
    main()
