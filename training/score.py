"""What the tagger finds in a corpus, and what the scorer says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from rashomon.reading.tagger_trained import TrainedTagger

from .corpus import Article


def write_predictions(tagger: TrainedTagger, articles: list[Article], path: Path) -> None:
    """One JSON line an article, as the scorer reads it."""
    with path.open("w", encoding="utf8") as file:
        for article in {a.name: a for a in articles}.values():
            found = [
                {
                    "content": [[s.start, s.end] for s in t.content],
                    "cue": [[t.cue.start, t.cue.end]] if t.cue else [],
                    "source": [[t.source.start, t.source.end]] if t.source else [],
                }
                for t in tagger.tag(article.text, (), (), "en")
            ]
            file.write(json.dumps({"file": article.name, "attributions": found}) + "\n")


def run_scorer(scorer: Path, folder: Path, predictions: Path, *, names: set[str] | None = None) -> dict:
    """The scorer's figures as it writes them."""
    out = predictions.with_suffix(".json")
    places = [str(folder / "attributions"), str(folder / "text"), str(predictions)]
    command = [sys.executable, str(scorer), *places, "--json", str(out)]
    if names is not None:
        listed = predictions.with_suffix(".files")
        listed.write_text("\n".join(sorted(names)), encoding="utf8")
        command += ["--files", str(listed)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads(out.read_text(encoding="utf8"))


LINES = (
    ("full", "all"), ("strict", "content"), ("strict", "cue"), ("strict", "source"), ("source_head", "all"),
    ("full", "direct"), ("full", "mixed"), ("full", "indirect"), ("full_by_cue", "speech"), ("full_by_cue", "other"),
    ("strict_full", "all"), ("content_only", "all"),
)  # fmt: skip


def summary(result: dict) -> str:
    """The figures of the aims in one line (F1)."""
    return "  ".join(f"{a.replace('full_by_cue', 'cue')} {b} {result[a][b]['F1']:.2f}" for a, b in LINES)
