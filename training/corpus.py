"""PolNeAR on disk → articles with tokens, tags, links and silver syntax, ready to train on.

The corpus stays where it is; nothing of its text is kept but the vocabulary of common words (see `make_vocabulary`).
"""

from __future__ import annotations

import json
import lzma
import re
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rashomon.reading.tagger_features import WORD_BIT, Tokens, TokenTable, Vocabulary, normal_form, shape_of, tokenise

ROLES = ("content", "cue", "source")
TAGS = ("O", "B-T", "I-T", "B-C", "I-C", "B-S", "I-S")
BEGIN = {"content": 1, "cue": 3, "source": 5}


@dataclass
class Article:
    """One article under one annotator."""

    name: str
    annotator: str
    text: str
    tokens: Tokens
    attributions: list[dict[str, list[tuple[int, int]]]]
    tags: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Role → [first token, end token) of each painted fragment."""
    links: list[tuple[str, int, str, int]] = field(default_factory=list)
    """(role, first token, role, first token) of fragments that belong together; -1 where there is none."""
    pos: list[str] = field(default_factory=list)
    ner: list[str] = field(default_factory=list)
    dep: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)


def read_annotations(path: Path) -> list[dict[str, list[tuple[int, int]]]]:
    """The attributions of one brat file, as role → spans."""
    spans: dict[str, list[tuple[int, int]]] = {}
    events = []
    for line in path.read_text(encoding="utf8").split("\n"):
        parts = line.split("\t")
        if re.fullmatch(r"T\d+", parts[0]) and len(parts) > 1 and " " in parts[1]:
            _, places = parts[1].split(" ", 1)
            spans[parts[0]] = [(int(p.split()[0]), int(p.split()[1])) for p in places.split(";")]
        elif re.fullmatch(r"E\d+", parts[0]) and len(parts) > 1:
            events.append(parts[1].split())
    found = []
    for arguments in events:
        attribution: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
        for argument in arguments[1:]:
            key, value = argument.split(":")
            role = key.rstrip("0123456789").lower()
            if role in attribution and value in spans:
                attribution[role] += spans[value]
        if any(attribution.values()):
            found.append(attribution)
    return found


def read_articles(folder: Path, *, every_annotator: bool) -> list[Article]:
    """The articles of train or dev; where several annotators marked one, all of them or the first by id."""
    by_name: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted((folder / "attributions").glob("*.ann")):
        name, annotator = path.name[:-4].rsplit("_", 1)
        by_name[name][annotator] = path
    syntax = _read_syntax(folder / "syntax.jsonl.xz")
    articles = []
    for name, paths in sorted(by_name.items()):
        with (folder / "text" / f"{name}.txt").open(encoding="utf8", newline="") as file:
            text = file.read()
        tokens = tokenise(text)
        for annotator in sorted(paths) if every_annotator else [min(paths)]:
            article = Article(name, annotator, text, tokens, read_annotations(paths[annotator]))
            paint(article)
            align_syntax(article, syntax.get(name))
            articles.append(article)
    return articles


def _read_syntax(path: Path) -> dict[str, dict]:
    with lzma.open(path, "rt", encoding="utf8") as file:
        return {record["file"]: record for record in map(json.loads, file)}


def _token_ranges(article: Article, spans: list[tuple[int, int]], is_word: np.ndarray) -> list[tuple[int, int]]:
    """Spans as token ranges, trimmed to words at both edges; ranges with no word between are one."""
    tokens = article.tokens
    ranges: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        a = int(np.searchsorted(tokens.ends, start, side="right"))
        b = int(np.searchsorted(tokens.starts, end, side="left"))
        while a < b and not is_word[a]:
            a += 1
        while b > a and not is_word[b - 1]:
            b -= 1
        if a >= b:
            continue
        if ranges and not is_word[ranges[-1][1] : a].any():
            ranges[-1] = (ranges[-1][0], max(b, ranges[-1][1]))
        else:
            ranges.append((a, b))
    return ranges


def paint(article: Article) -> None:
    """Tags of one layer: where attributions overlap the one with the longer content lies on top."""
    strings = article.tokens.strings
    is_word = np.array([any(c.isalnum() for c in s) for s in strings], bool)
    ranged = [{role: _token_ranges(article, a[role], is_word) for role in ROLES} for a in article.attributions]
    order = sorted(range(len(ranged)), key=lambda i: sum(b - a for a, b in ranged[i]["content"]))
    owner = np.full(len(strings), -1)
    role_of = np.full(len(strings), -1)
    for i in order:
        for r, role in enumerate(ROLES):
            for a, b in ranged[i][role]:
                owner[a:b] = i
                role_of[a:b] = r
    tags = np.zeros(len(strings), np.int64)
    spans: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
    first: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i, attribution in enumerate(ranged):
        for r, role in enumerate(ROLES):
            for a, b in attribution[role]:
                _paint_range(i, r, a, b, owner, role_of, tags, spans, first, is_word)
    article.tags, article.spans = tags, {role: sorted(set(found)) for role, found in spans.items()}
    article.links = _links(ranged, first)


def _paint_range(i, r, a, b, owner, role_of, tags, spans, first, is_word) -> None:
    """The parts of [a, b) that are still this attribution's, tagged and noted."""
    mine = (owner[a:b] == i) & (role_of[a:b] == r)
    t = 0
    while t < b - a:
        if not mine[t] or not is_word[a + t]:
            t += 1
            continue
        u = t
        while u < b - a and mine[u]:
            u += 1
        end = u
        while not is_word[a + end - 1]:
            end -= 1
        tags[a + t] = BEGIN[ROLES[r]]
        tags[a + t + 1 : a + end] = BEGIN[ROLES[r]] + 1
        spans[ROLES[r]].append((a + t, a + end))
        first[i, ROLES[r]].append(a + t)
        t = u


