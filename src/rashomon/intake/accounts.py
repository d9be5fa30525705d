"""Takes a capture that holds many accounts apart: where one ends and the next begins, and what the page says of both.

Borders are read from how such pages are made: a feed plugin's closing line under each post, a share line under each
title, a blog's name over each post, an origin under each brief, an aggregator's "Headline  Outlet" lines, clock times
down a live blog. Where a page looks mixed but nothing of the kind marks its borders, it stays whole and says so.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec

from .bibliography import RelayLine, Stamp, byline, is_outlet, relay_line, stamp
from .paragraphs import Paragraph
from .timelines import PostHead, post_heads
from .vocabulary import Furniture, folded, furniture_of, vocabulary

_BRIEF = re.compile(r"^(?P<title>.{15,250}?\S)(?: {2,}|\u00a0{1,}\s*|\s\u00a0+|\t+)(?P<publisher>\S.{1,60})$")
_DASHED = re.compile(r"^(?P<title>.{15,250}\S)\s[-–—|]\s(?P<publisher>[^-–—|]{2,60})$")
_FEED_ID = re.compile(r"^(?P<id>\d{4,})\s*[:\-–]?\s*(?P<name>\D.{0,80})$")
_CLOCK = re.compile(
    r"^(?P<h>[01]?\d|2[0-3])(?:[:.h]|\sUhr)(?P<m>[0-5]\d)?\s*(?P<ap>[ap]\.?m\.?)?"
    r"(?:\s*(?:uhr|[a-z]{2,4}|мск))?(?P<rest>\s*[-–—|:]\s+\S.*|\s+\S.*)?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?P<n>\d{1,2})[.)]\s+(?P<rest>\S.*)$")
_RULE = re.compile(r"^\s*(?:[*=_~#—–-]\s?){3,}\s*$")
_READ_ON = re.compile(
    r"^(?:read more|continue reading|read on|full story|weiterlesen|mehr lesen|читать далее|читать дальше|подробнее|"
    r"lire la suite|leer más|seguir leyendo|read the full (?:story|article))\b.{0,40}$",
    re.IGNORECASE,
)


class Line(msgspec.Struct, frozen=True):
    """A paragraph and what it is, apart from prose."""

    paragraph: Paragraph
    furniture: Furniture | None = None
    relay: RelayLine | None = None
    stamp: Stamp | None = None
    repeated: int = 1

    @property
    def relay_kind(self) -> str | None:
        """What kind of relay line it is, if it is one."""
        return self.relay.kind if self.relay else None

    @property
    def plain(self) -> str:
        """The paragraph's characters."""
        return self.paragraph.plain

    @property
    def is_title_like(self) -> bool:
        """Whether it could head an account."""
        return self.paragraph.is_title_like and not (self.furniture or self.relay or self.stamp)

    @property
    def is_prose(self) -> bool:
        """Whether it carries prose of an account."""
        return self.paragraph.is_prose and not (self.furniture or self.relay or self.stamp)


class Account(msgspec.Struct, frozen=True):
    """The lines of one account, the page's own name over it, and the entry's clock time on a live blog."""

    lines: tuple[Line, ...]
    page: Line | None = None
    clock: tuple[int, int] | None = None
    kind: str | None = None
    post: PostHead | None = None
    """Who posted it and when, where it is one post of a timeline; its places count from the account's first line."""


class Split(msgspec.Struct, frozen=True):
    """The accounts of a capture, and why their borders are unsure, where they are."""

    accounts: tuple[Account, ...]
    unsure: str | None = None


def lines_of(paragraphs: Sequence[Paragraph]) -> tuple[Line, ...]:
    """What each paragraph is by itself."""
    counts = Counter(folded(p.plain) for p in paragraphs if p.words <= 14 and not p.indent and not p.mark)
    return tuple(_line(p, counts) for p in paragraphs)


