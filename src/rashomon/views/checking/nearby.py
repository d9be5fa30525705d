"""The sentences and accounts of a case that stand near a draft's words, found by its index, never by reading all.

A word's rarity in the case decides what it is worth; words that stand almost everywhere are looked up together only.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from ...case.queries import CaseReader
from ...comparing.surroundings import Surroundings
from ...comparing.versions import Rendering, renderings
from ...comparing.vocabulary import Vocabulary
from ...language.tokens import folded_words
from ...model.captures import Item
from ...model.findings import Account, Cast, Story
from ...model.readings import Reading
from ..reader import Row

COMMON = 1_000
"""Sentences that hold a word from which on the word alone brings none: looking further would take too long."""
ENOUGH = 3
"""Words that are rarer than COMMON from which a text is found by them, and its common words are not looked up."""
TOGETHER = 300
"""Sentences looked at that hold common words together."""
POOL = 40
"""Sentences of which the text is read at a time, best first."""
MOST = 240
"""Sentences of which the text is read at most, where many are copies of one."""
NEAR = 12
"""Sentences of different words that are compared."""
FAR = 0.3
"""Share of the best sentence's weight below which a sentence is not compared."""
COPIES = 3
"""Sentences of the same words (an agency's text in many outlets) that are compared."""
MAX_NAMES = 20
"""Names of one actor that are compared, longest first."""

_reading_of = msgspec.msgpack.Decoder(Reading).decode


class Near(msgspec.Struct, frozen=True):
    """A sentence of an account; `weight` is that of the words it shares."""

    weight: int
    item_id: str
    start: int
    end: int
    text: str


