"""Lineages: one utterance and its renderings across accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from rapidfuzz.distance import JaroWinkler

from ..model.findings import Actor, Cast, Flag, Lineage, Story, Version
from ..model.ids import content_id
from .edits import align, edits_of, relation_of
from .flags import flags_of
from .fullest import Laid, bases_of, norms_of, utterances_of, with_parts
from .grouping import grouped
from .matching import is_named, overlap, speaker_key, wordings_of
from .paraphrases import paraphrases_of
from .surroundings import Surroundings, surroundings_of
from .terms import without_terms
from .translations import with_translations
from .versions import Rendering, renderings
from .vocabulary import vocabulary
from .wordings import Word

MIN_WORDS = 4
"""A lineage has a rendering of at least this many words: shorter ones alone are terms of the story."""
PART_MARK = " … "
"""Stands in a wording where a cue stood between two parts of a quotation."""
SAME_NAME = 0.92
"""Jaro-Winkler of the last words of two names above which these are one name (Service, Services: 0.975)."""
MARKED_RUN = 5
"""Words in a row that reports share with a quotation before its marks are in question."""


def find_lineages(story: Story, cast: Cast, surroundings: dict[str, Surroundings] | None = None) -> tuple[Lineage, ...]:
    """The lineages of a story, sorted by id: utterances of which two accounts have words."""
    around = surroundings or surroundings_of(story)
    found = without_terms(renderings(story, cast, around), around)
    groups = grouped(found, wordings_of(found), around)
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
        self._utterances = utterances_of(quoted)
        self._quoted = [r for u in self._utterances for r in u]
        self._reported, self._translated = reported, translated
        self._texts, self._actors = texts, actors

    def worth_a_row(self) -> bool:
        """Whether two accounts have words of it, and some account more than a term."""
        items = {r.item_id for r in (*self._quoted, *self._reported, *self._translated)}
        return len(items) > 1 and any(len(r.words) >= MIN_WORDS for r in self._quoted)

    def lineage(self, story_id: str) -> Lineage:
        """The lineage, versions by item and place."""
        name, actor_id = self._speaker()
        marked = self._marks_flag()
        versions = [msgspec.structs.replace(v, flags=(*v.flags, *marked)) for v in self._quoted_versions(actor_id)]
        versions += [_version(r, self._texts[r.item_id], "paraphrased") for r in self._reported]
        versions += [_version(r, self._texts[r.item_id], "translated") for r in self._translated]
        versions.sort(key=lambda v: (v.item_id, v.start, v.end))
        return Lineage(
            lineage_id=content_id("q", story_id, [(v.item_id, v.start, v.end) for v in versions]),
            story_id=story_id,
            speaker=name,
            actor_id=actor_id,
            wording=self._row(self._utterances[0])[1],
            versions=tuple(versions),
        )

    def _speaker(self) -> tuple[str | None, str | None]:
        """Whom most accounts give the words to, name and actor id; a name goes before a description and a pronoun."""
        everyone = [r for r in (*self._quoted, *self._reported) if speaker_key(r) is not None]
        if not everyone:
            return None, None
        best = max(_trust(r) for r in everyone)
        winner = _winner([r for r in everyone if _trust(r) == best])
        if (actor := self._actors.get(winner)) is not None:
            return actor.name, actor.actor_id
        names = Counter(r.speaker for r in everyone if r.speaker and speaker_key(r) == winner)
        return min(names, key=lambda n: (-names[n], -len(n), n)), None

    def _quoted_versions(self, actor_id: str | None) -> list[Version]:
        bases = bases_of(self._utterances)
        made: dict[tuple[tuple[str, ...], ...], Laid] = {}
        laid: list[tuple[Rendering, Laid]] = []
        for utterance in self._utterances:
            own = norms_of(utterance)
            for r in utterance:
                key = (r.norms, *own)
                if key not in made:
                    made[key] = self._laid(r, own, bases)
                laid.append((r, made[key]))
        return [self._with_edits(r, x, actor_id) for r, x in with_parts(laid)]

    def _laid(self, r: Rendering, own: tuple[tuple[str, ...], ...], bases: Sequence[list[Rendering]]) -> Laid:
        """The rendering laid along the fullest wording that holds half of its words, or the one that holds most."""
        if own == norms_of(bases[0]):
            return Laid()
        best, most = Laid(), 0
        vocab = vocabulary(r.language)
        for base in bases:
            if own == norms_of(base):
                continue
            words, text = self._row(base)
            steps = align(words, r.words, vocab)
            held = sum(s.b2 - s.b1 for s in steps if s.kind in ("equal", "spelling"))
            if held > most:
                best, most = Laid(steps, words, text), held
            if held * 2 > len(r.words):
                break
        return best

    def _row(self, utterance: Sequence[Rendering]) -> tuple[tuple[Word, ...], str]:
        """The parts of a split quotation as one text, and its words: offsets, sentences and clauses counted on."""
        row: list[Word] = []
        text = ""
        for r in {r.norms: r for r in utterance}.values():  # a sentence that is printed twice stands once
            part = self._texts[r.item_id][r.start : r.end]
            text += PART_MARK if text else ""
            shift = len(text) - r.start
            sentence = row[-1].sentence + part[:1].isupper() if row else 0
            clause = row[-1].clause + 1 if row else 0
            row += [w.shifted(shift, sentence, clause) for w in r.words]
            text += part
        return tuple(row), text

    def _with_edits(self, r: Rendering, laid: Laid, actor_id: str | None) -> Version:
        text = self._texts[r.item_id]
        version = _version(r, text, relation_of(laid.steps, laid.words, r.words))
        edits = edits_of(laid.steps, laid.words, laid.text, r.words, text, version_start=r.start)
        changed = flags_of(laid.steps, laid.words, r.words, vocabulary(r.language))
        return msgspec.structs.replace(version, edits=edits, flags=(*changed, *self._speaker_flag(r, actor_id)))

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
        """A flag where an account itself names another speaker; whom a pronoun means is our reading and no change."""
        actor = self._actors.get(actor_id or "")
        mine = self._actors.get(r.actor_id or "")
        if actor is None or mine is None or not r.named or actor == mine or actor.kind != mine.kind:
            return ()  # a person may speak for a body
        if _alike(actor.name, mine.name) or not (is_named(actor.name) and is_named(mine.name)):
            return ()  # one person twice, or one only described
        other = actor.name
        return (Flag("speaker", f"given to {r.speaker} here, to {other} elsewhere"),)


def _winner(given: Sequence[Rendering]) -> str:
    """Whom most accounts name; of as many, two who are named together, then a person, then who has most words."""
    accounts: dict[str, set[str]] = {}
    words: Counter[str] = Counter()
    names: dict[str, list[str]] = {}
    for r in given:
        key = speaker_key(r) or ""
        accounts.setdefault(key, set()).add(r.item_id)
        words[key] += len(r.words)
        names.setdefault(key, (r.speaker or key).split())
    people = {speaker_key(r) for r in given if r.kind == "person"}
    joint = {k: sum(other[-1] in name[:-1] for other in names.values()) for k, name in names.items()}
    return min(words, key=lambda k: (-len(accounts[k]), -joint[k], k not in people, -words[k], k))


def _trust(r: Rendering) -> tuple[bool, bool]:
    """How sure a speaker is: by a name, written there, before a name that a pronoun stood for, before a description."""
    return is_named(r.speaker), r.named


def _alike(one: str, two: str) -> bool:
    """Whether two names end in the same word, spelling and number aside, or the one names the other with somebody."""
    a, b = one.lower().split(), two.lower().split()
    return a[-1] in b or b[-1] in a or JaroWinkler.similarity(a[-1], b[-1]) >= SAME_NAME


def _version(r: Rendering, text: str, relation: str) -> Version:
    return Version(r.item_id, r.attribution_id, r.start, r.end, text[r.start : r.end], relation)
