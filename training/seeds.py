"""`python -m training.seeds --corpora …/polnear`: how far the weights depend on the seed, with all of train.

What ships comes from `training.train`. This tells how much of its score is luck, and whether teachers that have not
seen an article make a better network of it:

1. Train is cut into four parts by the hash of the article's name. Four networks are fitted, each without one part; the
   linker, the judge of attributions and the two thresholds are learned on what each makes of the part it has not seen.
2. Three networks are fitted on all of train, to a blend of the annotators' tags and the probabilities that the network
   which has not seen the article gives (distillation: Hinton, Vinyals, Dean 2015; out of fold, so that no teacher
   repeats what it learned by heart).
3. Each is exported and scored on dev, which nothing before this has read.

One thread a network, about twenty minutes each alone; `--jobs` fits several at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import torch

from rashomon.reading.tagger_features import Vocabulary
from rashomon.reading.tagger_trained import TrainedTagger, Weights

from .corpus import Article, held_out, make_vocabulary, read_articles
from .export import chain_arrays, export_all
from .fit import Prepared, Silver, fit, prepare, soften
from .network import Network, marginals
from .reporting import reporting_forms
from .score import run_scorer, summary, write_predictions
from .train import new_network, say
from .tune import Arrays, Marked, load_scorer, mark, tune

FOLDS = (0, 1, 2, 3)
SEEDS = (0, 1, 2)
FOLD_EPOCHS, EPOCHS = 8, 9
HARD = 0.6
"""Weight of the annotators' tags beside the probabilities of the network that has not seen the article."""
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Course:
    """Where the data lies and where what is fitted is kept; a file that is there is not made again."""

    corpora: Path
    work: Path
    hard: float = HARD

    def read(self) -> tuple[list[Article], Vocabulary, Silver]:
        articles = read_articles(self.corpora / "train", every_annotator=True)
        return articles, make_vocabulary(articles, reporting_forms()), Silver.of(articles)

    def state(self, name: str) -> Path:
        return self.work / f"{name}.pt"


def kept_network(course: Course, name: str, vocabulary: Vocabulary, silver: Silver) -> Network:
    """The network of this name as it was fitted."""
    network = new_network(vocabulary, silver, 0)
    network.load_state_dict(torch.load(course.state(name))["state"])
    return network.eval()


def _fit_and_keep(course: Course, name: str, data: list[Prepared], network: Network, *, seed: int, epochs: int) -> None:
    fit(data, network, seed=seed, epochs=epochs, report=lambda line: say(f"{name}: {line}"))
    torch.save({"state": network.state_dict()}, course.state(name))


def fit_fold(course: Course, fold: int) -> None:
    """The network that has not seen one part of train."""
    _settle()
    articles, vocabulary, silver = course.read()
    rest = prepare([a for a in articles if not held_out(a.name, fold, of=len(FOLDS))], vocabulary, silver)
    network = new_network(vocabulary, silver, 100 + fold)
    _fit_and_keep(course, f"fold{fold}", rest, network, seed=100 + fold, epochs=FOLD_EPOCHS)


def fit_seed(course: Course, seed: int) -> None:
    """A network on all of train, taught by the annotators and by those that have not seen the article."""
    _settle()
    articles, vocabulary, silver = course.read()
    data = prepare(articles, vocabulary, silver)
    if course.hard < 1:
        for fold in FOLDS:
            network = kept_network(course, f"fold{fold}", vocabulary, silver)
            unseen = [a for a in data if held_out(a.name, fold, of=len(FOLDS))]
            chain = chain_arrays(network)
            scores = [_scores(network, article) for article in unseen]
            soften(unseen, marginals(scores, chain["step"], chain["begin"]), hard=course.hard)
    _fit_and_keep(course, f"seed{seed}", data, new_network(vocabulary, silver, seed), seed=seed, epochs=EPOCHS)


def _scores(network: Network, article: Prepared):
    with torch.no_grad():
        categories = torch.from_numpy(article.features.categories[None].astype("int64"))
        flags = torch.from_numpy(article.features.flags[None].astype("float32"))
        return network(categories, flags)[0][0].numpy()


def _settle() -> None:
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True, warn_only=True)


def fit_missing(course: Course, step, prefix: str, numbers: Iterable[int], *, jobs: int) -> None:
    """Fits those networks of which no file is kept, several at once."""
    missing = [n for n in numbers if not course.state(f"{prefix}{n}").exists()]
    with ProcessPoolExecutor(max(1, min(jobs, len(missing))), mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(step, course, n) for n in missing]:
            done.result()


def marked_unseen(course: Course, articles: list[Article], vocabulary: Vocabulary, silver: Silver) -> list[list]:
    """What the networks make of the parts they have not seen, in two halves of train."""
    parts: list[tuple[list[Marked], Arrays]] = []
    for fold in FOLDS:
        network = kept_network(course, f"fold{fold}", vocabulary, silver)
        export_all(network, vocabulary, {}, course.work / f"fold{fold}")
        unseen = {a.name: a for a in reversed(articles) if held_out(a.name, fold, of=len(FOLDS))}
        marked = mark(Weights.read(course.work / f"fold{fold}"), list(unseen.values())[::-1])
        parts.append((marked, chain_arrays(network)))
    middle = len(parts) // 2
    return [parts[:middle], parts[middle:]]


def main() -> None:
    """See the module."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpora", type=Path, required=True, help="the folder that holds polnear's train and dev")
    options.add_argument(
        "--work", type=Path, default=HERE / "cache" / "seeds", help="what is fitted is kept here and used again"
    )
    options.add_argument("--jobs", type=int, default=1, help="networks fitted at once, a core each")
    options.add_argument("--hard", type=float, default=HARD, help="1: the annotators' tags alone")
    given = options.parse_args()
    _settle()
    given.work.mkdir(parents=True, exist_ok=True)
    course = Course(given.corpora, given.work, given.hard)
    articles, vocabulary, silver = course.read()
    say(f"{len({a.name for a in articles})} articles, {len(vocabulary.words)} words")
    fit_missing(course, fit_fold, "fold", FOLDS, jobs=given.jobs)
    fit_missing(course, fit_seed, "seed", SEEDS, jobs=given.jobs)
    scorer = given.corpora.parents[1] / "exam" / "score_attribution.py"
    arrays = tune(
        marked_unseen(course, articles, vocabulary, silver), load_scorer(scorer), given.corpora / "train", say
    )
    dev = read_articles(given.corpora / "dev", every_annotator=False)
    for seed in SEEDS:
        out = given.work / f"seed{seed}"
        export_all(kept_network(course, f"seed{seed}", vocabulary, silver), vocabulary, arrays, out)
        predictions = given.work / f"dev{seed}.jsonl"
        write_predictions(TrainedTagger(Weights.read(out)), dev, predictions)
        say(f"seed {seed}, dev: {summary(run_scorer(scorer, given.corpora / 'dev', predictions))}")


if __name__ == "__main__":
    main()
