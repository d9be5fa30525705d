"""Names and signs of currencies in a language, from CLDR by way of Babel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₸": "KZT", "₴": "UAH", "₹": "INR", "₺": "TRY",
         "₩": "KRW", "₪": "ILS", "₫": "VND", "₦": "NGN", "฿": "THB", "₾": "GEL", "₼": "AZN", "₱": "PHP", "￥": "JPY",
         "＄": "USD", "us$": "USD", "c$": "CAD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "r$": "BRL", "ca$": "CAD",
         "s$": "SGD", "nt$": "TWD"}  # fmt: skip
"""Signs as Unicode and CLDR give them; "$" and "¥" alone are read as the commonest of those that share them."""


@lru_cache(maxsize=1)
def current_currencies() -> frozenset[str]:
    """Codes of the currencies that some territory uses as tender now."""
    return frozenset(
        code
        for rows in get_global("territory_currencies").values()
        for code, _, end, tender in rows
        if end is None and tender
    )


@lru_cache(maxsize=32)
def currency_names(language: str, head: str = "last") -> dict[str, str]:
    """Lower-case names of current currencies and their codes, with each `head` word that names one of them alone.

    The head is the first or last word of a name, as the language builds it ("Norwegian krone", "couronne
    norvégienne"); one with a capital is the country ("доллар США") and no head, except in German, which writes every
    noun with one.

    >>> names = currency_names("en")
    >>> names["polish zloty"], names["zloty"], "peso" in names
    ('PLN', 'PLN', False)
    """
    full: dict[str, str] = {}
    heads: dict[str, set[str]] = {}
    for name, code in _full_names(language):
        full.setdefault(name.lower(), code)
        word = name.replace("-", " ").split()[-1 if head == "last" else 0]
        if len(word) > 3 and (word.islower() or language == "de"):
            heads.setdefault(word.lower(), set()).add(code)
    return {**{h: next(iter(codes)) for h, codes in heads.items() if len(codes) == 1}, **full}


def _full_names(language: str) -> Iterator[tuple[str, str]]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return
    plural = locale._data.get("currency_names_plural", {})
    for code in sorted(current_currencies()):
        names = {locale.currencies.get(code, ""), *dict(plural.get(code, {})).values()}
        for name in sorted(n for n in names if n):
            if name.replace(" ", "").replace("-", "").replace("’", "").isalpha():
                yield name, code
