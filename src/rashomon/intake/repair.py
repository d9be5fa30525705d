"""Mends what transport did to characters, and records each mended place so that it can be replayed.

Mojibake is ftfy's work (Speer 2019, "ftfy: fixes text for you", zenodo 2591652). Bytes and code points that were
written out as escapes, with or without their backslash, are ours: they are mended only where they spell valid UTF-8 or
a typographic character, so that innocent words stay.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from ftfy import fix_encoding
from ftfy.badness import is_bad

from ..model.captures import MapRun, Repair
from .mapped import MappedText


class Edit(msgspec.Struct, frozen=True):
    """One change within a text: `[start, end)` becomes `now`."""

    start: int
    end: int
    now: str


class Repaired(msgspec.Struct, frozen=True):
    """The mended text with its map into the decoded one, and the repairs in order of place."""

    mapped: MappedText
    repairs: tuple[Repair, ...]


Rule = Callable[[str], Iterable[Edit]]
_Place = tuple[int, int, str]

_CONT = "[89abAB][0-9a-fA-F]"


def _bytes_pattern(mark: str) -> re.Pattern[str]:
    """UTF-8 multi-byte sequences written out byte by byte, each behind `mark`."""
    c = f"{mark}{_CONT}"
    two = f"{mark}(?:[cC][2-9a-fA-F]|[dD][0-9a-fA-F]){c}"
    three = f"{mark}[eE][0-9a-fA-F](?:{c}){{2}}"
    four = f"{mark}[fF][0-4](?:{c}){{3}}"
    return re.compile(f"(?:{two}|{three}|{four})+")


_HEX_BACKSLASH = _bytes_pattern(r"\\{1,4}x")
_HEX_BARE = _bytes_pattern("x")
_QUOTED = _bytes_pattern("=")
_HEX_PAIR = re.compile(r"[xX=]([0-9a-fA-F]{2})")
_LATIN_ESCAPE = re.compile(r"\\{1,4}x(a0|ad|(?<=[A-Za-z]\\x)[c-f][0-9a-f])")
_UNICODE_ESCAPE = re.compile(r"(?:\\{1,4}u[0-9a-fA-F]{4}|\\{1,4}U000[0-9a-fA-F]{5}|\\{1,4}u\{[0-9a-fA-F]{2,6}\})+")
_UNICODE_ONE = re.compile(r"\\{1,4}[uU]\{?([0-9a-fA-F]+)\}?")
_UNICODE_BARE = re.compile(r"u(20(?:1[0-9a-f]|2[0-6]|30|39|3a|ac)|00[ab][0-9a-f]|00[c-f][0-9a-f])")
_UNICODE_RUN = re.compile(r"(?:u0[45][0-9a-f]{2}){2,}")
_APOSTROPHE_BARE = re.compile(r"[a-z]u2019(?:s|t|re|ve|ll|d|m)\b")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{2,6}|#[0-9]{2,7}|[A-Za-z][A-Za-z0-9]{1,24});")
_SOFT_BREAK = re.compile(r"=\r?\n|=(?:20|3D|0A|09)")
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n|\\t|\\(?=[\"'“”])")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f]|[\u00ad\u200b\ufeff\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069]+|[\u2028\u2029\x85]"
)
_TRIGGER = re.compile(
    "[&\\\\\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
    "|[xX][c-fC-F][0-9a-fA-F]x|=[c-fC-F][0-9a-fA-F]=|u20[0-3]|u0[45]|=20|=3D"
)
"""What at least one rule needs to find in a text; most paragraphs hold none of it."""
_SUSPECT = re.compile("[^\x00-\x7f‘’“”–—…•\u00a0]")
"""What mojibake cannot do without: a text whose only other characters are common punctuation holds none."""
_SUSPECT_PAIR = re.compile(f"{_SUSPECT.pattern}[^\x00-\x7f]|[^\x00-\x7f]{_SUSPECT.pattern}|[ÃÂ] ")
"""Where mojibake of UTF-8 could be: it makes two characters of one, or one before a space that was a hard one."""
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_LOST_AFTER_STOP = re.compile(r"(?<=[.!?”\"»)])n{1,2}(?=$|[A-ZА-Я“\"«])", re.MULTILINE)
_LOST_AT_END = re.compile(r"(?<![\w\-])(\w{2,})n$", re.MULTILINE)
_RARE_BEFORE_N = frozenset("bcdfhjkpqstvxz")
"""No English, German, French or Spanish word ends in one of these and n, so such an n at a line's end is a lost \\n."""
_SOMETIMES_BEFORE_N = frozenset("ymgrlu0123456789")


