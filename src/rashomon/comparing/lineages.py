"""Lineages: one utterance and its renderings across accounts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from ..model.findings import Actor, Cast, Flag, Lineage, Story, Version
from ..model.ids import content_id
from .edits import Step, align, edits_of, relation_of
from .flags import flags_of
from .grouping import grouped
from .matching import is_named, overlap, speaker_key, wordings_of
from .paraphrases import paraphrases_of
from .surroundings import Surroundings, surroundings_of
from .terms import without_terms
from .translations import with_translations
from .versions import Rendering, renderings
from .vocabulary import vocabulary
from .wordings import Word

MIN_WORDS = 3
"""A lineage has a rendering of at least this many words: shorter ones alone are terms of the story."""
NEARLY = 0.9
"""Share of the longest wording's words from which a wording is as full as it."""
PART_MARK = " … "
"""Stands in a wording where a cue stood between two parts of a quotation."""
MARKED_RUN = 5
"""Words in a row that reports share with a quotation before its marks are in question."""
_BASES = 12
"""Wordings of an utterance, fullest first, against which a rendering is laid at most."""


def find_lineages(story: Story, cast: Cast, surroundings: dict[str, Surroundings] | None = None) -> tuple[Lineage, ...]:
    """The lineages of a story, sorted by id: utterances of which two accounts have words."""
    found = without_terms(renderings(story, cast), surroundings or surroundings_of(story))
    groups = grouped(found, wordings_of(found))
    abroad = with_translations(found, groups)
    reported = paraphrases_of(found, groups)
    texts = {a.item.item_id: a.item.text for a in story.accounts}
    actors = {a.actor_id: a for a in cast.actors}
    lineages = []
    for n, tongues in enumerate(abroad):
        if not tongues:
            continue
        group, *others = tongues
        translated = [found[m] for other in others for m in other]
        maker = _Maker([found[m] for m in group], [found[m] for m in reported[n]], translated, texts, actors)
        if maker.worth_a_row():
            lineages.append(maker.lineage(story.story_id))
    return tuple(sorted(lineages, key=lambda x: x.lineage_id))