def _line(paragraph: Paragraph, counts: Counter[str]) -> Line:
    plain = paragraph.plain
    relay = relay_line(plain) if len(plain) <= 400 else None
    dated = None if relay else stamp(plain)
    return Line(
        paragraph,
        None if relay or dated else furniture_of(plain),
        relay,
        dated,
        counts[folded(plain)] if paragraph.words <= 14 and not paragraph.indent and not paragraph.mark else 1,
    )


def accounts_of(lines: Sequence[Line], *, declared: bool = False) -> Split:
    """The accounts of a capture in their order; one account where nothing shows a border.

    A page that declares itself one article (`declared`) is taken apart only where a feed's own lines say otherwise.
    """
    heads = () if declared else post_heads([line.plain for line in lines])
    if heads:
        return Split(_posts(lines, heads))
    clocks = _clock_borders(lines)
    if clocks:
        return Split(_live_entries(lines, clocks))
    borders = _borders(lines) if not declared or len(_feed_borders(lines)) > 1 else []
    if declared and not borders:
        return Split((Account(tuple(lines)),))
    if not borders:
        return Split((Account(tuple(lines)),), _looks_mixed(lines))
    return Split(tuple(_unnumbered(_accounts(lines, borders))))


def _unnumbered(accounts: Sequence[Account]) -> Iterator[Account]:
    """The accounts of a numbered digest without the numbers before their titles."""
    heads = [next((line for line in account.lines if not line.furniture), None) for account in accounts]
    found = [_NUMBER.match(head.plain) if head and head.is_title_like else None for head in heads]
    whole = [int(one["n"]) for one in found if one] == list(range(1, len(accounts) + 1))
    for account, head, number in zip(accounts, heads, found, strict=True):
        if not (whole and head and number):
            yield account
            continue
        cut, text = number.start("rest"), head.paragraph.text
        start = head.paragraph.start + cut
        bare = Paragraph(text[cut : len(text)], start, gap=head.paragraph.gap, mark=text[0:cut])
        lines = tuple(Line(bare) if line is head else line for line in account.lines)
        yield msgspec.structs.replace(account, lines=lines)


def _posts(lines: Sequence[Line], heads: Sequence[PostHead]) -> tuple[Account, ...]:
    """What stands over a timeline, where it tells something, and its posts."""
    top = tuple(lines[: heads[0].start])
    found = [Account(top)] if any(line.is_prose for line in top) else []
    start = heads[0].start if found else 0
    for head, end in zip(heads, [*(head.start for head in heads[1:]), len(lines)], strict=True):
        found.append(Account(tuple(lines[start:end]), post=_from_line(head, start)))
        start = end
    return tuple(found)


def _from_line(head: PostHead, first: int) -> PostHead:
    dated = None if head.dated is None else head.dated - first
    return msgspec.structs.replace(head, start=head.start - first, dated=dated)


def _parts(lines: Sequence[Line], starts: Sequence[int]) -> list[Sequence[Line]]:
    """The lines from each start to the next one; the last to the end."""
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)][: len(starts)], strict=True)]


def _borders(lines: Sequence[Line]) -> list[int]:
    """Where accounts begin: all the marks together, where there are any that stand for two accounts."""
    found: set[int] = set()
    marks = _feed_borders(lines)
    found |= marks
    for strategy in _STRATEGIES:
        found |= strategy(lines, bool(marks))
    inside = sorted(at for at in found if 0 < at < len(lines))
    return [0, *inside] if inside else []


def _feed_borders(lines: Sequence[Line]) -> set[int]:
    """Under a closing line, and at the title over a share line."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        if line.relay_kind == "closing":
            found.add(_after_footer(lines, at + 1))
        elif line.relay_kind == "sharing":
            found.add(_title_over(lines, at))
    return found


def _after_footer(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and (lines[at].furniture or feed_id(lines[at].plain)):
        at += 1
    return at


def _title_over(lines: Sequence[Line], at: int) -> int:
    above = at - 1
    while above > 0 and lines[above].furniture:
        above -= 1
    if above > 0 and lines[above - 1].repeated > 1 and is_page_name(lines[above - 1]):
        above -= 1
    return max(above, 0)


def is_page_name(line: Line) -> bool:
    """Whether a repeated line could be the page's own name: short, no sentence, at the margin."""
    plain = line.paragraph
    return (
        plain.words <= 9
        and not plain.indent
        and not plain.ends_sentence
        and not (line.relay or line.stamp)
        and (not line.furniture)
    )


