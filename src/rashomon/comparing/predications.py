"""What something is called, charged with or wrongly taken for, put as a clause with a verb in square brackets."""

from __future__ import annotations

from collections.abc import Sequence

from .clauses import MAX_WORDS, MIN_WORDS, tidy
from .stance_words import stance_words, stands_at
from .stances import EARLY
from .vocabulary import Vocabulary
from .wordings import Word


def predicated(text: str, words: Sequence[Word], cue_class: str, vocab: Vocabulary) -> str | None:
    """A thing and what it is called or charged with, joined by a verb in square brackets."""
    if not MIN_WORDS <= len(words) <= MAX_WORDS or words[0].norm in vocab.fragment or words[0].norm in vocab.auxiliary:
        return None
    accused = False
    for n in range(1, min(len(words) - 1, EARLY)):
        if accused and words[n].norm in vocab.blaming:
            return None  # "accused one another of greed on matters of law": nobody is blamed on matters
        accused = accused or (words[n].norm in vocab.predicates and words[n].norm not in vocab.blaming | vocab.called)
        one, _, many = (vocab.predicates.get(words[n].norm) or "").partition("/")
        put = (
            (many if many and words[n - 1].norm.endswith(vocab.plural) else one)
            if cue_class == "accuse" or words[n].norm in vocab.called
            else ""
        )
        if not put or (words[n].norm in vocab.called and words[n + 1].norm in vocab.pronouns):
            continue  # "a scandal as they debate it": no more is called anything
        deed = any(words[n + 1].norm.endswith(e) for e in vocab.deeds)
        if words[n].norm in vocab.called or words[n].norm in vocab.blaming or deed:
            kept = n + 1 if words[n].norm in vocab.called else n
            before, after = text[words[0].start : words[n].start], text[words[kept].start : words[-1].end]
            return tidy(f"{before}[{put}] {after}")
    return None


def charged(text: str, words: Sequence[Word], vocab: Vocabulary) -> str | None:
    """Who is accused and of what ("the crew of theft"), joined by a verb in brackets; None without such a word."""
    put = next((n for n in range(len(words) - 2, 0, -1) if words[n].norm in vocab.predicates), 0)
    one = vocab.predicates.get(words[put].norm, "").partition("/")[0]
    if not put or words[put].norm in vocab.called:
        return None
    return tidy(f"{text[words[0].start : words[put].start]}[{one}] {text[words[put].start : words[-1].end]}")


NAMED = 9
"""Words of what is called something."""


def named(text: str, words: Sequence[Word], vocab: Vocabulary) -> str | None:
    """A thing and what it is called ("the delay a scandal", "the delay “avoidable”"), joined by a verb in brackets."""
    for n in range(1, min(len(words), NAMED)):
        between = text[words[n - 1].end : words[n].start]
        opens = any(mark in between for mark in '“«„"‘') or between.endswith(" '")
        begins = words[n].norm in stance_words(vocab.language).indefinite
        if not (opens or begins) or words[n - 1].norm in vocab.fragment:
            continue
        if "," in between:
            return None  # "the wall, a promise, …": no more than a second name of it
        at = n - 1 if opens and n > 1 and words[n - 1].norm in vocab.determiners else n
        if words[at - 1].norm in vocab.determiners | vocab.fragment:
            continue
        many = bool(vocab.plural) and words[at - 1].norm.endswith(vocab.plural)
        before, after = text[words[0].start : words[at - 1].end], text[words[at].start : words[-1].end]
        return tidy(f"{before} [{'are' if many else 'is'}] {after}")
    return None


def pleaded(text: str, words: Sequence[Word], vocab: Vocabulary) -> tuple[str, tuple[Word, ...]] | None:
    """The guilt that a plea of "not guilty" denies."""
    words = words[1:] if words and words[0].norm in vocab.opening else words
    known, norms = stance_words(vocab.language), [w.norm for w in words]
    at = next((n for n in range(1, min(len(words), EARLY)) if norms[n] in known.pleading), 0)
    size = stands_at(norms, at + 1, known.innocence) if at else 0
    if not size:
        return None
    verb = next((n for n in range(1, at) if norms[n] in vocab.auxiliary or norms[n + 1] in vocab.dependent), at)
    many = norms[verb - 1] in ("we", "they") or norms[verb - 1].endswith(vocab.plural)
    end = at + 1 + size
    rest = text[words[end + 1].start : words[-1].end] if end + 1 < len(words) and norms[end] == "to" else ""
    subject = text[words[0].start : words[verb - 1].end]
    put = f"{subject} [{'are' if many else 'is'}] {norms[end - 1]}" + (f" [of] {rest}" if rest else "")
    return tidy(put), (*words[:verb], words[end - 1], *words[end + 1 :])


def mistaken(text: str, words: Sequence[Word], vocab: Vocabulary) -> tuple[str | None, tuple[Word, ...]] | None:
    """What something is wrongly taken for ("the rule has been misconstrued as a ban"): the rule is a ban."""
    firsts = vocab.by_first["mistaken"]
    words = words[1:] if words and words[0].norm in vocab.opening else words
    norms = [w.norm for w in words]
    for n in range(1, min(len(words), 2 * EARLY)):
        if norms[n] not in firsts:
            continue
        size = next((len(p) for p, meant in vocab.by_first["mistaken"].get(norms[n], ()) if meant
                     and tuple(norms[n : n + len(p)]) == p), 0)  # fmt: skip
        subject = next((m for m in range(1, n) if norms[m] in vocab.auxiliary), n)
        if size and n + size < len(words):
            put = " [are] " if norms[subject - 1].endswith(vocab.plural) and vocab.plural else " [is] "
            before, after = text[words[0].start : words[subject - 1].end], text[words[n + size].start : words[-1].end]
            return tidy(before + put + after), (*words[:subject], *words[n + size :])
    return None
