"""What single lines say of an account: its author, its dates, its outlet, by way of whom it came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from .dates import find_dates, says_how_long_ago
from .vocabulary import RelayPattern, folded, straight, vocabulary


class Found(msgspec.Struct, frozen=True):
    """A value at `[start, end)` of its line."""

    start: int
    end: int
    value: str


class RelayLine(msgspec.Struct, frozen=True):
    """A line that says where an account comes from; see the packs for its kinds."""

    kind: str
    title: Found | None = None
    author: Found | None = None
    publisher: Found | None = None
    relay: Found | None = None


class Stamp(msgspec.Struct, frozen=True):
    """A date line, perhaps with its author; `unclear` where a date can be read two ways."""

    published: Found | None = None
    modified: Found | None = None
    authors: tuple[Found, ...] = ()
    agencies: tuple[Found, ...] = ()
    unclear: bool = False


class Byline(msgspec.Struct, frozen=True):
    """A line that names authors, or the agencies that wrote; both empty where it names nobody ("By Staff")."""

    authors: tuple[Found, ...]
    agencies: tuple[Found, ...]


class Title(msgspec.Struct, frozen=True):
    """The headline at `[start, end)` of its line, and what stood before and behind it."""

    start: int
    end: int
    publisher: Found | None = None
    section: Found | None = None
    genre: str | None = None


_SEPARATOR = re.compile(r"\s+[|–—•·»-]\s+|\s+::\s+|\s*\|\s*")
_SURE_SEPARATOR = ("|", "•", "·", "::", "»")
_PREFIX = re.compile(r"\s*([^:|–—]{2,30}?)\s*[:|–—]\s+")
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.\-]*\.?$")
_DOMAIN = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)
_PIECES = re.compile(r"[|/·•–—\n]|\s-\s")
_DATELINE = re.compile(
    r"^\s*(?:[^\W\d_][\w .,'’/-]{1,60}?)?[,\s]*\(\s*(?P<name>[^()]{2,40})\s*\)\s*[-–—:.]", re.UNICODE
)
_END_CREDIT = re.compile(r"[(\[]\s*(?P<name>[^()\[\]]{2,40})\s*[)\]]\s*$")
_TASK = re.compile(r"\s*\(\s*([^()]{3,30}?)\s*$")
_CREDITED = re.compile(r"(?P<name>\S.{1,58}?)\s+(?:avec|with|mit|con|с|и|/|\+)\s+(?P<relay>\S.{1,40}?)\s*")
_LINE_LIMIT, _RETWEET_LIMIT = 300, 140


@lru_cache(maxsize=4096)
def relay_line(text: str) -> RelayLine | None:
    """What a line says of where its account comes from, or None for an ordinary line.

    >>> relay_line("The post Town News: Bridge closed first appeared on River Blog.").relay.value
    'River Blog'
    >>> relay_line("Source: the mayor, who was there")
    """
    if len(text) > _LINE_LIMIT + 200:
        return None
    line = straight(text)
    short = len(line) <= _RETWEET_LIMIT and vocabulary().any_retweet.fullmatch(line)
    if not short and not vocabulary().any_relay.fullmatch(line):
        return None
    for pattern in vocabulary().relays:
        if pattern.kind != "sharing_from" and (found := pattern.match.fullmatch(line)):
            relay = _relay(pattern, found, text)
            if relay:
                return relay
    return None


def shared_from(text: str) -> RelayLine | None:
    """The second line of a share, "from Author | Outlet"; only asked for right under the first."""
    for pattern in vocabulary().relays:
        if pattern.kind == "sharing_from" and (found := pattern.match.fullmatch(straight(text))):
            return _relay(pattern, found, text)
    return None


def _relay(pattern: RelayPattern, found: re.Match[str], text: str) -> RelayLine | None:
    parts: dict[str, Found] = {}
    for name in ("title", "author", "publisher", "relay"):
        if found.groupdict().get(name):
            start, end = found.span(name)
            parts[name] = Found(start, end, text[start:end])
    for name in ("publisher", "relay"):
        if name in parts and not _could_be_outlet(parts[name].value, strict=pattern.kind in ("origin", "credit")):
            return None
    return RelayLine(pattern.kind, parts.get("title"), parts.get("author"), parts.get("publisher"), parts.get("relay"))


def _could_be_outlet(name: str, *, strict: bool) -> bool:
    if len(name) > 90 or (strict and ("," in name or name.count(" ") > 7)):
        return False
    if folded(name.split(" ")[0]) in vocabulary().agencies:
        return True
    first = name.lstrip("\"'«“‘(")[:1]
    return first.isupper() or first.isdigit() or first == "@" or bool(_DOMAIN.fullmatch(name)) or not strict


def is_name(text: str) -> bool:
    """Whether words look like one person's name.

    >>> is_name("Anna van der Meer"), is_name("The bridge was closed"), is_name("Staff Writer")
    (True, False, False)
    """
    words = text.split()
    if (
        not 2 <= len(words) <= 5
        or len(text) > 60
        or words[0].lower() in ("the", "a", "an")
        or folded(text) in vocabulary().no_name
    ):
        return False
    if folded(words[0]).rstrip(":") in vocabulary().photographers:
        return False
    particles = vocabulary().particles
    real = [word for word in words if folded(word) not in particles]
    return len(real) >= 2 and all(_NAME_WORD.match(word) and word[0].isupper() for word in real)


@lru_cache(maxsize=4096)
def byline(text: str) -> Byline | None:
    """The authors that a line names, without the photographers; None where it is no byline.

    >>> [found.value for found in byline("By Mara Olt and Jon Ek, Reuters").authors]
    ['Mara Olt', 'Jon Ek']
    >>> [found.value for found in byline("Town Radio correspondent Mara Olt").authors]
    ['Mara Olt']
    >>> byline("By the end of the day the bridge was closed")
    """
    if len(text) > 200:
        return None
    opened = vocabulary().bylines.match(text)
    if opened and opened.end() < len(text):
        names = list(_names(text, opened.end()))
        if _covers(text, opened.end(), names):
            return _byline(names)
    return _role_byline(text) or _nobody_line(text)


@lru_cache(maxsize=1)
def _desk_words() -> frozenset[str]:
    """The first words of desks and agencies."""
    return frozenset(name.split(" ")[0] for name in (*vocabulary().nobody, *vocabulary().agencies))


def _nobody_line(text: str) -> Byline | None:
    """A line of desks and agencies alone: "Staff and wire reports", "Redacción / EFE"."""
    if len(text) > 60 or folded(text).split(" ")[0].rstrip(",;/|") not in _desk_words():
        return None
    names = list(_names(text, 0))
    kinds = {kind for kind, _ in names}
    return _byline(names) if "nobody" in kinds and kinds <= {"nobody", "agency"} else None


def _byline(names: list[tuple[str, Found]]) -> Byline:
    people = [found for kind, found in names if kind == "name"]
    people = people[:1] + [found for found in people[1:] if not is_outlet(found.value)]
    return Byline(
        tuple(people),
        tuple(found for kind, found in names if kind == "agency"),
    )


def _names(text: str, start: int) -> Iterator[tuple[str, Found]]:
    """Each part of a list of names with what it is: name, agency, nobody, role, photographer or other."""
    at = start
    while at < len(text):
        cut = vocabulary().joins.search(text, at)
        end = cut.start() if cut and cut.end() > cut.start() else len(text)
        left = at + len(text[at:end]) - len(text[at:end].lstrip(" ("))
        part = text[left:end].rstrip(" .)")
        task = _TASK.search(part)
        if task:  # "Jana Kohl (Text)", "Piet Sommer (Fotos)"
            part = part[: task.start()]
        if part:
            yield ("photographer" if task and _is_photo(task[1]) else _kind(part)), Found(left, left + len(part), part)
        at = max(cut.end(), at + 1) if cut else len(text)


def _is_photo(task: str) -> bool:
    return folded(task).split(" ")[0].rstrip(":") in vocabulary().photographers


def credited(text: str) -> tuple[Found, Found] | None:
    """Who wrote and the agency that it is from, of a line such as "Courrier du Val avec AFP"; None for another line.

    >>> [found.value for found in credited("Valley Courier with AFP")]
    ['Valley Courier', 'AFP']
    """
    found = _CREDITED.fullmatch(text) if len(text) <= 100 else None
    agency = vocabulary().agencies.get(folded(found["relay"])) if found else None
    if not found or not agency or not (is_outlet(found["name"]) or is_name(found["name"])):
        return None
    return Found(*found.span("name"), found["name"]), Found(*found.span("relay"), agency)


def _kind(part: str) -> str:
    words = vocabulary()
    plain = folded(part)
    if plain in words.agencies:
        return "agency"
    if plain in words.nobody:
        return "nobody"
    if plain.split(" ")[0].rstrip(":") in words.photographers:
        return "photographer"
    if any(plain.endswith(role) for role in words.roles):
        return "role"
    return "name" if is_name(part) else "other"


def _covers(text: str, start: int, names: list[tuple[str, Found]]) -> bool:
    """Whether the rest of the line is names and what goes with them, and no sentence."""
    if not names or names[0][0] in ("other", "photographer", "role"):
        return False
    others = sum(found.value.count(" ") + 1 for kind, found in names if kind == "other")
    return others <= 4


def _role_byline(text: str) -> Byline | None:
    """`Name, Staff Writer` and `Outlet correspondent Name`."""
    words = text.split()
    if not 3 <= len(words) <= 9 or text.endswith((".", "!", "?", ":")):
        return None
    parts = re.split(r"\s*[,|–—-]\s+|\s*[|,]\s*", text, maxsplit=1)
    if len(parts) == 2 and _is_role(parts[1]):
        names = list(_names(parts[0], 0))
        if names and all(kind == "name" for kind, _ in names):
            return _byline(names)
    for size in (2, 3):
        name, before = " ".join(words[-size:]), folded(" ".join(words[:-size]))
        if is_name(name) and any(before == role or before.endswith(" " + role) for role in vocabulary().roles):
            start = text.rindex(words[-size]) if size == 1 else len(text) - len(text.split(None, len(words) - size)[-1])
            return Byline((Found(start, len(text), text[start:]),), ())
    return None


def _is_role(text: str) -> bool:
    plain = folded(text)
    return any(
        plain == role or plain.endswith(" " + role) or plain.startswith(role + " ") for role in vocabulary().roles
    )


def stamp(text: str) -> Stamp | None:
    """The dates of a line that holds little else, and the author who may stand beside them.

    >>> stamp("9 Mar, 2021 08:45 / Updated 2 years ago").published.value
    '2021-03-09T08:45'
    >>> stamp("Mara Olt | 3 May 2021").authors[0].value
    'Mara Olt'
    >>> stamp("The bridge was closed on 3 May 2021 and nobody was told why it had to be.")
    """
    if len(text) > 200 or "(@" in text:
        return None  # the signature of an embedded post is dated too
    dates = find_dates(text)
    if not dates:
        return None
    names: list[tuple[str, Found]] = []
    spare = 0
    for start, end in _between(text, [(date.start, date.end) for date in dates]):
        found = _piece_names(text, start, end)
        names += found
        spare += 0 if found else _spare_words(text[start:end])
    if spare > 4 or (spare > 2 and text.rstrip().endswith(".")):
        return None
    return _stamped(text, names)


def _between(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in [*taken, (len(text), len(text))]:
        cuts = [at, *(cut for found in _PIECES.finditer(text, at, start) for cut in found.span()), start]
        for left, right in zip(cuts[::2], cuts[1::2], strict=True):
            if left < right:
                yield left, right
        at = max(at, end)


def _piece_names(text: str, start: int, end: int) -> list[tuple[str, Found]]:
    piece = text[start:end]
    named = byline(piece.strip(" ,;:-"))
    lead = start + len(piece) - len(piece.lstrip(" ,;:-"))
    if named and (named.authors or named.agencies):
        both = [*(("name", n) for n in named.authors), *(("agency", n) for n in named.agencies)]
        return [(kind, Found(lead + n.start, lead + n.end, n.value)) for kind, n in both]
    bare = piece.strip(" ,;:-")
    if bare and is_name(bare) and not _is_stamp_word(bare):
        return [("name", Found(lead, lead + len(bare), bare))]
    return []


def _is_stamp_word(text: str) -> bool:
    plain = folded(text).strip(" :,.")
    words = vocabulary()
    return plain in words.published or plain in words.modified


def _spare_words(piece: str) -> int:
    """Words of a piece that neither stamp nor name nor clock explains."""
    plain = folded(piece).strip(" :,.;()[]-")
    if says_how_long_ago(plain):
        return 0
    for word in (*vocabulary().modified, *vocabulary().published):
        if plain.startswith(word) and not plain[len(word) : len(word) + 1].isalpha():
            plain = plain[len(word) :].strip(" :,.;()-")
            break
    return len(re.findall(r"[^\W\d_]{3,}", plain))


def _stamped(text: str, names: list[tuple[str, Found]]) -> Stamp:
    published: Found | None = None
    modified: Found | None = None
    unclear = False
    at = 0
    for date in find_dates(text):
        if date.edtf is None:
            unclear = True
        elif _says_modified(text[at : date.start]) or (
            published and not modified and at and _near(text[at : date.start])
        ):
            modified = modified or Found(date.start, date.end, date.edtf)
        else:
            published = published or Found(date.start, date.end, date.edtf)
        at = date.end
    authors = tuple(found for kind, found in names if kind == "name")
    return Stamp(published, modified, authors, tuple(found for kind, found in names if kind == "agency"), unclear)


def _near(between: str) -> bool:
    return _says_modified(between)


def _says_modified(before: str) -> bool:
    plain = folded(before).strip(" :,.;(|/-–—•·")
    return any(
        plain == word or plain.endswith(" " + word) or plain.startswith(word + " ") for word in vocabulary().modified
    )


def title(text: str, *, others: frozenset[str] = frozenset()) -> Title:
    """The headline within a title line, without section and outlet; `others` are the folded lines of the page.

    A part behind a dash is an outlet only where something else says so: an outlet's word, or the rest standing alone
    on a line.

    >>> found = title("Opinion: A bridge too far | Opinion | RTV")
    >>> found.publisher.value, found.genre, "Opinion: A bridge too far | Opinion | RTV"[found.start : found.end]
    ('RTV', 'opinion', 'A bridge too far')
    >>> title("Bridge closed – again").publisher
    """
    start, genre = _prefix(text)
    publisher: Found | None = None
    section: Found | None = None
    end = len(text)
    while cut := _last_separator(text, start, end):
        tail = text[cut.end() : end].strip()
        kind = _tail_kind(tail, cut[0].strip(), folded(text[start : cut.start()]) in others)
        if kind == "section":
            section = section or Found(cut.end(), cut.end() + len(tail), tail)
            genre = genre or _genre(tail)
        elif kind == "outlet" and publisher is None and len(text[start : cut.start()].split()) >= 2:
            publisher = Found(cut.end(), cut.end() + len(tail), tail)
        else:
            break
        end = cut.start()
    return Title(start, end, publisher, section, genre)


def _prefix(text: str) -> tuple[int, str | None]:
    found = _PREFIX.match(text)
    genre = _genre(found[1]) if found else None
    if not found or not genre or found.end() >= len(text):
        return 0, None
    return (0 if genre == "transcript" else found.end()), genre


def _genre(section: str) -> str | None:
    plain, words = folded(section), vocabulary()
    if plain in words.opinion:
        return "opinion"
    if plain in words.live:
        return "live blog"
    if plain in words.transcript:
        return "transcript"
    return "brief" if plain in words.brief else None


def _last_separator(text: str, start: int, end: int) -> re.Match[str] | None:
    cuts = [found for found in _SEPARATOR.finditer(text, start, end) if found.start() > start and found.end() < end]
    return cuts[-1] if cuts else None


def _tail_kind(tail: str, separator: str, known: bool) -> str | None:
    plain = folded(tail)
    if plain in vocabulary().sections:
        return "section"
    if set(plain.split()) & vocabulary().photographers:
        return None
    words = tail.split()
    if (
        not tail
        or len(words) > 7
        or tail[-1:] in "?!"
        or not (tail[0].isupper() or tail[0].isdigit() or _DOMAIN.fullmatch(tail))
    ):
        return None
    sure = separator in _SURE_SEPARATOR and not any(_SEPARATOR.search(part) for part in (tail,))
    return "outlet" if sure or known or is_outlet(tail) else None


def is_outlet(name: str) -> bool:
    """Whether a name says of itself that it is an outlet's: a domain, or an outlet's word with capitals around it.

    >>> is_outlet("River Herald"), is_outlet("example.org"), is_outlet("Analysts say")
    (True, True, False)
    """
    words = name.split()
    if _DOMAIN.fullmatch(name.strip()):
        return True
    if folded(name) in vocabulary().agencies:
        return True
    if not words:
        return False
    title_case = name.isascii()  # in English every word of a name is capitalised; elsewhere the first one is
    rest = words if title_case else words[:1]
    capital = all(word[0].isupper() or not word[0].isalpha() or (len(word) <= 3 and title_case) for word in rest)
    return capital and len(words) <= 6 and any(_is_outlet_word(folded(word).strip('«»".,')) for word in words)


def _is_outlet_word(word: str) -> bool:
    """An outlet's word, or one that ends in such a word as German compounds do ("Flussbote", "Talnachrichten")."""
    words = vocabulary()
    return word in words.outlet_words or (len(word) >= 7 and word.isalpha() and word.endswith(words.outlet_endings))


def wire_in_dateline(text: str) -> Found | None:
    """The agency named in a dateline or in brackets at the very end, such as "MOSCOW (AP) — ".

    >>> wire_in_dateline("RIVERTON, May 3 (Reuters) - The bridge was closed.").value
    'Reuters'
    """
    for pattern in (_DATELINE, _END_CREDIT):
        found = pattern.search(text[:120]) if pattern is _DATELINE else pattern.search(text[-80:])
        said = folded(found["name"]) if found else ""
        name = vocabulary().agencies.get(said) or vocabulary().agencies.get(said.partition(" ")[2])  # "(avec AFP)"
        if found and name:
            shift = 0 if pattern is _DATELINE else max(0, len(text) - 80)
            return Found(shift + found.start("name"), shift + found.end("name"), name)
    return None