class _Maker:
    """Makes one lineage of its renderings; equal wordings are laid along the fullest one once."""

    def __init__(
        self,
        quoted: list[Rendering],
        reported: list[Rendering],
        translated: list[Rendering],
        texts: dict[str, str],
        actors: dict[str, Actor],
    ) -> None:
        self._quoted, self._reported, self._translated = quoted, reported, translated
        self._texts, self._actors = texts, actors

    def worth_a_row(self) -> bool:
        """Whether two accounts have words of it, and some account more than a term."""
        items = {r.item_id for r in (*self._quoted, *self._reported, *self._translated)}
        return len(items) > 1 and any(len(r.words) >= MIN_WORDS for r in self._quoted)

    def lineage(self, story_id: str) -> Lineage:
        """The lineage, versions by item and place."""
        utterances = _utterances(self._quoted)
        name, actor_id = self._speaker()
        marked = self._marks_flag()
        versions = [
            msgspec.structs.replace(v, flags=(*v.flags, *marked)) for v in self._quoted_versions(utterances, actor_id)
        ]
        versions += [_version(r, self._texts[r.item_id], "paraphrased") for r in self._reported]
        versions += [_version(r, self._texts[r.item_id], "translated") for r in self._translated]
        versions.sort(key=lambda v: (v.item_id, v.start, v.end))
        return Lineage(
            lineage_id=content_id("q", story_id, [(v.item_id, v.start, v.end) for v in versions]),
            story_id=story_id,
            speaker=name,
            actor_id=actor_id,
            wording=self._row(utterances[0])[1],
            versions=tuple(versions),
        )

    def _speaker(self) -> tuple[str | None, str | None]:
        """Who most of the words are given to, name and actor id; a name goes before a description."""
        votes: Counter[str] = Counter()
        everyone = (*self._quoted, *self._reported)
        named = any(is_named(r.speaker) for r in everyone)
        for r in everyone:
            if (key := speaker_key(r)) is not None and (not named or is_named(r.speaker)):
                votes[key] += len(r.words) * (2 if r.named else 1)
        if not votes:
            return None, None
        winner = min(votes, key=lambda k: (-votes[k], k))
        if (actor := self._actors.get(winner)) is not None:
            return actor.name, actor.actor_id
        names = Counter(r.speaker for r in everyone if r.speaker and speaker_key(r) == winner)
        return min(names, key=lambda n: (-names[n], -len(n), n)), None

    def _quoted_versions(self, utterances: list[list[Rendering]], actor_id: str | None) -> list[Version]:
        bases = _bases(utterances)
        made: dict[tuple[tuple[str, ...], ...], _Laid] = {}
        versions = []
        for utterance in utterances:
            own = tuple(r.norms for r in utterance)
            for r in utterance:
                key = (r.norms, *own)
                if key not in made:
                    made[key] = self._laid(r, own, bases)
                versions.append(self._with_edits(r, made[key], actor_id))
        return versions

    def _laid(self, r: Rendering, own: tuple[tuple[str, ...], ...], bases: Sequence[list[Rendering]]) -> _Laid:
        """The rendering laid along the fullest wording that holds half of its words, or the one that holds most."""
        if own == tuple(x.norms for x in bases[0]):
            return _Laid("full")
        best, most = _Laid("full"), len(r.words) * 2 // 5
        vocab = vocabulary(r.language)
        for base in bases:
            if own == tuple(x.norms for x in base):
                continue
            words, text = self._row(base)
            steps = align(words, r.words, vocab)
            held = sum(s.b2 - s.b1 for s in steps if s.kind in ("equal", "spelling"))
            if held > most:
                flags = flags_of(steps, words, r.words, vocab)
                best, most = _Laid(relation_of(steps, words, r.words), steps, words, flags, text), held
            if held * 2 > len(r.words):
                break
        return best

    def _row(self, utterance: Sequence[Rendering]) -> tuple[tuple[Word, ...], str]:
        """The parts of a split quotation as one text, and its words: offsets, sentences and clauses counted on."""
        row: list[Word] = []
        text = ""
        for r in utterance:
            part = self._texts[r.item_id][r.start : r.end]
            text += PART_MARK if text else ""
            shift = len(text) - r.start
            sentence = row[-1].sentence + part[:1].isupper() if row else 0
            clause = row[-1].clause + 1 if row else 0
            row += [w.shifted(shift, sentence, clause) for w in r.words]
            text += part
        return tuple(row), text

    def _with_edits(self, r: Rendering, laid: _Laid, actor_id: str | None) -> Version:
        text = self._texts[r.item_id]
        version = _version(r, text, laid.relation)
        edits = edits_of(laid.steps, laid.words, laid.text, r.words, text, version_start=r.start)
        flags = (*laid.flags, *self._speaker_flag(r, actor_id))
        return msgspec.structs.replace(version, edits=edits, flags=flags)

    def _marks_flag(self) -> tuple[Flag, ...]:
        """A flag where one account alone puts marks around words that two others report without any."""
        quoting = {r.item_id for r in self._quoted}
        if len(quoting) > 1 or len({r.item_id for r in self._reported} - quoting) < 2:
            return ()
        longest = max(self._quoted, key=lambda r: len(r.words))
        vocab = vocabulary(longest.language)
        same = {r.item_id for r in self._reported if overlap(longest.norms, r.norms, vocab).run >= MARKED_RUN}
        if len(same) < 2:
            return ()
        return (Flag("marks", f"quotation marks here around words that {len(same)} others report without them"),)

    def _speaker_flag(self, r: Rendering, actor_id: str | None) -> tuple[Flag, ...]:
        actor = self._actors.get(actor_id or "")
        mine = self._actors.get(r.actor_id or "")
        if actor is None or mine is None or actor == mine or actor.kind != mine.kind:
            return ()  # a person may speak for a body
        if actor.name.split()[-1:] == mine.name.split()[-1:] or not (is_named(actor.name) and is_named(mine.name)):
            return ()  # one person twice, or one only described
        other = actor.name
        return (Flag("speaker", f"given to {r.speaker} here, to {other} elsewhere"),)


class _Laid(msgspec.Struct, frozen=True):
    """A rendering laid along a fuller wording, whose words' offsets count in `text`."""

    relation: str
    steps: tuple[Step, ...] = ()
    words: tuple[Word, ...] = ()
    flags: tuple[Flag, ...] = ()
    text: str = ""


def _utterances(quoted: Iterable[Rendering]) -> list[list[Rendering]]:
    """The quoted renderings by the split quotation that they are parts of, the fullest first.

    Of wordings that are nearly as long as the longest, the one that most accounts have is the fullest: a word more in
    a single account is likelier its own.
    """
    parts: dict[tuple[str, str], list[Rendering]] = defaultdict(list)
    for r in quoted:
        parts[(r.item_id, r.part)].append(r)
    ordered = [sorted(rs, key=lambda r: r.start) for rs in parts.values()]
    longest = max((_words_in(u) for u in ordered), default=0)
    alike = Counter(tuple(r.norms for r in u) for u in ordered)

    def rank(u: list[Rendering]) -> tuple[int, int, int, str, str, int]:
        full = _words_in(u) >= NEARLY * longest
        held = alike[tuple(r.norms for r in u)] if full else 0
        return -full, -held, -_words_in(u), u[0].published or "9", u[0].item_id, u[0].start

    return sorted(ordered, key=rank)


def _words_in(utterance: Sequence[Rendering]) -> int:
    return sum(len(r.words) for r in utterance)


def _bases(utterances: Sequence[list[Rendering]]) -> list[list[Rendering]]:
    """The first utterances with words of their own."""
    seen: set[tuple[tuple[str, ...], ...]] = set()
    bases = []
    for u in utterances:
        norms = tuple(r.norms for r in u)
        if norms not in seen:
            seen.add(norms)
            bases.append(u)
        if len(bases) == _BASES:
            break
    return bases


def _version(r: Rendering, text: str, relation: str) -> Version:
    return Version(r.item_id, r.attribution_id, r.start, r.end, text[r.start : r.end], relation)