class Nearby:
    """Looks a draft's words up in a case; keeps what it has read."""

    def __init__(self, reader: CaseReader) -> None:
        self._db = reader.db
        self._postings: dict[str, tuple[int, ...]] = {}
        self._accounts: dict[str, NearAccount | None] = {}
        self._names: dict[str, dict[str, tuple[str, ...]]] = {}
        self._figures: dict[str, dict[str, str]] = {}
        self._actors: dict[str, dict[str, str]] = {}
        self._near: dict[tuple[str, bool], list[Near]] = {}
        self._rows: dict[tuple[str, str], list[Row]] = {}
        self.reader = reader

    @cached_property
    def size(self) -> int:
        """About how many sentences the case has."""
        found: int | None = self._db.execute("SELECT max(id) FROM sentences").fetchone()[0]
        return found or 0

    def sentences(self, text: str, vocab: Vocabulary, *, quoted: bool = False) -> list[Near]:
        """The sentences that share most with a text, best first; quoted words are looked up as they stand, too."""
        key = (text, quoted)
        if key not in self._near:
            self._near[key] = self._looked_up(text, vocab, quoted)
        return self._near[key]

    def _looked_up(self, text: str, vocab: Vocabulary, quoted: bool) -> list[Near]:
        plain = list(dict.fromkeys(folded_words(text)))
        content = [w for w in plain if not vocab.is_function(w)] or plain
        scores: Counter[int] = Counter()
        common: list[str] = []
        for word in content[:60]:
            found = self._holding(word)
            if len(found) > COMMON:
                common.append(word)
                continue
            worth = self._worth(len(found))
            for at in found:
                scores[at] += worth
        if len(content) - len(common) < ENOUGH:
            self._together(common, scores)
        if quoted:
            self._as_they_stand(folded_words(text), scores)
        return self._read(scores)

    def _worth(self, count: int) -> int:
        """What one shared word is worth in thousandths of a bit, by how many sentences have it."""
        return int(1000 * math.log2(1 + self.size / (count + 1)))

    def _holding(self, word: str) -> tuple[int, ...]:
        """The sentences with a word; one more than COMMON stands for "too many"."""
        if word not in self._postings:
            self._postings[word] = self._match(f'"{_safe(word)}"', COMMON + 1)
        return self._postings[word]

    def has(self, word: str) -> bool:
        """Whether a word stands in the case."""
        return any(self._holding(w) for w in folded_words(word))

    def _match(self, query: str, limit: int) -> tuple[int, ...]:
        rows = self._db.execute("SELECT rowid FROM search WHERE search MATCH ? LIMIT ?", (query, limit))
        return tuple(row[0] for row in rows)

    def _together(self, common: Sequence[str], scores: Counter[int]) -> None:
        """Sentences that hold three common words that follow one another in the draft."""
        worth = self._worth(COMMON)
        triples = [common[n : n + 3] for n in range(0, len(common), 2) if len(common[n : n + 3]) == min(3, len(common))]
        for words in triples[:4]:
            query = " ".join(f'"{_safe(w)}"' for w in words)
            for at in self._match(query, TOGETHER):
                scores[at] += worth * len(words)

    def _as_they_stand(self, words: Sequence[str], scores: Counter[int]) -> None:
        """Sentences that hold runs of the words: all of a short quotation, the ends and the middle of a long one."""
        runs = [words] if len(words) <= 5 else [words[:4], words[-4:], words[len(words) // 2 - 2 : len(words) // 2 + 2]]
        for run in runs:
            if len(run) < 2:
                continue
            query = '"' + " ".join(_safe(w) for w in run) + '"'
            for at in self._match(query, TOGETHER):
                scores[at] += 4_000 * len(run)

    def _read(self, scores: Counter[int]) -> list[Near]:
        """The best sentences, copies of one wording counted once towards how many are enough; the earliest of them."""
        ranked = sorted(scores.items(), key=lambda x: (-x[1], x[0]))
        floor = FAR * ranked[0][1] if ranked else 0.0
        wordings: dict[str, list[tuple[str, Near]]] = defaultdict(list)
        for at in range(0, min(len(ranked), MOST), POOL):
            batch = {rowid: weight for rowid, weight in ranked[at : at + POOL] if weight >= floor}
            for published, near in self._batch(batch):
                wordings[near.text].append((published, near))
            if len(wordings) >= NEAR or len(batch) < POOL:
                break
        kept = [near for copies in wordings.values() for _, near in sorted(copies, key=_by_time)[:COPIES]]
        return sorted(kept, key=lambda x: (-x.weight, x.item_id, x.start))

    def _batch(self, weights: dict[int, int]) -> list[tuple[str, Near]]:
        """Sentences with the time of their account."""
        rows = self._db.execute(
            'SELECT s.id, s.item_id, s.start, s."end", s.text, i.published FROM sentences s'
            " JOIN items i USING (item_id) WHERE s.id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(list(weights)).decode(),),
        )
        return [(row[5] or "~", Near(weights[row[0]], *row[1:5])) for row in rows]

    def account(self, item_id: str) -> NearAccount | None:
        """An account with its reading, read once."""
        if item_id not in self._accounts:
            self._accounts[item_id] = self._opened(item_id)
        return self._accounts[item_id]

    def _opened(self, item_id: str) -> NearAccount | None:
        found = self._db.execute(
            "SELECT i.item_id, i.capture_id, i.capture, i.ordinal, i.text, i.body_start, i.record, i.headline, "
            "i.publisher, i.published, i.language, s.story_id, r.reading "
            "FROM items i JOIN readings r USING (item_id) LEFT JOIN stories s USING (item_id) WHERE i.item_id = ?",
            (item_id,),
        ).fetchone()
        if found is None:
            return None
        *fields, language, story_id, reading = found
        names = ("item_id", "capture_id", "capture", "ordinal", "text", "body_start", "record", "headline",
                 "publisher", "published")  # fmt: skip
        item = Item(**dict(zip(names, fields, strict=True)), language=language or "und")
        return NearAccount(Account(item, _reading_of(reading)), story_id or "")

    def rows(self, table: str, story_id: str) -> list[Row]:
        """A table's rows of one story, read once; only tables that are small for each story."""
        if (table, story_id) not in self._rows:
            self._rows[(table, story_id)] = self.reader.table(table, story_id) if story_id else []
        return self._rows[(table, story_id)]

    def actors_of(self, story_id: str) -> dict[str, str]:
        """The actors to whom the attributions of a story are given, where they are known."""
        if story_id not in self._actors:
            found = self._db.execute(
                "SELECT attribution_id, actor_id FROM attributions WHERE story_id = ? AND actor_id IS NOT NULL",
                (story_id,),
            )
            self._actors[story_id] = dict(found.fetchall())
        return self._actors[story_id]

    def actor_names(self, story_id: str) -> dict[str, tuple[str, ...]]:
        """The names by which a story's accounts call its actors; descriptions left out."""
        if story_id not in self._names:
            found = self._db.execute(
                "SELECT DISTINCT actor_id, text FROM mentions WHERE story_id = ? AND actor_id IS NOT NULL"
                " AND form IN ('name', 'acronym') ORDER BY actor_id, length(text) DESC, text",
                (story_id,),
            )
            named: dict[str, list[str]] = defaultdict(list)
            for actor_id, text in found:
                named[actor_id].append(text)
            self._names[story_id] = {actor_id: tuple(texts[:MAX_NAMES]) for actor_id, texts in named.items()}
        return self._names[story_id]

    def item_of_figure(self, story_id: str, figure_id: str) -> str | None:
        """The account that has a figure."""
        if story_id not in self._figures:
            found = self._db.execute("SELECT figure_id, item_id FROM figures WHERE story_id = ?", (story_id,))
            self._figures[story_id] = dict(found.fetchall())
        return self._figures[story_id].get(figure_id)

    def main_stories(self, near: Iterable[Near]) -> list[str]:
        """The stories that a draft is about: those that hold most of the weight of the sentences near it."""
        votes: dict[str, int] = defaultdict(int)
        for one in near:
            found = self._db.execute("SELECT story_id FROM stories WHERE item_id = ?", (one.item_id,)).fetchone()
            if found:
                votes[found[0]] += one.weight
        ranked = sorted(votes.items(), key=lambda x: (-x[1], x[0]))
        return [story for story, weight in ranked[:3] if weight * 4 >= ranked[0][1]]

    def last_day(self, stories: Sequence[str]) -> str | None:
        """The day of the latest account of some stories."""
        found = self._db.execute(
            "SELECT max(substr(published, 1, 10)) FROM items JOIN stories USING (item_id)"
            " WHERE published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"
            " AND story_id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(list(stories)).decode(),),
        ).fetchone()
        return found[0] if found else None


class NearAccount:
    """An account that stands near the draft, with what comparing makes of it."""

    def __init__(self, account: Account, story_id: str) -> None:
        self.account, self.story_id = account, story_id
        self.item, self.reading = account.item, account.reading

    @cached_property
    def around(self) -> Surroundings:
        """Its sentences and their words."""
        return Surroundings(self.account)

    @cached_property
    def renderings(self) -> tuple[Rendering, ...]:
        """Its quotations and reports."""
        return renderings(Story("", (self.account,)), Cast((), {}))


def _by_time(pair: tuple[str, Near]) -> tuple[str, str, int]:
    published, near = pair
    return published, near.item_id, near.start


def _safe(word: str) -> str:
    return word.replace('"', " ")
