"""Who states a figure: the one whose reported words hold it, where these are told and not merely wanted or done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from ..language.packs import load_pack
from ..model.readings import Attribution, Figure
from ..model.spans import Span

TELLING = frozenset(("say", "report", "claim", "accuse", "concede", "promise", "describe", "believe"))
"""Classes of cues whose contents their speaker tells.

"The mayor plans to close two bridges" and "the mayor rejected a fine of 500 euros" are told by the outlet: it is the
outlet that counts the bridges and the euros.
"""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKS = re.compile('["“”„«»]')


class _Words(msgspec.Struct, frozen=True):
    """What tells a deed from words said, in one language; empty where the pack says nothing of it."""

    deeds: frozenset[str]
    addressing: frozenset[str]
    clause: frozenset[str]
    finite: frozenset[str]
    nothing: frozenset[str]
    pronouns: frozenset[str]
    nobody: frozenset[str]
    relative: re.Pattern[str]
    aside: re.Pattern[str]
    ordered: re.Pattern[str]


@lru_cache(maxsize=16)
def _words(language: str) -> _Words:
    section = load_pack(language).section("figures")

    def listed(group: str) -> tuple[str, ...]:
        return tuple(section.get(group, {}).get("words", ()))

    def pattern(group: str, before: str) -> re.Pattern[str]:
        words = "|".join(re.escape(w) for w in sorted(listed(group), key=len, reverse=True))
        return re.compile(rf"{before}(?:{words})\b", re.IGNORECASE) if words else re.compile(r"(?!)")

    return _Words(
        frozenset(listed("deed")), frozenset(listed("addressing")), frozenset(listed("clause")),
        frozenset((*listed("finite"), *listed("auxiliary"))), frozenset(listed("nothing")),
        frozenset(listed("relative")), frozenset(listed("nobody")),
        pattern("relative", r",\s*"), pattern("aside", r"\b"),
        pattern("ordered", r"\b"),
    )  # fmt: skip


def said_by(figure: Figure, attributions: Sequence[Attribution], text: str = "", language: str = "") -> Figure:
    """The figure with the innermost attribution whose content holds its number and whose speaker tells it.

    A figure whose verb has told who gives it keeps that one: "Weiss said the union counted 40" is the union's.

    >>> from ..model.spans import Span
    >>> text = "The mayor plans to sell two boats."
    >>> two = Figure("f", 24, 33, "two boats", Span(24, 27, "two"), 2, 2)
    >>> plan = Attribution("a", "indirect", None, None, (Span.of(text, 16, 33),), "the mayor", cue_class="want")
    >>> said_by(two, [plan]).speaker, said_by(two, [msgspec.structs.replace(plan, cue_class="say")]).speaker
    (None, 'the mayor')
    """
    words = _words(language)
    holders = [
        (span.end - span.start, a.attribution_id, a)
        for a in attributions
        for span in a.content
        if span.start <= figure.number.start and figure.number.end <= span.end and _tells(a, span, figure, text, words)
    ]
    if not holders:
        return figure
    _, attribution_id, holder = min(holders, key=lambda h: h[:2])
    if figure.speaker is not None and _holds_teller(holder, figure):
        return figure
    return msgspec.structs.replace(figure, attribution_id=attribution_id, speaker=holder.speaker)


def _holds_teller(holder: Attribution, figure: Figure) -> bool:
    """Whether the one whom the verb tells stands himself in the words that are told, or those are without a speaker."""
    last = (figure.speaker or "").rpartition(" ")[2]
    inside = (span.text[: max(0, figure.number.start - span.start)] for span in holder.content)
    return holder.speaker is None or any(last in lead for lead in inside)


def _tells(attribution: Attribution, span: Span, figure: Figure, text: str, words: _Words) -> bool:
    """Whether the number is given as the speaker's words, or after a cue of telling that is not negated.

    What is not quoted ends with its paragraph at the latest: a headline's "Mayor says" does not tell the article.
    """
    if attribution.kind == "direct":
        return True
    lead = span.text[: figure.number.start - span.start]
    if (
        attribution.negated
        or _names_no_one(attribution.speaker, words)
        or (attribution.kind == "indirect" and "\n" in lead)
    ):
        return False
    if attribution.cue_class not in TELLING:
        return attribution.cue_class == "order" and words.ordered.search(lead) is not None
    if _MARKS.search(span.text):
        return True
    return not (_apart(attribution, span, text) or _narrated(attribution, span, figure, words))


def _names_no_one(speaker: str | None, words: _Words) -> bool:
    """Whether a speaker's name is a piece of a relative clause ("whose administration") or a pronoun ("one")."""
    name = (speaker or "").lower()
    return name.partition(" ")[0] in words.pronouns or name in words.nobody


def _apart(attribution: Attribution, span: Span, text: str) -> bool:
    """Whether unquoted words stand in another paragraph than the cue that is to tell them."""
    cue = attribution.cue
    return cue is not None and "\n" in text[min(cue.end, span.end) : max(cue.start, span.start)]


def _narrated(attribution: Attribution, span: Span, figure: Figure, words: _Words) -> bool:
    """Whether the outlet tells the number although the words stand behind a cue.

    So it does of a deed ("declared an emergency to get 3 million"), of whom the words are addressed to ("told two
    critics that …"), and where it adds to what was told ("gave no details of the fire, which killed four").
    """
    lead = span.text[: figure.number.start - span.start]
    if words.aside.search(lead):
        return True
    cue = [w.lower() for w in _WORD.findall(attribution.cue.text)] if attribution.cue else []
    said = [w.lower() for w in _WORD.findall(lead)]
    if not words.addressing.isdisjoint(cue) and figure.start <= span.start + len(lead) - len(lead.lstrip()):
        return True
    added = words.relative.search(lead) if said and said[0] in words.nothing else None
    if _is_clause(_WORD.findall(lead[: added.start()].lower()) if added else said, words):
        return False
    return added is not None or not words.deeds.isdisjoint(cue)


def _is_clause(said: Sequence[str], words: _Words) -> bool:
    """Whether the words before a number are of a clause: "that …", or with a finite verb outside relative clauses."""
    return bool(said) and (said[0] in words.clause or not words.finite.isdisjoint(said))
