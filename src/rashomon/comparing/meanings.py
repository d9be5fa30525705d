"""What words mean across languages, as far as numbers, days, names and a short list of common words tell it.

No dictionary: it tells that a quotation and another in a second language speak of the same few things, and it is silent
where they share none of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..language.names import skeleton
from ..language.packs import load_pack
from .phrases import phrases_in
from .vocabulary import vocabulary
from .wordings import Word, stem

_COGNATE = 6
"""Letters of a word, written in Latin letters, from which equal beginnings show one word ("president", "президент")."""
_SHARED = 5
"""Letters that are compared of it."""


def meanings_of(words: Iterable[Word], language: str) -> frozenset[str]:
    """The meanings of a rendering's words: common words, days, ordinals, numbers, and names by their letters.

    >>> from .vocabulary import vocabulary
    >>> from .wordings import compared_words
    >>> en = meanings_of(compared_words("They go home on Friday", vocabulary("en")), "en")
    >>> ru = meanings_of(compared_words("Они вернутся домой в пятницу", vocabulary("ru")), "ru")
    >>> sorted(en & ru)
    ['home', 'weekday 5']
    """
    kept = tuple(words)
    found = {m for w in kept for m in _of_word(w.norm, w.capital, language)}
    norms = [w.norm for w in kept]
    vocab = vocabulary(language)
    found |= {group for group in ("condition", "negation") if phrases_in(norms, vocab, group)}
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _of_word(norm: str, capital: bool, language: str) -> tuple[str, ...]:
    return tuple(_read(norm, capital, language))


def _read(norm: str, capital: bool, language: str) -> Iterator[str]:
    if norm[0].isdigit():
        yield norm
        return
    known = _table(language)
    meant = known.get(norm) or known.get("~" + stem(norm, language))
    if meant is not None:
        yield meant
    elif capital or len(norm) >= _COGNATE:
        letters = skeleton(norm)
        if len(letters) >= _SHARED:
            yield "~" + letters[:_SHARED]


@lru_cache(maxsize=32)
def _table(language: str) -> dict[str, str]:
    """Words of a language by their meaning; stems with "~" before them."""
    table: dict[str, str] = {}
    for meaning, forms in load_pack("root").section("meanings").get("words", {}).items():
        for form in str(forms.get(language, "")).split():
            table.setdefault("~" + stem(form, language), str(meaning))
            table[form] = str(meaning)
    pack = load_pack(language)
    times, numbers = pack.section("times"), pack.section("numbers")
    for kind, group in (
        ("weekday", times.get("weekday", {})),
        ("month", times.get("month", {})),
        ("ordinal", numbers.get("ordinal", {})),
        ("", numbers.get("cardinal", {})),
    ):
        words = group.get("words", {}) if isinstance(group, dict) else {}
        table.update({str(w): f"{kind} {n}".strip() for w, n in words.items()} if isinstance(words, dict) else {})
    return table
