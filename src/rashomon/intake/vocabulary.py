"""The words by which page furniture, bylines, stamps and relay lines are known, from all language packs together.

A page in one language often carries furniture in another (a Russian text with "View image on Twitter"), and the
furniture is read before the language is known; so the packs are one vocabulary here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from ..language.packs import load_pack, pack_codes
from ..model.errors import PackError

_STRAIGHT = (
    *(("’", "'"), ("‘", "'"), ("ʼ", "'"), ("`", "'"), ("“", '"'), ("”", '"'), ("„", '"')),
    *(("\u00a0", " "), ("\u202f", " ")),
)


_NAMED = re.compile(r"\(\?P<\w+>")


class Furniture(msgspec.Struct, frozen=True):
    """One group of lines that are no part of any account."""

    reason: str
    lines: frozenset[str]
    starts: re.Pattern[str] | None
    patterns: re.Pattern[str] | None
    opens: str
    most_words: int
    edges: bool
    examples: tuple[str, ...]


class RelayPattern(msgspec.Struct, frozen=True):
    """One way in which a page says where an account comes from; groups are title, author, publisher, relay."""

    kind: str
    match: re.Pattern[str]
    example: str


class Vocabulary(msgspec.Struct, frozen=True):
    """All packs' words of one kind in one place, folded."""

    furniture: tuple[Furniture, ...]
    furniture_lines: frozenset[str]
    furniture_starts: re.Pattern[str]
    furniture_patterns: re.Pattern[str]
    """What any group of furniture could match: three looks instead of hundreds for a line that is none."""
    relays: tuple[RelayPattern, ...]
    any_relay: re.Pattern[str]
    """Whether a line could match any of `relays` at all: one pass instead of dozens."""
    any_retweet: re.Pattern[str]
    """The same for those that only a short line can match, since they begin with anything."""
    bylines: re.Pattern[str]
    joins: re.Pattern[str]
    roles: frozenset[str]
    nobody: frozenset[str]
    no_name: frozenset[str]
    """Desks and roles together: what stands where a name could and is none."""
    photographers: frozenset[str]
    sections: frozenset[str]
    opinion: frozenset[str]
    live: frozenset[str]
    brief: frozenset[str]
    transcript: frozenset[str]
    opinion_lines: tuple[str, ...]
    published: tuple[str, ...]
    modified: tuple[str, ...]
    agencies: dict[str, str]
    generic: frozenset[str]
    outlet_words: frozenset[str]
    outlet_endings: tuple[str, ...]
    particles: frozenset[str]
    bio: re.Pattern[str]


def straight(text: str) -> str:
    """Curly quotes and hard spaces made plain, character for character, so that offsets stay.

    >>> straight("don’t")
    "don't"
    """
    if text.isascii():
        return text.replace("`", "'")
    for curly, plain in _STRAIGHT:  # several times as fast as `translate` for text that is not ASCII
        text = text.replace(curly, plain)
    return text


def folded(text: str) -> str:
    """A line as the vocabulary holds it: lower case, straight quotes, white space squeezed.

    >>> folded("  Leave a\u00a0REPLY ")
    'leave a reply'
    """
    return _folded(text) if len(text) <= 400 else " ".join(straight(text).lower().split())


