"""Of what rules read where a tagger saw nothing, what is sure: around its attributions, inside them, and apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..language.packs import load_pack
from ..model.spans import Span
from .cues import Cue, Lexicon, class_of, lexicon_for
from .merging_ground import (
    OPENING,
    REACH,
    Fragments,
    first_word,
    is_frame,
    opens_with_that,
    stands_after,
    trails,
    within,
)
from .tagger_rules import makes_chain
from .taggers import Tagged

_PASSED_ON = frozenset(("clause", "that", "tell", "quote", "quote_after", "quotes"))
"""Frames of cues that take somebody's words."""

_CLAIMS = frozenset(("claim", "report", "accuse"))
"""Cue classes that are sure only before "that", before a quotation, or after their content."""

_FINITE = ("past", "third", "fin")

_PAST = ("past", "participle", "gerund")
"""Forms of a cue that are seldom taken for nouns, as "claims" and "report" are."""

_PERSONAL = frozenset(("say", "claim", "deny", "concede", "ask", "order", "promise", "accuse", "believe", "feel"))
"""Cue classes whose past form tells by itself that somebody speaks or thinks."""

_PEOPLE_ENDINGS = ("ers", "ors", "ists", "ians", "men", "women")
"""How English nouns for many people end."""

_PERSON_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "ant", "ent")
"""How English nouns for one person end."""


def added(
    flat: Sequence[Tagged], ruled: Sequence[Tagged], text: str, starts: frozenset[int], lexicon: Lexicon
) -> Iterator[Tagged]:
    """Those of the rules' attributions whose cue the tagger has not, where their place makes them sure."""
    contents = Fragments((c, n) for n, t in enumerate(flat) for c in t.content)
    cues = Fragments((t.cue, n) for n, t in enumerate(flat) if t.cue is not None)
    around: list[Span] = []
    for t in ruled:
        if t.cue is None and t.source is not None and text[t.source.end : t.source.end + 2].lstrip().startswith(":"):
            if _names_medium(t.source, lexicon) and not contents.meeting(t.source):
                yield t
            continue
        entry = class_of(t.cue, lexicon)
        if t.cue is None or t.source is None or cues.meeting(t.cue) or entry is None:
            continue
        around = [s for s in around if s.end > t.content[0].start]
        inner = min((s for s in around if within(t.cue, [s]) and within(t.content[0], [s])), key=_length, default=None)
        if _is_taken(t, entry, contents, inner, text, starts, lexicon):
            around.extend(t.content)
            yield t


def _length(span: Span) -> int:
    return span.end - span.start


def _is_taken(
    tagged: Tagged,
    cue: Cue,
    contents: Fragments,
    inner: Span | None,
    text: str,
    starts: frozenset[int],
    lexicon: Lexicon,
) -> bool:
    """Whether an attribution is sure at its place; `inner` is the content of another that was taken around it."""
    assert tagged.cue is not None and tagged.source is not None
    held = contents.holding(tagged.cue)
    if held is not None:
        ends = [contents.holding(c) for c in tagged.content]
        inside = all(end is not None and end[1] == held[1] for end in ends)
        outer = held[0] if inner is None else min(held[0], inner, key=_length)
        return inside and _is_explicit(tagged, cue, outer, text, lexicon)
    if contents.meeting(tagged.cue):
        return False
    if any(contents.meeting(c) for c in tagged.content):
        return is_frame(tagged, cue)
    if inner is not None and _is_explicit(tagged, cue, inner, text, lexicon):
        return True
    plain = tagged.source.start in starts and _is_plain(tagged, cue, lexicon)
    return _is_sure(tagged, cue, lexicon) or plain


def _names_medium(source: Span, lexicon: Lexicon) -> bool:
    """Whether "Tribune" in "Tribune: …" is by its words a medium."""
    words = source.text.lower().split()
    return bool(words) and words[-1] in lexicon.words("media")