def feed_id(text: str) -> str | None:
    """The feed's name in a plugin's footer such as "481516 River Herald".

    >>> feed_id("2342108 : River Herald"), feed_id("20 people were hurt")
    ('River Herald', None)
    """
    found = _FEED_ID.match(text)
    return found["name"].strip() if found and len(text.split()) <= 10 and not text.endswith((".", "!", "?")) else None


def brief_line(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Title and publisher of an aggregator's "Headline  Outlet" line, as places in it.

    >>> brief_line("Bridge closed after the flood  River Herald")
    ((0, 29), (31, 43))
    """
    found = _BRIEF.match(text) or _dashed_brief(text)
    if not found:
        return None
    name = found["publisher"]
    capital = name[0].isupper() or name[0].isdigit() or is_outlet(name)
    if (
        not capital
        or name.endswith((".", "!", "?", ",", ":"))
        or len(name.split()) > 7
        or len(found["title"].split()) < 4
    ):
        return None
    return found.span("title"), found.span("publisher")


def _dashed_brief(text: str) -> re.Match[str] | None:
    """ "Headline - Outlet", where the outlet says of itself that it is one."""
    found = _DASHED.match(text)
    return found if found and is_outlet(found["publisher"]) else None


def _brief_borders(lines: Sequence[Line], mixed: bool) -> set[int]:
    could = [not line.paragraph.ends_sentence and bool(brief_line(line.plain)) for line in lines]
    rows = [False, *could, False]
    briefs = [
        at
        for at, line in enumerate(lines)
        if could[at] and (_BRIEF.match(line.plain) or rows[at] or rows[at + 2])  # one dashed line alone is a title
    ]
    if not mixed and len(briefs) < 2:
        return set()
    return {at for brief in briefs for at in (brief, brief + 1)}


def _page_name_borders(lines: Sequence[Line], mixed: bool) -> set[int]:
    """Where a name that the page repeats stands over a title."""
    over = [at for at, line in enumerate(lines) if line.repeated > 1 and is_page_name(line) and _heads_title(lines, at)]
    names = Counter(folded(lines[at].plain) for at in over)
    first = folded(lines[0].plain) if lines else ""
    return {at for at in over if names[folded(lines[at].plain)] > 1 and (mixed or folded(lines[at].plain) == first)}


def _heads_title(lines: Sequence[Line], at: int) -> bool:
    below = lines[at + 1 : at + 3]
    return bool(below) and below[0].is_title_like and below[0].repeated == 1 and below[0].paragraph.words >= 3


def _origin_borders(lines: Sequence[Line], mixed: bool) -> set[int]:
    """Under each "Source: X", where there are several and each stands under prose."""
    ends = [at for at, line in enumerate(lines) if line.relay_kind == "origin"]
    starts = [0, *(at + 1 for at in ends)]
    filled = [at for start, at in zip(starts, ends, strict=False) if any(line.is_prose for line in lines[start:at])]
    if len(filled) < 2:
        return set()
    found = set()
    for at in filled:
        after = at + 1
        while after < len(lines) and (lines[after].furniture or lines[after].relay_kind == "origin"):
            after += 1
        found.add(after)
    return found


def _stamp_borders(lines: Sequence[Line], mixed: bool) -> set[int]:
    """At each title that a date line or byline follows, where there are several with prose between."""
    heads = [at for at, line in enumerate(lines) if line.is_title_like and _stamped_below(lines, at)]
    parts = zip(heads, _parts(lines, heads), strict=True)
    filled = [at for at, part in parts if any(line.is_prose for line in part)]
    return set(filled) if len(filled) >= 2 else set()


def _stamped_below(lines: Sequence[Line], at: int) -> bool:
    below = lines[at + 1] if at + 1 < len(lines) else None
    if below is None or lines[at].paragraph.words < 3:
        return False
    if below.stamp:
        return True
    named = byline(below.plain) if not below.is_prose else None
    return bool(named and (named.authors or named.agencies))


def _rule_borders(lines: Sequence[Line], mixed: bool) -> set[int]:
    """Behind ruled lines, where each part begins with a title, carries prose and names its author, date or origin.

    Agencies rule off the sections of one long account too; those have a heading and nothing else.
    """
    rules = [at for at, line in enumerate(lines) if _RULE.match(line.plain)]
    if not rules:
        return set()
    starts = [0, *(at + 1 for at in rules)]
    parts = [lines[a:b] for a, b in zip(starts, [*rules, len(lines)], strict=True)]
    told = [part for part in parts if any(line.is_prose for line in part)]
    own = [part for part in told if _is_headed(part) and _is_marked(part)]
    return set(starts) if len(told) >= 2 and len(own) == len(told) else set()


def _is_headed(part: Sequence[Line]) -> bool:
    return next((line for line in part if not (line.furniture or line.stamp)), part[0]).is_title_like


def _is_marked(part: Sequence[Line]) -> bool:
    return any(line.stamp or line.relay_kind in ("origin", "closing", "sharing") for line in part) or any(
        (named := byline(line.plain)) is not None and (named.authors or named.agencies) for line in part[:5]
    )


def _numbered_borders(lines: Sequence[Line], mixed: bool) -> set[int]:
    """At "1. Title", "2. Title", where each part names its own origin or reads on elsewhere."""
    heads = [at for at, line in enumerate(lines) if (n := _NUMBER.match(line.plain)) and not line.is_prose and n]
    wanted = 1
    ordered = []
    for at in heads:
        found = _NUMBER.match(lines[at].plain)
        if found and int(found["n"]) == wanted:
            ordered.append(at)
            wanted += 1
    parts = _parts(lines, ordered)
    named = [part for part in parts if any(line.relay_kind == "origin" or _READ_ON.match(line.plain) for line in part)]
    return set(ordered) if len(ordered) >= 2 and len(named) == len(parts) else set()


def _read_on_borders(lines: Sequence[Line], mixed: bool) -> set[int]:
    """Under each "Read more", where every part between begins with a title and carries prose."""
    ends = [at for at, line in enumerate(lines) if _READ_ON.match(line.plain) and not line.relay]
    if len(ends) < 3:
        return set()
    starts = [0, *(at + 1 for at in ends[:-1])]
    parts = [lines[a:b] for a, b in zip(starts, ends, strict=True)]
    return {*starts, ends[-1] + 1} if all(map(_is_told, parts)) else set()


def _is_told(part: Sequence[Line]) -> bool:
    plain = [line for line in part if not line.furniture]
    return any(line.is_prose for line in plain) and any(line.is_title_like for line in plain[:-1])


_Strategy = Callable[[Sequence[Line], bool], set[int]]
_STRATEGIES: tuple[_Strategy, ...] = (
    _brief_borders,
    _page_name_borders,
    _origin_borders,
    _stamp_borders,
    _rule_borders,
    _numbered_borders,
    _read_on_borders,
)


def _accounts(lines: Sequence[Line], borders: Sequence[int]) -> list[Account]:
    """The parts between borders; a part that carries nothing is joined to the one before it."""
    found: list[Account] = []
    page: Line | None = None
    rest: tuple[Line, ...] = ()
    for start, end in zip(borders, [*borders[1:], len(lines)], strict=True):
        part = (*rest, *lines[start:end])
        rest = ()
        name = _page_name(part, lines)
        page = name or page
        if _carries(part, name):
            found.append(Account(part, page))
        elif found:
            found[-1] = Account((*found[-1].lines, *part), found[-1].page)
        else:
            rest = part
    return found or [Account(tuple(lines))]


def _page_name(part: Sequence[Line], lines: Sequence[Line]) -> Line | None:
    """A name that the page repeats over its parts, or that stands once at its top, over the first part's own title."""
    first = next((line for line in part if not line.furniture), None)
    if first is not None and first is lines[0] and len(part) > 2 and first.is_title_like and is_outlet(first.plain):
        told = next((line for line in part[2:] if not line.stamp), None)
        if part[1].is_title_like and part[1].paragraph.words >= 3 and told is not None and told.is_prose:
            return first
    return first if first and first.repeated > 1 and is_page_name(first) and len(part) > 1 else None


def _carries(part: Sequence[Line], name: Line | None) -> bool:
    """Whether a part is an account: prose, a brief's line, or a title with an origin."""
    plain = [line for line in part if not line.furniture and line is not name and not line.stamp]
    words = sum(line.paragraph.words for line in plain if not line.relay and not feed_id(line.plain))
    return words >= 8 or any(brief_line(line.plain) for line in plain)


def _clock_borders(lines: Sequence[Line]) -> list[int]:
    """The entries of a live blog: three clock times or more, rising or falling, each over prose.

    Times that open a paragraph also make a chronology, or a list of corrections, within one account: they count only
    where the page calls itself live.
    """
    times = [(at, clock) for at, line in enumerate(lines) if (clock := clock_of(line.plain)) and not line.stamp]
    if len(times) < 3:
        return []
    alone = sum(lines[at].paragraph.words <= 4 for at, _ in times)
    if alone * 2 < len(times) and not _calls_itself_live(lines):
        return []
    minutes = [h * 60 + m for _, (h, m) in times]
    pairs = list(itertools.pairwise(minutes))
    rising, falling = sum(a <= b for a, b in pairs), sum(a >= b for a, b in pairs)
    if max(rising, falling) < len(pairs) - len(pairs) // 5:
        return []
    borders = [at for at, _ in times]
    told = [any(line.is_prose for line in part) for part in _parts(lines, borders)]
    return borders if sum(told) * 5 >= len(told) * 4 else []


def _calls_itself_live(lines: Sequence[Line]) -> bool:
    head = f" {' '.join(folded(line.plain) for line in lines[:3])} ".replace(":", " ").replace(",", " ")
    return any(f" {word} " in head for word in vocabulary().live)


def clock_of(text: str) -> tuple[int, int] | None:
    """Hour and minute at the head of a live blog's entry, or None.

    >>> clock_of("14:32 GMT"), clock_of("2.05pm - The bridge is closed."), clock_of("14 people came")
    ((14, 32), (14, 5), None)
    """
    found = _CLOCK.match(text) if len(text) < 2000 else None
    if not found or (found["m"] is None and not found["ap"]):
        return None
    rest = (found["rest"] or "").strip(" \u00a0-–—|:")
    if rest and not (rest[0].isupper() or rest[0] in "“\"«„‘'"):
        return None  # a sentence that begins with an hour
    hour, minute = int(found["h"]), int(found["m"] or 0)
    half = (found["ap"] or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, minute


def _live_entries(lines: Sequence[Line], borders: Sequence[int]) -> tuple[Account, ...]:
    head = tuple(lines[: borders[0]])
    found = []
    if head:
        found.append(Account(head, None, None, "live head"))
    for start, end in zip(borders, [*borders[1:], len(lines)], strict=True):
        found.append(Account(tuple(lines[start:end]), None, clock_of(lines[start].plain), "live entry"))
    return tuple(found)


def _looks_mixed(lines: Sequence[Line]) -> str | None:
    """Signs of several accounts that mark no border."""
    rules = sum(bool(_RULE.match(line.plain)) for line in lines)
    origins = sum(line.relay_kind in ("origin", "closing") for line in lines)
    read_on = sum(bool(_READ_ON.match(line.plain)) for line in lines)
    stamps = sum(bool(line.stamp) for line in lines[5:])
    if origins >= 2:
        return f"{origins} origins are named"
    if read_on >= 3:
        return f"{read_on} links read on elsewhere"
    if stamps >= 3:
        return f"{stamps} date lines stand within it"
    return f"{rules} ruled lines part it" if rules >= 4 else None