def repair(text: str) -> Repaired:
    """The mended text, its map and its repairs.

    Rules run in turn over the whole text until nothing changes, three rounds at most, since damage comes in layers
    (`&amp;rsquo;`, mojibake of mojibake).

    >>> repair("He saidxe2x80x94twicexe2x80x94no.").mapped.text
    'He said—twice—no.'
    >>> repair("The xerox cost #e28099 and &amp;rsquo; 5").mapped.text
    'The xerox cost #e28099 and ’ 5'
    """
    mapped = MappedText.whole(text)
    if not _is_suspect(text):
        return Repaired(mapped, ())
    places: list[_Place] = []
    for _ in range(3):
        before = mapped.text
        for name, rule in _RULES:
            mapped = _apply(mapped, len(text), name, rule(mapped.text), places)
        if mapped.text == before:
            break
    if _HEX_BARE.search(text):
        mapped = _apply(mapped, len(text), "lost line break", _lost_breaks(mapped.text), places)
    return Repaired(mapped, tuple(_repairs(text, mapped, places)))


def _is_suspect(text: str) -> bool:
    """Whether any rule could find something to mend: two quick looks, since most texts are sound."""
    return bool(_TRIGGER.search(text) or _SUSPECT.search(text))


def _is_ailing(text: str) -> bool:
    """As `_is_suspect`, with a look whether what is no plain letter reads badly."""
    return bool(_TRIGGER.search(text)) or _reads_badly(text)


def _reads_badly(text: str) -> bool:
    return bool(_SUSPECT_PAIR.search(text) and is_bad(text))


def mend_all(parts: Sequence[MappedText], decoded: str) -> list[Repaired]:
    """As `mend_mapped` for each part of a page; one look at all of them, since most pages are sound."""
    whole = "\n".join(part.text for part in parts)
    if _TRIGGER.search(whole):
        return [mend_mapped(part, decoded) for part in parts]
    suspect = bool(_SUSPECT_PAIR.search(whole))
    ailing = [suspect and _reads_badly(part.text) for part in parts]
    return [mend_mapped(part, decoded) if bad else Repaired(part, ()) for part, bad in zip(parts, ailing, strict=True)]


def mend_mapped(part: MappedText, decoded: str) -> Repaired:
    """A paragraph that was taken out of a page, mended; its repairs at their places in the decoded page.

    Where a mended place cannot be told from the markup around it, the text is mended and no place is given for it.
    """
    mapped, places = part, list[_Place]()
    if not _is_ailing(part.text):
        return Repaired(part, ())
    for name, rule in _RULES:
        mapped = _apply(mapped, len(decoded), name, rule(mapped.text), places)
    repairs = []
    if places and part.runs:
        for start, end, name in places:
            if 0 < end - start <= 200 and "<" not in decoded[start:end]:
                repairs.append(Repair(start, end, decoded[start:end], "", name))
    return Repaired(mapped, tuple(_with_results(mapped, repairs)))


def _with_results(mapped: MappedText, repairs: Iterable[Repair]) -> Iterator[Repair]:
    """Each repair with what stands in its place now; two repairs of one place are one."""
    done: set[tuple[int, int]] = set()
    ends = {run.capture_start + run.length: run.item_start + run.length for run in reversed(mapped.runs)}
    starts = {run.capture_start: run.item_start for run in reversed(mapped.runs)}
    for one in repairs:
        left, right = ends.get(one.start), starts.get(one.end)
        if left is not None and right is not None and left <= right and (one.start, one.end) not in done:
            done.add((one.start, one.end))
            yield Repair(one.start, one.end, one.was, mapped.text[left:right], one.rule)


def replay(text: str, repairs: Iterable[Repair]) -> str:
    """The decoded text with all repairs applied, right to left.

    >>> replay("caf&eacute;", repair("caf&eacute;").repairs)
    'café'
    """
    for one in sorted(repairs, key=lambda r: r.start, reverse=True):
        text = text[: one.start] + one.now + text[one.end :]
    return text