@lru_cache(maxsize=16384)
def _folded(text: str) -> str:
    return " ".join(straight(text).lower().split())


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of all packs; raises PackError where an entry has the wrong shape."""
    books = [load_pack(code).section("bibliography") for code in pack_codes()]
    relays = tuple(_relays(books))
    furniture = tuple(_furniture())
    nobody, roles = _list(books, "byline", "nobody"), _list(books, "byline", "roles")
    whole = [one for one in relays if one.kind not in ("sharing_from", "retweet")]
    return Vocabulary(
        furniture=furniture,
        furniture_lines=frozenset().union(*(group.lines for group in furniture)),
        furniture_starts=_either(group.starts for group in furniture),
        furniture_patterns=_either(group.patterns for group in furniture),
        relays=relays,
        any_relay=_either((one.match for one in whole), re.IGNORECASE),
        any_retweet=_either((one.match for one in relays if one.kind == "retweet"), re.IGNORECASE),
        bylines=re.compile(rf"\(?\s*(?:{_any(_list(books, 'byline', 'starts'))})\b\s*[:\-–]?\s*", re.IGNORECASE),
        joins=re.compile(rf"\s*(?:[,;/&|]|\b(?:{_any(_list(books, 'byline', 'joins'))})\b)\s*", re.IGNORECASE),
        roles=frozenset(roles),
        nobody=frozenset(nobody),
        no_name=frozenset((*nobody, *roles)),
        photographers=frozenset(_list(books, "byline", "photographers")),
        sections=frozenset(_list(books, "sections", "names")),
        opinion=frozenset(_list(books, "sections", "opinion")),
        live=frozenset(_list(books, "sections", "live")),
        brief=frozenset(_list(books, "sections", "brief")),
        transcript=frozenset(_list(books, "sections", "transcript")),
        opinion_lines=tuple(_list(books, "sections", "opinion_lines")),
        published=_longest_first(_list(books, "stamps", "published")),
        modified=_longest_first(_list(books, "stamps", "modified")),
        agencies=_agencies(),
        generic=frozenset(_list(books, "generic_publishers", "names")),
        outlet_words=frozenset(_list(books, "outlet_words", "names")),
        outlet_endings=tuple(_list(books, "outlet_words", "endings")),
        particles=frozenset(_list(books, "name_particles", "names")),
        bio=re.compile(rf"(?:^|\b|(?=@))(?:{_any(_list(books, 'bio', 'words'))})", re.IGNORECASE),
    )


def _either(patterns: Iterable[re.Pattern[str] | None], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_NAMED.sub('(?:', one.pattern)})" for one in patterns if one) or r"(?!)", flags)


def _list(books: Iterable[dict[str, Any]], table: str, key: str) -> list[str]:
    return list(dict.fromkeys(folded(word) for book in books for word in book.get(table, {}).get(key, ())))


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in _longest_first(words)) or r"(?!)"


def _furniture() -> Iterator[Furniture]:
    seen: set[str] = set()
    for code in ("root", *pack_codes()):
        for name, group in load_pack(code).section("boilerplate").items():
            owner = "root" if name.startswith("any_") else code
            if (key := f"{owner}.{name}") not in seen:
                seen.add(key)
                yield _group(key, group)


def _group(name: str, group: dict[str, Any]) -> Furniture:
    if not group.get("reason") or not group.get("examples"):
        raise PackError(name, "a boilerplate group needs a reason and examples")
    starts = [folded(start) for start in group.get("starts", ())]
    return Furniture(
        reason=group["reason"],
        lines=frozenset(folded(line).rstrip(".:…» ") for line in group.get("lines", ())),
        starts=re.compile(rf"(?:{_any(starts)})(?!\w)") if starts else None,
        patterns=_compiled(name, "|".join(f"(?:{pattern})" for pattern in group.get("patterns", ()))),
        opens=group.get("opens", ""),
        most_words=group.get("most_words", 14),
        edges=group.get("edges", False),
        examples=tuple(group["examples"]),
    )


def _compiled(name: str, pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if pattern else None
    except re.error as error:
        raise PackError(name, f"{pattern}: {error}") from error


def _relays(books: Iterable[dict[str, Any]]) -> Iterator[RelayPattern]:
    seen: set[str] = set()
    for book in books:
        for table in ("relays", "relays_elsewhere"):
            for entry in book.get(table, {}).get("patterns", ()):
                if entry["match"] not in seen:
                    seen.add(entry["match"])
                    yield RelayPattern(entry["kind"], re.compile(entry["match"], re.IGNORECASE), entry["example"])


def _agencies() -> dict[str, str]:
    rows = load_pack("root").section("bibliography").get("agencies", {}).get("names", ())
    return {folded(name): row[0] for row in rows for name in row}


def furniture_of(text: str) -> Furniture | None:
    """The group that a line belongs to, or None for a line of an account.

    A line of furniture is short: a sentence that only begins like one ("Read more books, the mayor said.") is kept.

    >>> furniture_of("Leave a Reply").reason
    'comment form'
    >>> furniture_of("Read more books, the mayor told the children of the town on Monday evening, and he meant it.")
    """
    return _furniture_of(text) if len(text) <= 400 else None


@lru_cache(maxsize=4096)
def _furniture_of(text: str) -> Furniture | None:
    line = folded(text)
    bare = line.rstrip(".:…» ")
    words = vocabulary()
    if not (
        bare in words.furniture_lines or words.furniture_starts.match(line) or words.furniture_patterns.fullmatch(line)
    ):
        return None
    count = line.count(" ") + 1
    prose = count > 9 and line.endswith((".", "!", "?", '."', ".”"))
    for group in words.furniture:
        if bare in group.lines and bare:
            return group
        if count <= group.most_words:
            most = group.most_words > 14 or not prose
            if most and group.starts and group.starts.match(line):
                return group
            if group.patterns and group.patterns.fullmatch(line):
                return group
    return None