def _is_explicit(tagged: Tagged, cue: Cue, outer: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether an attribution inside another's content makes a chain: somebody named is said to have said something."""
    assert tagged.source is not None and tagged.cue is not None
    if cue.sort == "preposition":
        return True
    if _is_quoted_who(tagged.source, outer, text, lexicon):
        return True
    noun = cue.sort == "noun" or _stands_as_noun(tagged, text, lexicon)
    free = not noun and cue.form in _PAST and cue.cue_class in _PERSONAL
    if not _may_speak(tagged.source, lexicon, anybody=free):
        return False
    quoted = outer.text[:1] in OPENING
    if quoted and not makes_chain(tagged, lexicon):
        return False
    opened = tagged.content[0].text[:1] in OPENING or opens_with_that(tagged.content[0], lexicon)
    if noun:
        return opened and (cue.cue_class != "say" or any(w[:1].isupper() for w in tagged.source.text.split()))
    if cue.cue_class == "discuss" and not opened:
        return False
    if _only_calls(tagged, lexicon):
        return False
    if _is_merely_possible(tagged.cue, lexicon):
        return False
    said = bool(cue.frames & _PASSED_ON)
    single = is_pronoun(tagged.source, lexicon) and tagged.source.text.lower() not in lexicon.words("plurals")
    if quoted and single and cue.form == "past" and cue.cue_class == "say":
        return True
    lead = _leads(tagged.source, outer, lexicon)
    if cue.form == "gerund" and first_word(tagged.cue) in lexicon.words("be"):
        return lead
    if cue.form == "gerund":
        return (
            stands_after(tagged.cue, text, lexicon.words("relay_as"))
            or (said and stands_after(tagged.cue, text, lexicon.words("blame_prepositions")))
            or _is_perceived(tagged.source, text, lexicon)
        )
    if stands_after(tagged.source, text, lexicon.words("agent_by")) and tagged.source.start > tagged.cue.start:
        return True
    if cue.form == "base" and said and _is_perceived(tagged.source, text, lexicon):
        return True
    if cue.form in _FINITE:
        return lead or (opened and said)
    return lead and cue.form == "base"


def _only_calls(tagged: Tagged, lexicon: Lexicon) -> bool:
    """Whether somebody calls the police, or a meeting, and nothing a scandal; or something is only "a ship called"."""
    assert tagged.cue is not None
    if lexicon.words("calls").isdisjoint(tagged.cue.text.lower().split()[-1:]):
        return False
    if tagged.source is not None and first_word(tagged.source) in lexicon.words("indefinite"):
        return True
    words = tagged.content[0].text.lower().split()[1:]
    return lexicon.words("indefinite").isdisjoint(words) and not any(
        mark in c.text for c in tagged.content for mark in OPENING
    )


def _leads(source: Span, outer: Span, lexicon: Lexicon) -> bool:
    """Whether a source is the subject of a clause of the content: at its beginning or after its first word."""
    before = outer.text[: max(0, source.start - outer.start)].split()
    opens = lexicon.words("that") | lexicon.words("wh")
    return len(before) <= 1 and all(w.strip(OPENING).lower() in ("", *opens) for w in before)


def _is_perceived(source: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether somebody is seen or heard saying something ("showed the premier telling")."""
    return stands_after(source, text, lexicon.words("perceives"))


def _is_quoted_who(source: Span, outer: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether "who" is the one whom an attribution quotes: "papers cite a cook who said"."""
    return source.text.lower() in lexicon.words("relative") and stands_after(outer, text, lexicon.words("relay_verbs"))


def _stands_as_noun(tagged: Tagged, text: str, lexicon: Lexicon) -> bool:
    """Whether a cue that may be a verb is the noun of "the crew's claim", "a report in the Gazette"."""
    assert tagged.cue is not None
    if not any(c.sort == "noun" for c in lexicon.by_first.get(tagged.cue.text.lower(), ())):
        return False
    before = text[max(0, tagged.cue.start - REACH) : tagged.cue.start].rstrip()
    return before.endswith(("'s", "’s", "s'", "s’")) or stands_after(
        tagged.cue, text, lexicon.words("determiners") | lexicon.words("possessives")
    )


def is_pronoun(source: Span | None, lexicon: Lexicon) -> bool:
    """Whether a source is "he", "she" or "they"."""
    if source is None:
        return False
    word = source.text.lower()
    return word in lexicon.words("subject_pronouns") - lexicon.words("object_pronouns") - lexicon.words("first_person")


def _may_speak(source: Span, lexicon: Lexicon, *, anybody: bool) -> bool:
    """Whether a source is no torn piece, and (unless `anybody` will do) a pronoun, a name, people or a body."""
    if is_pronoun(source, lexicon):
        return True
    written = [w.strip("“”‘’\"',.()") for w in source.text.split(",")[0].split()]
    words = [w.lower() for w in written]
    pointing = lexicon.words("pronouns") | lexicon.words("possessives") | lexicon.words("determiners")
    torn = lexicon.words("prepositions") | pointing | lexicon.words("relative")
    if not words or words[-1] in torn or words[0] in lexicon.words("verbs") | lexicon.words("relative"):
        return False
    verbal = written[0][:1].islower() and words[0].endswith(("ed", "ing"))
    if words[0] in lexicon.words("be") or (verbal and (len(words) == 1 or words[1] in lexicon.words("prepositions"))):
        return False
    if anybody:
        return True
    while len(written) > 1 and written[-1].isdigit():
        written, words = written[:-1], words[:-1]
    cut = next((n for n, w in enumerate(words) if n and w in lexicon.words("prepositions")), len(words))
    if _is_some_person(source, lexicon):
        return True
    return _is_somebody(written[-1], lexicon) or _is_somebody(written[cut - 1], lexicon)


def _is_somebody(word: str, lexicon: Lexicon) -> bool:
    low = word.lower().removesuffix("'s").removesuffix("’s")
    people = people_words(lexicon.language)
    return word[:1].isupper() or low in people or low.rstrip("s") in people or low.endswith(_PEOPLE_ENDINGS)


def _is_some_person(source: Span, lexicon: Lexicon) -> bool:
    """Whether a source reads "a caller", "an agent": one word that by its ending is a person's."""
    words = source.text.lower().split()
    return len(words) == 2 and words[0] in lexicon.words("indefinite") and words[1].endswith(_PERSON_ENDINGS)


@lru_cache(maxsize=16)
def people_words(language: str) -> frozenset[str]:
    """Nouns for one who can speak, from the packs of cues and of names."""
    names = load_pack(language).section("names")
    lists = [names.get("roles", {}).get(g, ()) for g in "mfx"]
    lists += [names.get(key, {}).get("words", ()) for key in ("groups", "bodies", "forces", "kin")]
    return lexicon_for(language).words("source_heads").union(*lists)


def _is_sure(tagged: Tagged, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether an attribution where the tagger saw nothing is sure: a formula, a claim that, a cue of saying."""
    assert tagged.source is not None
    if first_word(tagged.source) in lexicon.words("indefinite"):
        return False
    if cue.sort in ("preposition", "noun") or cue.cue_class in ("say", "deny"):
        return True
    opened = tagged.content[0].text[:1] in OPENING or opens_with_that(tagged.content[0], lexicon)
    return cue.cue_class in _CLAIMS and (opened or (cue.sort == "verb" and trails(tagged)))


def _is_plain(tagged: Tagged, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether a sentence begins with a name and a finite cue ("The Treasury welcomed …")."""
    assert tagged.source is not None and tagged.cue is not None
    named = any(w[:1].isupper() for w in tagged.source.text.split()[1:]) or (
        tagged.source.text[:1].isupper()
        and first_word(tagged.source)
        not in lexicon.words("pronouns") | lexicon.words("determiners") | lexicon.words("prepositions")
    )
    return named and cue.sort == "verb" and cue.form in _FINITE and not _is_merely_possible(tagged.cue, lexicon)


def _is_merely_possible(cue: Span, lexicon: Lexicon) -> bool:
    """Whether a cue tells what should or may be said ("must support")."""
    return not lexicon.words("modals").isdisjoint(cue.text.lower().split())