def _apply(mapped: MappedText, size: int, name: str, edits: Iterable[Edit], places: list[_Place]) -> MappedText:
    parts: list[MappedText | str] = []
    at = first = 0
    for edit in edits:
        if edit.start < at or mapped.text[edit.start : edit.end] == edit.now:
            continue
        while first + 1 < len(mapped.runs) and mapped.runs[first + 1].item_start < edit.start:
            first += 1
        _note_place(places, _capture_place(mapped.runs, first, edit, size), name)
        parts += [mapped[at : edit.start], edit.now] if edit.start > at else [edit.now]
        at = edit.end
    return MappedText.join([*parts, mapped[at : len(mapped)]]) if at else mapped


def _note_place(places: list[_Place], place: tuple[int, int], name: str) -> None:
    """One more mended place; it is part of the one before where both meet, since nothing unchanged lies between."""
    if places and places[-1][1] == place[0] and places[-1][2] == name:
        places[-1] = (places[-1][0], place[1], name)
    else:
        places.append((*place, name))


def _capture_place(runs: Sequence[MapRun], first: int, edit: Edit, size: int) -> tuple[int, int]:
    """Where in the decoded capture an edit falls; between its mapped neighbours where it is of mended text itself.

    `first` is the last run that begins before the edit, or 0; edits come in order, so that nobody has to search.
    """
    before = 0
    if runs and runs[first].item_start < edit.start:
        run = runs[first]
        before = run.capture_start + min(run.length, edit.start - run.item_start)
    for at in range(first, len(runs)):
        run = runs[at]
        if run.item_start + run.length > edit.end:
            return before, run.capture_start + max(0, edit.end - run.item_start)
    return before, size


def _repairs(text: str, mapped: MappedText, places: list[_Place]) -> Iterator[Repair]:
    """What lies between the unchanged runs, in capture and in result: exactly what was mended."""
    item_at = capture_at = 0
    ordered = sorted(places)
    first = 0
    for run in (*mapped.runs, MapRun(len(mapped.text), len(text), 0)):
        if run.item_start > item_at or run.capture_start > capture_at:
            was, now = text[capture_at : run.capture_start], mapped.text[item_at : run.item_start]
            while first < len(ordered) and ordered[first][1] < capture_at:
                first += 1
            yield Repair(
                capture_at, run.capture_start, was, now, _rules_at(ordered, first, capture_at, run.capture_start)
            )
        item_at, capture_at = run.item_start + run.length, run.capture_start + run.length


def _rules_at(places: list[_Place], first: int, start: int, end: int) -> str:
    names: dict[str, None] = {}
    for at in range(first, len(places)):
        place = places[at]
        if place[0] > end:
            break
        if (
            place[1] >= start
            and not (place[1] == start and place[0] < start)
            and not (place[0] == end and place[1] > end)
        ):
            names[place[2]] = None
    return ", ".join(names) or "mended"


def _written_bytes(pattern: re.Pattern[str]) -> Rule:
    def rule(text: str) -> Iterator[Edit]:
        for found in pattern.finditer(text):
            data = bytes(int(pair, 16) for pair in _HEX_PAIR.findall(found[0]))
            try:
                yield Edit(found.start(), found.end(), data.decode("utf-8"))
            except UnicodeDecodeError:
                continue

    return rule


def _code_points(text: str) -> Iterator[Edit]:
    for found in _UNICODE_ESCAPE.finditer(text):
        now = _from_units([int(unit, 16) for unit in _UNICODE_ONE.findall(found[0])])
        if now is not None:
            yield Edit(found.start(), found.end(), now)
    for found in _LATIN_ESCAPE.finditer(text) if "\\x" in text else ():
        yield Edit(found.start(), found.end(), chr(int(found[1], 16)))


def _from_units(units: list[int]) -> str | None:
    """Characters from UTF-16 code units or whole code points, None where they spell none."""
    if any(unit > 0x10FFFF for unit in units):
        return None
    try:
        return "".join(map(chr, units)).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return None


def _bare_code_points(text: str) -> Iterator[Edit]:
    """`u2019` without its backslash: runs of two in one script, or typographic ones that the text shows in earnest."""
    if "u20" not in text and "u0" not in text:
        return
    found = list(_UNICODE_RUN.finditer(text))
    evident = len(_APOSTROPHE_BARE.findall(text)) + len(re.findall(r"u201[cd]", text))
    if evident >= 2:
        found += _UNICODE_BARE.finditer(text)
    for one in sorted(found, key=lambda match: match.start()):
        now = "".join(chr(int(unit, 16)) for unit in re.findall(r"u([0-9a-f]{4})", one[0]))
        yield Edit(one.start(), one.end(), now)


