"""Words with which nobody takes a side: announcements, thanks, suppositions, silence."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.readings import Attribution
from .clauses import MIN_WORDS, has_verb
from .stance_words import StanceWords, stance_words, stands_at
from .vocabulary import Vocabulary
from .wordings import Word

SUBJECT = 4
"""Words among which what somebody says to be doing begins ("we are closely monitoring")."""
SILENT = frozenset({"say", "report", "discuss", "describe", "learn", "ask", "answer"})
"""Cue classes whose negation says that somebody does not speak of a thing."""


def is_silent(attribution: Attribution, cue: Sequence[str], before: str, vocab: Vocabulary) -> bool:
    """Whether an attribution tells that its actor was asked, thanked somebody, said nothing, or is nobody.

    `cue` are the folded words of its cue and `before` the word before it.
    """
    known = stance_words(vocab.language)
    cls = attribution.cue_class
    if is_unconfirmed(attribution, cue, vocab):
        return False
    if cls == "withhold" or (attribution.negated and (cls is None or cls in SILENT)):
        return True
    if cls in SILENT and known.refusing_stems and any(w.startswith(known.refusing_stems) for w in cue):
        return True
    if cls == "ask" and (before in known.asked or (cue and cue[0] in known.asked)):
        return True
    if (known.courtesy | known.joking) & set(cue) or (len(cue) == 1 and cue[0] in vocab.dependent):
        return True
    if len(cue) > 1 and cue[0] in known.asked and cue[-1] in known.agent:
        return True  # "was endorsed by the union": the actor is praised and says nothing
    if cls == "doubt" and cue and cue[0] in known.posing and before in known.gloss | {"that"}:
        return True
    source = attribution.source.text.split() if attribution.source else []
    return bool(source) and source[0].lower() in vocab.unnegated


def is_unconfirmed(attribution: Attribution, cue: Sequence[str], vocab: Vocabulary) -> bool:
    """Whether an actor cannot confirm a thing, and so leaves it open."""
    known = stance_words(vocab.language)
    return attribution.negated and bool(known.confirming & set(cue))


def counted(attribution: Attribution, vocab: Vocabulary) -> str | None:
    """The source as written where it is some of those whom its name names ("many sailors")."""
    source = attribution.source.text.split() if attribution.source else []
    many = len(source) > 1 and source[0].lower() in stance_words(vocab.language).quantified
    return " ".join(source) if many else None


def said_of_substance(words: Sequence[Word], vocab: Vocabulary) -> Sequence[Word]:
    """The words less an announcement that opens them ("let me be plain: …"); none where nothing else is said.

    >>> from .vocabulary import vocabulary
    >>> from .wordings import compared_words
    >>> en = vocabulary("en")
    >>> [w.norm for w in said_of_substance(compared_words("Let me be plain, the doors were locked", en), en)]
    ['the', 'doors', 'were', 'locked']
    >>> said_of_substance(compared_words("We are closely monitoring the reports of a leak", en), en)
    ()
    """
    known = stance_words(vocab.language)
    norms = [w.norm for w in words]
    first = next((n for n, w in enumerate(words) if w.norm not in vocab.joining), 0)
    if stands_at(norms, first, known.supposing) or stands_at(norms, first, known.wishes):
        return ()
    if _is_busy(norms, first, known, vocab) or _hopes(norms, first, known, vocab):
        return ()
    size = stands_at(norms, first, known.procedural)
    if not size:
        return words
    after = first + size
    for n in range(after, len(words)):
        if words[n].norm in vocab.claused and n + 1 < len(words):
            return words[n + 1 :] if len(words) - n > MIN_WORDS else ()
        if words[n].clause != words[first].clause:
            return said_of_substance(words[n:], vocab) if len(words) - n >= MIN_WORDS else ()
    return ()


def without_gloss(text: str, words: Sequence[Word], vocab: Vocabulary) -> Sequence[Word]:
    """Reported words less what their outlet adds to them: ", who is not known for patience", "and even predicted …".

    Only at the end, and only where enough is left; what stands within quotation marks is the speaker's.
    """
    known = stance_words(vocab.language)
    quoted = False
    for n in range(1, len(words)):
        between = text[words[n - 1].end : words[n].start]
        quoted = (quoted or any(m in between for m in "“«„")) and not any(m in between for m in "”»")
        if n < MIN_WORDS or quoted or '"' in between:
            continue
        doing = bool(vocab.deeds) and words[n].norm.endswith(vocab.deeds) and words[n].norm not in vocab.dependent
        if doing and "," in between and has_verb(text, words[:n], vocab):
            return words[:n]
        if words[n].norm in known.gloss and "," in between and has_verb(text, words[:n], vocab):
            rest = text[words[n].start : words[-1].end]
            return words[:n] if "," not in rest else words
        if words[n].norm in vocab.joining and _goes_on(words, n + 1, known):
            return words[:n]
    return words


def _goes_on(words: Sequence[Word], n: int, known: StanceWords) -> bool:
    """Whether a second verb of saying of the same source stands at word `n` ("and even predicted a strike")."""
    if n < len(words) and words[n].norm in known.continuing:
        n += 1
    return n + 1 < len(words) and words[n].norm in known.told


def _hopes(norms: Sequence[str], first: int, known: StanceWords, vocab: Vocabulary) -> bool:
    """Whether somebody hopes for what follows ("we are hopeful that …")."""
    if first >= len(norms) or norms[first] not in vocab.pronouns:
        return False
    n = first + 1
    while n < len(norms) and (norms[n] in vocab.auxiliary or norms[n] in vocab.adverbs):
        n += 1
    return n < len(norms) and norms[n] in known.hoping


def _is_busy(norms: Sequence[str], first: int, known: StanceWords, vocab: Vocabulary) -> bool:
    """Whether somebody says what they are doing about it."""
    if first >= len(norms) or norms[first] not in vocab.pronouns:
        return False
    if first + 1 >= len(norms) or norms[first + 1] not in vocab.auxiliary:
        return False
    return any(
        norms[n] in known.busy or stands_at(norms, n, known.busy_phrases)
        for n in range(first + 2, min(len(norms), first + 2 + SUBJECT))
    )
