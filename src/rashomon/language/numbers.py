"""Number words and digits of a language, and the value that a run of them has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from .packs import Pack, load_pack

WORD_GROUPS = {
    "cardinal": "w", "multiplier": "x", "ordinal": "o", "ordinal_suffix": "j", "article": "a", "half": "h",
    "couple": "c", "vague": "q", "joiner": "&",
}  # fmt: skip
"""Classes of number words, by the groups of a pack's `numbers`; `d`, `k`, `y`, `n` are digits (see `digit_class`)."""

MAX_DIGITS = 18
"""Longer runs of digits are no quantity that a reader would take in: serial numbers, keys, noise."""


def groups_of(pack: Pack, subject: str, codes: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The `(class, words)` of a subject's groups in the order of `codes`; a list of words has the value True."""
    section = pack.section(subject)
    for name, code in codes.items():
        words = section.get(name, {}).get("words", {})
        yield code, words if isinstance(words, dict) else dict.fromkeys(words, True)


@lru_cache(maxsize=32)
def number_words(language: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """All number words of a language by class, with those that the language writes as one word made from the pack."""
    pack = load_pack(language)
    found = dict(groups_of(pack, "numbers", WORD_GROUPS))
    found["w"] = {**found["w"], **_compounds(pack.section("numbers"), found["w"], found["x"])}
    return tuple(found.items())


def _compounds(section: dict[str, Any], cardinal: dict[str, Any], multiplier: dict[str, Any]) -> dict[str, int]:
    """Numbers to 999,999 in round thousands that are written as one word: dreiundzwanzig, zweitausend."""
    rule = section.get("compound")
    if not rule:
        return {}
    units = {w: v for w, v in cardinal.items() if 1 <= v <= 9 and w not in rule.get("not_joined", [])}
    small = dict(cardinal)
    for ten, tens in cardinal.items():
        if tens in range(20, 100, 10):
            small |= {rule["tens"].format(unit=u, ten=ten): tens + v for u, v in units.items()}
    hundred, thousand = rule["hundred"], rule["thousand"]
    below = {w: v for w, v in small.items() if 1 <= v <= 99}
    hundreds = {f"{u}{hundred}": 100 * v for u, v in units.items()} | {hundred: 100}
    hundreds |= {f"{h}{w}": a + b for h, a in hundreds.items() for w, b in below.items()}
    small |= hundreds
    thousands = {f"{w}{thousand}": 1000 * v for w, v in small.items() if (1 <= v <= 999 and v % 50 == 0) or v < 100}
    return {w: v for w, v in {**small, **thousands}.items() if w not in cardinal and w not in multiplier}


def digit_class(token: str) -> str:
    """The class of a token that begins with a digit.

    d: 1 to 31; k: 0 and 32 to 99; y: four digits that may be a year; `:` a time of day; `;` a numeric date; `=` an ISO
    date; n: any other number; 8: no quantity (too long, or not made like a number).

    >>> [digit_class(t) for t in ("7", "45", "2022", "1,000", "10:30", "2022-01-05", "9" * 50)]
    ['d', 'k', 'y', 'n', ':', '=', '8']
    """
    if token.isdecimal():
        if len(token) <= 2:
            return "d" if 1 <= int(token) <= 31 else "k"
        if len(token) == 4 and 1000 <= int(token) <= 2199:
            return "y"
        return "n" if len(token) <= MAX_DIGITS else "8"
    if len(token) >= 10 and token[4] == "-":
        return "="
    if len(token) > 2 * MAX_DIGITS:
        return "8"
    if ":" in token:
        return ":" if _is_clock(token) else "8"
    parts = token.split(".")
    if len(parts) == 3 and len(parts[0]) <= 2 and len(parts[1]) <= 2 and len(parts[2]) in (2, 4):
        return ";"
    return "n"


def digit_class_comma(token: str) -> str:
    """As `digit_class`, where the comma is the decimal mark: "21.30" is then a time of day.

    >>> digit_class_comma("21.30"), digit_class_comma("21.300")
    (':', 'n')
    """
    code = digit_class(token)
    if code == "n" and token.count(".") == 1 and _is_clock(token.replace(".", ":")):
        return ":"
    return code


def _is_clock(token: str) -> bool:
    parts = token.split(":")
    if len(parts) > 3 or not all(p.isdecimal() and len(p) <= 2 for p in parts) or len(parts[1]) != 2:
        return False
    return int(parts[0]) <= 24 and int(parts[1]) <= 59


_GAPS = str.maketrans("", "", " \u00a0\u202f\u2009'’٬")


def digits_value(token: str, decimal: str = ".") -> float | None:
    """The value of digits with group and decimal marks, or null where they are no number.

    `decimal` is the language's own mark; the other mark groups thousands. Groups that are not of three digits decide
    against the language: "2,5" in English is 2.5.

    >>> digits_value("1,234.5"), digits_value("1.234,5", ","), digits_value("2,5")
    (1234.5, 1234.5, 2.5)
    >>> digits_value("１２"), digits_value("1.2.3")
    (12, None)
    """
    bare = token.translate(_GAPS).replace("٫", ".")
    if len(bare) > 2 * MAX_DIGITS:
        return None
    if bare.isdecimal():
        return int(bare)
    group = "," if decimal == "." else "."
    for point, comma in ((decimal, group), (group, decimal)):
        whole, _, rest = bare.partition(point)
        if (rest == "" or rest.isdecimal()) and _grouped(whole, comma):
            if rest and comma not in whole and point != decimal and len(rest) == 3:
                continue
            return _number(whole.replace(comma, ""), rest)
    return None


def _grouped(whole: str, mark: str) -> bool:
    head, *groups = whole.split(mark)
    if not groups:
        return head.isdecimal()
    three = all(len(g) == 3 and g.isdecimal() for g in groups)
    indian = len(groups) > 1 and len(groups[-1]) == 3 and all(len(g) == 2 and g.isdecimal() for g in groups[:-1])
    return head.isdecimal() and len(head) <= 3 and (three or indian)


def _number(whole: str, rest: str) -> float:
    if not rest:
        return int(whole)
    return float(f"{int(whole)}.{''.join(str(int(c)) for c in rest)}")


def compose(parts: Sequence[tuple[str, float]]) -> float | None:
    """The value of number words in order, each as (class, value); null where they are no single number.

    >>> compose([("w", 2), ("x", 100), ("w", 50), ("x", 1000)])
    250000
    >>> compose([("w", 19), ("w", 96)]) is None
    True
    """
    total: float = 0
    current: float = 0
    room: float = float("inf")
    for code, value in parts:
        if code == "x" and value >= 1000:
            if total and value >= total:
                return None
            total, current, room = total + (current or 1) * value, 0, float("inf")
        elif code == "x":
            if current >= 100:
                return None
            current, room = (current or 1) * value, value
        else:
            if value >= room:
                return None
            current, room = current + value, _room(value)
    return _whole(total + current)


def _room(value: float) -> float:
    """What may still be added after a number word: units after tens (teens too: soixante-dix), tens after hundreds."""
    if value >= 100 and value % 100 == 0:
        return 100
    if value in (60, 80):
        return 20
    if value >= 20 and value % 10 == 0:
        return 10
    return 0


def _whole(value: float) -> float:
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def rounded(value: float) -> float:
    """A product without the noise of binary fractions: 2.3 million is 2,300,000.

    >>> rounded(2.3 * 1000000)
    2300000
    """
    return _whole(float(f"{value:.12g}"))