def _entities(text: str) -> Iterator[Edit]:
    for found in _ENTITY.finditer(text) if "&" in text else ():
        now = html.unescape(found[0])
        if now != found[0] and len(now) <= 2:
            yield Edit(found.start(), found.end(), now)


def _soft_breaks(text: str) -> Iterator[Edit]:
    """What else quoted-printable writes: only where its multi-byte characters stood too, or many lines end in `=`."""
    if text.count("=\n") + text.count("=\r\n") < 3 or ("=20" not in text and "=3D" not in text):
        return
    for found in _SOFT_BREAK.finditer(text):
        code = found[0][1:]
        yield Edit(found.start(), found.end(), "" if code[-1] == "\n" else chr(int(code, 16)))


def _written_breaks(text: str) -> Iterator[Edit]:
    """`\\n` written out: where there are at least two, since a path on Windows may hold one."""
    lines = (match for match in _WRITTEN_BREAK.finditer(text) if match[0].endswith("n"))
    if "\\" not in text or len(list(itertools.islice(lines, 2))) < 2:
        return
    for match in _WRITTEN_BREAK.finditer(text):
        yield Edit(match.start(), match.end(), {"n": "\n", "t": "\t"}.get(match[0][-1], ""))


def _controls(text: str) -> Iterator[Edit]:
    for found in _CONTROL.finditer(text):
        yield Edit(found.start(), found.end(), "\n" if found[0] in "\u2028\u2029\x85" else "")


def _c1(text: str) -> Iterator[Edit]:
    """Controls of Latin-1 that were Windows-1252 punctuation."""
    for found in _C1.finditer(text):
        yield Edit(found.start(), found.end(), found[0].encode("latin-1").decode("cp1252", "ignore"))


def _mojibake(text: str) -> Iterator[Edit]:
    at = 0
    for line in text.splitlines(keepends=True) if _SUSPECT.search(text) else ():
        for start in range(0, len(line), 4000):
            piece = line[start : start + 4000]
            if _SUSPECT_PAIR.search(piece) and is_bad(piece):
                yield from _changed(piece, fix_encoding(piece), at + start)
        at += len(line)


def _changed(was: str, now: str, at: int) -> Iterator[Edit]:
    """The edits that lead from one line to the other, word by word where they have the same words."""
    old, new = list(re.finditer(r"\S+|\s+", was)), re.findall(r"\S+|\s+", now)
    if len(old) == len(new):
        for match, word in zip(old, new, strict=True):
            if match[0] != word:
                yield _trimmed(match[0], word, at + match.start())
    elif was != now:
        yield _trimmed(was, now, at)


def _trimmed(was: str, now: str, at: int) -> Edit:
    limit = min(len(was), len(now))
    head = next((n for n in range(limit) if was[n] != now[n]), limit)
    tail = next((n for n in range(limit - head) if was[-1 - n] != now[-1 - n]), limit - head)
    return Edit(at + head, at + len(was) - tail, now[head : len(now) - tail])


def _lost_breaks(text: str) -> Iterator[Edit]:
    """An `n` that was `\\n`: after a full stop, or glued to a line's last word that is no word with it."""
    found = [(match.start(), match.end()) for match in _LOST_AFTER_STOP.finditer(text)]
    known = set(re.findall(r"\w+", text)) if found or _LOST_AT_END.search(text) else set()
    inner = set(re.findall(r"\w+(?=[^\w\n])", text))
    for match in _LOST_AT_END.finditer(text):
        word, ending = match[1], match[1][-1]
        lonely = word in known and match[0] not in inner
        if ending in _RARE_BEFORE_N or (ending in _SOMETIMES_BEFORE_N and lonely):
            found.append((match.end() - 1, match.end()))
    for start, end in sorted(found):
        yield Edit(start, end, "\n" * (end - start))


_RULES: tuple[tuple[str, Rule], ...] = (
    ("control character", _controls),
    ("entity", _entities),
    ("written-out bytes", _written_bytes(_HEX_BACKSLASH)),
    ("written-out bytes, backslash lost", _written_bytes(_HEX_BARE)),
    ("quoted-printable", _written_bytes(_QUOTED)),
    ("quoted-printable", _soft_breaks),
    ("written-out code point", _code_points),
    ("written-out code point, backslash lost", _bare_code_points),
    ("written-out line break", _written_breaks),
    ("mojibake", _mojibake),
    ("control character", _c1),
)
