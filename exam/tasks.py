"""One task a corpus: run the project on it as a user would, hand the result to the corpus's scorer."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

Figures = dict[str, float]


class CorpusMissingError(Exception):
    """A corpus or its scorer is not where it should be."""


class Place(NamedTuple):
    """Where the corpora are, where results go, how many processes may run."""

    corpora: Path
    out: Path
    jobs: int

    def corpus(self, name: str) -> Path:
        """A corpus's folder or file; raises CorpusMissingError."""
        path = self.corpora / "corpora" / name
        if not path.exists():
            raise CorpusMissingError(path)
        return path

    def scorer(self, name: str) -> ModuleType:
        """A scorer as a module; raises CorpusMissingError."""
        path = self.corpora / "exam" / f"{name}.py"
        if not path.exists():
            raise CorpusMissingError(path)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def folder(self, name: str) -> Path:
        """A folder of its own for results."""
        made = self.out / name
        made.mkdir(parents=True, exist_ok=True)
        return made


def rashomon(*words: str | Path) -> None:
    """Runs the command line; exit 1 (something to look at) is fine, anything else is not."""
    done = subprocess.run(
        [sys.executable, "-m", "rashomon.cli", *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"rashomon {words[0]} failed: {done.stderr.strip()[-2000:]}")


def build_and_export(place: Place, name: str, captures: list[Path]) -> Path:
    """A case of the captures, and its tables as JSON Lines."""
    out = place.folder(name)
    case = out / "case.case"
    case.unlink(missing_ok=True)
    rashomon("build", *captures, "--case", case, "--jobs", str(place.jobs))
    rashomon("export", case, out, "--format", "jsonl")
    return out


def flat(result: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """The shares and F1 figures of a scorer's result, by dotted name."""
    for key, value in result.items():
        name = f"{prefix}{key}"
        if not isinstance(value, dict):
            continue
        if "share" in value:
            if value["share"] is not None:
                yield name, value["share"]
        elif "F1" in value:
            yield from ((f"{name}.{k}", value[k]) for k in ("P", "R", "F1"))
        else:
            yield from flat(value, f"{name}.")


def _case_figures(result: dict[str, Any]) -> Figures:
    rows = {k: 1000 * v / max(1, result["words"]) for k, v in result.pop("rows").items()}
    return {**dict(flat(result)), **{f"rows.{k}": round(v, 1) for k, v in rows.items()}}


def kazakhstan(place: Place) -> Figures:
    """The five captures that the project began with, as one case."""
    corpus = place.corpus("kazakhstan-2022")
    scorer = place.scorer("score_case")
    out = build_and_export(place, "kazakhstan", sorted(corpus.glob("*.txt")))
    return _case_figures(scorer.score(out, json.loads((corpus / "expected.json").read_text(encoding="utf-8"))))


def _case_each(place: Place, corpus_name: str, name: str) -> Figures:
    """A corpus of folders, each a story with its expected.json: a case each, counts added before shares are taken."""
    corpus = place.corpus(corpus_name)
    scorer = place.scorer("score_case")
    for folder in sorted(p for p in corpus.iterdir() if (p / "expected.json").exists()):
        build_and_export(place, f"{name}/{folder.name}", sorted(folder.glob("*.txt")))
    return _case_figures(scorer.score_all(place.folder(name), corpus))


def three_outlets(place: Place) -> Figures:
    """Twelve stories in three outlets each."""
    return _case_each(place, "three-outlets", "three-outlets")


def labels(place: Place) -> Figures:
    """Five events in five outlets each: what each calls each referent."""
    return _case_each(place, "labels-newswcl50", "labels")


def _attribution(place: Place, name: str, corpus: Path, *options: str) -> Figures:
    place.scorer("score_attribution")
    predicted = place.folder(name) / "annotated.jsonl"
    rashomon("annotate", corpus / "text", "-o", predicted, "--jobs", str(place.jobs), *options)
    score = place.folder(name) / "score.json"
    command = [sys.executable, place.corpora / "exam" / "score_attribution.py", corpus / "attributions",
               corpus / "text", predicted, "--json", score]  # fmt: skip
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return _attribution_figures(json.loads(score.read_text(encoding="utf-8")))


def _attribution_figures(result: dict[str, Any]) -> Figures:
    wanted = {
        "full": ("full", "all"), "content_only": ("content_only", "all"), "source_head": ("source_head", "all"),
        "strict_full": ("strict_full", "all"), "direct": ("full", "direct"), "mixed": ("full", "mixed"),
        "indirect": ("full", "indirect"), "speech": ("full_by_cue", "speech"), "other": ("full_by_cue", "other"),
        "strict.content": ("strict", "content"), "strict.cue": ("strict", "cue"), "strict.source": ("strict", "source"),
        "token.content": ("token", "content"), "token.source": ("token", "source"),
    }  # fmt: skip
    found = {k: _f1(result, *path) for k, path in wanted.items()}
    return {k: v for k, v in found.items() if v is not None}


def _f1(result: dict[str, Any], *path: str) -> Any:
    node: Any = result
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    if isinstance(node, dict):
        return node.get("F1", node.get("f1"))
    return node


def polnear(place: Place) -> Figures:
    """Attribution on the dev articles, with everything on."""
    return _attribution(place, "polnear", place.corpus("polnear/dev"))


def polnear_rules(place: Place) -> Figures:
    """The same by rules alone."""
    return _attribution(place, "polnear-rules", place.corpus("polnear/dev"), "--tagger", "rules")


def german(place: Place) -> Figures:
    """Attribution in German news."""
    return _attribution(place, "german", place.corpus("german-wikinews-quotes/train"))


def russian(place: Place) -> Figures:
    """Attribution in Russian sentences."""
    return _attribution(place, "russian", place.corpus("russian-quotes"))


def _timexes(place: Place, language: str) -> Figures:
    """Reported on the texts that were not tuned on: those whose id's SHA-1 ends in an odd digit."""
    source = place.corpus(f"timexes/{language}.train.jsonl")
    scorer = place.scorer("score_times")
    gold = place.folder("timexes") / f"{language}.jsonl"
    kept = [x for x in source.read_text(encoding="utf-8").splitlines() if x.strip() and not _is_tuned_on(json.loads(x))]
    gold.write_text("\n".join(kept) + "\n", encoding="utf-8")
    given = place.folder("timexes") / f"{language}.given.jsonl"
    with given.open("w", encoding="utf-8") as out:
        for line in kept:
            record = {k: v for k, v in json.loads(line).items() if k != "times"}
            out.write(json.dumps({**record, "language": language}, ensure_ascii=False) + "\n")
    predicted = place.folder("timexes") / f"{language}.annotated.jsonl"
    rashomon("annotate", given, "-o", predicted, "--jobs", str(place.jobs), "--tagger", "rules")
    result = scorer.score(scorer.lines(gold), scorer.lines(predicted))
    return {f"{k}.F1": result[k]["F1"] for k in ("strict", "relaxed", "value")}


def _is_tuned_on(record: dict[str, Any]) -> bool:
    return int(hashlib.sha1(str(record["id"]).encode()).hexdigest()[-1], 16) % 2 == 0


def times_en(place: Place) -> Figures:
    """Times in English news."""
    return _timexes(place, "en")


def times_es(place: Place) -> Figures:
    """Times in Spanish news."""
    return _timexes(place, "es")


def _stories(place: Place, corpus_name: str) -> Figures:
    corpus = place.corpus(corpus_name)
    scorer = place.scorer("score_stories")
    out = build_and_export(place, corpus_name, [corpus / "articles.jsonl"])
    found = scorer.score(out, corpus / "stories.tsv")["bcubed"]
    return {f"bcubed.{k}": found[k] for k in ("P", "R", "F1")}


def stories_ecb(place: Place) -> Figures:
    """Stories of sibling events."""
    return _stories(place, "stories-ecb")


def stories_gva(place: Place) -> Figures:
    """Stories of American local news."""
    return _stories(place, "stories-gva")


def gva_casualties(place: Place) -> Figures:
    """Killed and injured against labels made by hand: right where an article states them, silent where it does not."""
    labels = Path("tests/cases/figures/gva_labels.tsv")
    if not labels.exists():
        raise CorpusMissingError(labels)
    wanted = {row[0]: row[1:] for line in labels.read_text(encoding="utf-8").splitlines()
              if not line.startswith("#") and len(row := line.split("\t")) == 3}  # fmt: skip
    cells: dict[str, list[bool]] = {"stated": [], "silent": []}
    for article, found in _casualties(place, set(wanted)):
        for label, bounds in zip(wanted[article], found, strict=True):
            if label == "-":
                cells["silent"].append(bounds is None)
            elif label != "?":
                cells["stated"].append(bool(bounds) and any(float(n) in bounds for n in label.split("|")))
    return {name: round(sum(right) / max(1, len(right)), 4) for name, right in cells.items()}


def _casualties(place: Place, ids: set[str]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Each article with the bounds of those killed and injured that are read from its headline and text."""
    from rashomon.language.sentences import split_sentences
    from rashomon.reading.casualties import casualties
    from rashomon.reading.figures import read_figures
    from rashomon.reading.times import read_times

    with place.corpus("stories-gva/articles.jsonl").open(encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            if article["id"] not in ids:
                continue
            text, published = f"{article['title'] or ''}\n\n{article['text']}", article.get("published")
            sentences = split_sentences(text, "en")
            times = read_times(text, sentences, "en", published)
            figures = read_figures(article["id"], text, sentences, times, "en", published)
            found = casualties(text, sentences, figures, "en")
            yield article["id"], (found.get("killed"), found.get("injured"))


def stories_meantime(place: Place) -> Figures:
    """Stories across four languages."""
    return _stories(place, "stories-meantime")


def pages(place: Place) -> Figures:
    """Main text of saved pages: the body of the first item of each."""
    corpus = place.corpus("pages")
    scorer = place.scorer("score_pages")
    with tempfile.TemporaryDirectory() as folder:
        for page in sorted((corpus / "html").glob("*.html.gz")):
            (Path(folder) / page.name.removesuffix(".gz")).write_bytes(gzip.decompress(page.read_bytes()))
        out = place.folder("pages") / "items.jsonl"
        rashomon("extract", folder, "-o", out, "--jobs", str(place.jobs))
    bodies: dict[str, list[str]] = {}
    for line in out.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item["text"] is not None:
            name = Path(item["capture"]).name.removesuffix(".html")
            bodies.setdefault(name, []).append(item["text"][item["body_start"] :])
    result = scorer.score(corpus, {k: {"articleBody": "\n\n".join(v)} for k, v in bodies.items()})
    return {k: result[k] for k in ("P", "R", "F1")}


TASKS: dict[str, Callable[[Place], Figures]] = {
    "kazakhstan": kazakhstan,
    "three-outlets": three_outlets,
    "labels": labels,
    "polnear": polnear,
    "polnear-rules": polnear_rules,
    "german": german,
    "russian": russian,
    "times-en": times_en,
    "times-es": times_es,
    "stories-ecb": stories_ecb,
    "stories-gva": stories_gva,
    "gva-casualties": gva_casualties,
    "stories-meantime": stories_meantime,
    "pages": pages,
}