def _links(ranged, first) -> list[tuple[str, int, str, int]]:
    links = []
    for i in range(len(ranged)):
        contents, cues, sources = (first.get((i, role), []) for role in ROLES)
        for content in contents:
            links.append(("content", content, "cue", min(cues, key=lambda c: abs(c - content), default=-1)))
            links.append(("content", content, "source", min(sources, key=lambda s: abs(s - content), default=-1)))
        for cue in cues:
            links.append(("cue", cue, "source", min(sources, key=lambda s: abs(s - cue), default=-1)))
    return links


def align_syntax(article: Article, record: dict | None) -> None:
    """Silver syntax on our tokens; "-" and -2 where the two do not meet."""
    count = len(article.tokens.starts)
    article.pos = article.ner = article.dep = ["-"] * count
    article.head = [-2] * count
    if record is None:
        return
    starts = np.array([s for s, _ in record["tokens"]])
    ends = np.array([e for _, e in record["tokens"]])
    at = np.searchsorted(ends, article.tokens.starts, side="right")
    met = (at < len(starts)) & (starts[np.minimum(at, len(starts) - 1)] < article.tokens.ends)
    theirs = np.where(met, at, -1)
    ours = np.searchsorted(article.tokens.ends, starts, side="right")
    article.pos = [record["pos"][k] if k >= 0 else "-" for k in theirs]
    article.ner = [record["ner"][k] if k >= 0 else "-" for k in theirs]
    article.dep = [record["dep"][k] if k >= 0 else "-" for k in theirs]
    heads = [record["head"][k] if k >= 0 else -1 for k in theirs]
    article.head = [int(ours[h]) if h >= 0 and ours[h] < count else -2 for h in heads]


def held_out(name: str, fold: int, *, of: int) -> bool:
    """Whether an article belongs to this of so many parts of train, by the hash of its name."""
    return zlib.crc32(name.encode()) % of == fold


TITLES = frozenset(
    [
        "mr", "mrs", "ms", "miss", "dr", "president", "vice", "senator", "sen", "rep", "representative",
        "governor", "gov", "secretary", "attorney", "general", "judge", "justice", "mayor", "sheriff",
        "chief", "king", "queen", "prince", "princess", "pope", "father", "mother", "sister", "brother",
        "lord", "lady", "sir", "saint", "st", "king",
    ]
)  # fmt: skip


def make_vocabulary(articles: list[Article], reporting: list[str], *, minimum: int = 2) -> Vocabulary:
    """The lower-cased words seen at least twice, without the names of persons and without rare names of any kind.

    A word is taken for a person's name where a good part of its capitalised uses are persons to the silver syntax and
    it is seldom written small. Any other word that is seldom written small stays only if at least 15 articles use it,
    so that months, countries and great institutions stay and the names of one year's affairs go.
    """
    count = _Counts(articles)
    names = {w for w in count.total if w not in TITLES and count.is_person(w)}
    famous = tuple(w for w in names if len(w) >= 4 and count.person[w] >= 100)
    kept = [
        w
        for w, n in sorted(count.total.items(), key=lambda p: (-p[1], p[0]))
        if n >= minimum and count.is_plain(w) and w not in names and _no_name_inside(w, names, famous)
    ]
    return Vocabulary.of(kept, [s for s, n in count.shapes.most_common(250) if n >= 5], reporting)


class _Counts:
    """How often, in how many articles, how often small and how often as a person each word is written."""

    def __init__(self, articles: list[Article]) -> None:
        self.total: Counter[str] = Counter()
        self.articles: Counter[str] = Counter()
        self.small: Counter[str] = Counter()
        self.person: Counter[str] = Counter()
        self.shapes: Counter[str] = Counter()
        for article in {a.name: a for a in articles}.values():
            forms = [normal_form(t) for t in article.tokens.strings]
            self.articles.update(set(forms))
            self.shapes.update(map(shape_of, article.tokens.strings))
            for token, form, ner in zip(article.tokens.strings, forms, article.ner, strict=True):
                self.total[form] += 1
                self.small[form] += token.islower()
                self.person[form] += ner == "PERSON" and not token.islower()

    def is_person(self, word: str) -> bool:
        upper = self.total[word] - self.small[word]
        return self.person[word] >= max(1, 0.3 * upper) and self.small[word] < 0.2 * self.total[word]

    def is_plain(self, word: str) -> bool:
        if word[0] in "@#" or word.startswith(("http", "www.")) or any(c.isdigit() for c in word):
            return False
        written_small = not word[0].isalpha() or self.small[word] >= 0.2 * self.total[word]
        return written_small or self.articles[word] >= 15


def _no_name_inside(word: str, names: set[str], famous: tuple[str, ...]) -> bool:
    parts = re.split(r"[-.&']", word)
    return not word.startswith(famous) and not any(part in names and len(part) > 2 for part in parts)


def table_rows(article: Article, table: TokenTable, cased: str = "as is") -> np.ndarray:
    """The token table's rows, for the text as it is or in small letters."""
    strings = article.tokens.strings
    return table.rows([s.lower() for s in strings] if cased == "small" else strings)


def is_word(rows: np.ndarray) -> np.ndarray:
    """Which tokens hold a letter or digit."""
    return (rows[:, 5] & WORD_BIT) > 0
