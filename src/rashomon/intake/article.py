"""One account's lines → its headline, subtitle, body and fields, with all that was left out and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ..model.captures import Field, Removed
from .accounts import Account, Line, brief_line, clock_of, feed_id
from .bibliography import (
    Found,
    Stamp,
    Title,
    byline,
    credited,
    is_name,
    is_outlet,
    shared_from,
    title,
    wire_in_dateline,
)
from .mapped import MappedText
from .paragraphs import Paragraph
from .timelines import PostHead, is_count
from .vocabulary import folded, vocabulary

_HEAD_LINES = 14
"""A byline or date further down than this belongs to something else on the page."""
_BIO_WORDS = 90


class Hints(msgspec.Struct, frozen=True):
    """What is known of an account before its lines are read: a page's declared headline, mapped where it is visible."""

    headline: MappedText | None = None
    publisher: str | None = None
    declared: bool = False
    """Whether the page says that it is one article."""


class Article:
    """What is known of one account so far; filled line by line by `read_account`."""

    def __init__(self) -> None:
        self.headline: MappedText | None = None
        self.subtitle: MappedText | None = None
        self.body: list[MappedText] = []
        self.authors: list[str] = []
        self.publisher: str | None = None
        self.published: str | None = None
        self.modified: str | None = None
        self.genre: str | None = None
        self.url: str | None = None
        self.kind: str | None = None
        """What it is on its page: "part" of an index or live blog, "post" that the page embeds, or None."""
        self.clock: tuple[int, int] | None = None
        self.unclear_date = False
        self._wires: list[str] = []
        self._relays: list[str] = []
        self._pages: list[str] = []
        self.fields: list[Field] = []
        self.removed: list[Removed] = []

    @property
    def relays(self) -> tuple[str, ...]:
        """By way of whom it came, nearest last: wires, then sites, then the page itself; never its own publisher."""
        names = dict.fromkeys((*self._wires, *self._relays, *self._pages))
        return tuple(name for name in names if folded(name) != folded(self.publisher or ""))

    @property
    def is_told(self) -> bool:
        """Whether it has any text."""
        return any(part and part.text.strip() for part in (self.headline, self.subtitle, *self.body))

    @property
    def text(self) -> MappedText:
        """Headline, subtitle and body, a blank line between."""
        return _paragraphs([part for part in (self.headline, self.subtitle, *self.body) if part and part.text])

    @property
    def body_start(self) -> int:
        """Where the body begins in `text`."""
        head = _paragraphs([part for part in (self.headline, self.subtitle) if part and part.text])
        return len(head) + 2 if head.text and self.body else len(head)

    def remove(self, part: MappedText, reason: str) -> None:
        """Leave a part of the capture out and say why."""
        if part.text.strip():
            place = part.capture_span(0, len(part)) or (None, None)
            self.removed.append(Removed(place[0], place[1], part.text, reason))

    def note(self, name: str, part: MappedText, found: Found) -> None:
        """Keep where a field was read."""
        place = part.capture_span(found.start, found.end) or (None, None)
        self.fields.append(Field(name, found.value, place[0], place[1], "text"))

    def add_author(self, part: MappedText, found: Found) -> None:
        """An author, once."""
        if folded(found.value) not in map(folded, self.authors):
            self.authors.append(found.value)
            self.note("author", part, found)

    def add_relay(self, kind: str, part: MappedText, found: Found) -> None:
        """A wire, a site or the page; a generic feed name is nobody."""
        if folded(found.value) not in vocabulary().generic:
            {"wire": self._wires, "site": self._relays, "page": self._pages}[kind].append(found.value)
            self.note("relay", part, found)

    def came_by(self, name: str, origin: str) -> None:
        """The page that carries it, as the page's markup names it."""
        self._pages.append(name)
        self.fields.append(Field("relay", name, None, None, origin))

    def set_publisher(self, part: MappedText, found: Found) -> None:
        """The outlet; a second, deeper one makes a relay of the first."""
        if folded(found.value) in vocabulary().generic:
            return
        if self.publisher and folded(self.publisher) != folded(found.value):
            self._relays.insert(0, self.publisher)
        self.publisher = found.value
        self.note("publisher", part, found)

    def set_stamp(self, part: MappedText, found: Stamp) -> None:
        """The dates and authors of a date line; the first date of each kind counts."""
        self.unclear_date = self.unclear_date or found.unclear
        if found.published and not self.published:
            self.published = found.published.value
            self.note("published", part, found.published)
        if found.modified and not self.modified:
            self.modified = found.modified.value
            self.note("modified", part, found.modified)
        for author in found.authors:
            self.add_author(part, author)
        for agency in found.agencies:
            self.add_relay("wire", part, agency)


def _paragraphs(parts: Sequence[MappedText]) -> MappedText:
    joined: list[MappedText | str] = []
    for part in parts:
        joined += ["\n\n", part] if joined else [part]
    return MappedText.join(joined)


def written(
    headline: MappedText | None, body: Sequence[MappedText], authors: Sequence[str], origin: str, **known: str | None
) -> Article:
    """An account whose fields its page's markup gives: `known` may hold published, modified, url and genre."""
    article = Article()
    article.headline, article.body, article.authors = headline, list(body), list(authors)
    article.published, article.modified = known.get("published"), known.get("modified")
    article.url, article.genre = known.get("url"), known.get("genre")
    given = [*(("author", name) for name in authors), *((name, one) for name, one in known.items() if name != "genre")]
    article.fields = [Field(name, value, None, None, origin) for name, value in given if value]
    return article


def read_account(account: Account, hints: Hints | None = None) -> Article:
    """Everything that an account's lines say, with what its page declares."""
    article = Article()
    if hints:
        article.headline, article.publisher = hints.headline, hints.publisher
    lines = list(account.lines)
    if account.post is not None:
        return _post(article, lines, account.post)
    if account.clock is not None:
        lines = _entry(article, account, lines)
    retweets = sum(line.relay_kind == "retweet" or line.plain.startswith("RT @") for line in lines) >= 2
    lines = _relays(article, account, lines, retweets)
    if hints is None and _brief(article, lines):
        return _finish(article, account)
    rest = _head(article, lines, whole_title=retweets)
    _body(article, rest, lines)
    if retweets:
        article.genre = "post"
        page = account.page
        if page and article.publisher is None:
            article.set_publisher(page.paragraph.text, Found(0, len(page.plain), page.plain))
    return _finish(article, account)


def _finish(article: Article, account: Account) -> Article:
    page = account.page
    if page and article.publisher is None and not article.relays:
        article.set_publisher(page.paragraph.text, Found(0, len(page.plain), page.plain))
    elif page:
        article.add_relay("page", page.paragraph.text, Found(0, len(page.plain), page.plain))
    for part in article.body[:1] + article.body[-2:]:
        wire = wire_in_dateline(part.text)
        if wire and folded(wire.value) not in map(folded, article.relays):
            article.add_relay("wire", part, wire)
    if article.genre is None:
        article.genre = _genre(article)
    if account.kind == "live entry":
        article.genre = "live blog"
    return article


def _genre(article: Article) -> str | None:
    plain = [folded(part.text) for part in article.body[-3:] + article.body[:2]]
    return "opinion" if any(line.startswith(vocabulary().opinion_lines) for line in plain) else None


def _post(article: Article, lines: Sequence[Line], head: PostHead) -> Article:
    """One post of a timeline: its author and time from its head, and its own words."""
    article.genre = "post"
    article.headline = article.publisher = None
    for at, line in enumerate(lines):
        part = line.paragraph.text
        if at == head.start:
            article.add_author(part, head.author)
        if at == head.dated and head.published:
            article.published = head.published.value
            article.note("published", part, head.published)
        if at < head.start:
            article.remove(part, line.furniture.reason if line.furniture else "above the first post")
        elif at < head.start + head.lines:
            article.remove(part, "name, handle and time of the post")
        elif line.furniture or is_count(line.plain):
            article.remove(part, line.furniture.reason if line.furniture else "counts of a post")
        else:
            article.body.append(part)
    return article


def _entry(article: Article, account: Account, lines: list[Line]) -> list[Line]:
    """A live blog's entry without its clock time, which is kept for its date."""
    first = lines[0]
    article.clock = account.clock
    cut = _clock_end(first.plain)
    article.remove(first.paragraph.text[0:cut], "time of entry")
    rest = first.paragraph.text[cut : len(first.plain)]
    if not rest.text.strip():
        return lines[1:]
    return [Line(Paragraph(rest, first.paragraph.start + cut, gap=1)), *lines[1:]]


def _clock_end(text: str) -> int:
    """Where the time at the head of a line ends, with the dash behind it."""
    words = text.split()
    for count in range(1, min(5, len(words)) + 1):
        start = " ".join(words[:count])
        if clock_of(start) and not (
            count < len(words) and clock_of(" ".join(words[: count + 1])) and len(words[count]) <= 4
        ):
            end = text.index(words[count - 1], sum(map(len, words[: count - 1]))) + len(words[count - 1])
            return end + len(text[end:]) - len(text[end:].lstrip(" \u00a0-–—|:.")) if end < len(text) else end
    return 0


def _relays(article: Article, account: Account, lines: Sequence[Line], retweets: bool) -> list[Line]:
    """Reads the relay lines and gives back the others."""
    kept: list[Line] = []
    prose = [at for at, line in enumerate(lines) if line.is_prose]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    closes = any(line.relay and line.relay.kind == "closing" for line in lines)
    feed: tuple[Line, Found] | None = None
    after_share = False
    for at, line in enumerate(lines):
        part = line.paragraph.text
        source = line.relay
        outer = at < first or at > last
        name = feed_id(line.plain) if closes else None
        if line is account.page:
            article.remove(part, "name of the page")
        elif after_share and (named := shared_from(line.plain)):
            _share(article, part, named.author, named.publisher)
        elif name:
            feed = feed or (line, Found(line.plain.rindex(name), len(line.plain), name))
            article.remove(part, "feed id")
        elif source and source.kind == "closing":
            _closing(article, part, source.title, feed[1].value if feed else None)
            if source.relay:
                article.add_relay("site", part, source.relay)
            article.remove(part, "relay line")
        elif source and source.kind == "sharing":
            _share(article, part, source.author, source.publisher)
        elif source and source.kind == "retweet" and retweets:
            if source.relay and source.relay.value not in article.relays:
                article.add_relay("site", part, source.relay)
            article.remove(part, "retweet line")
        elif source and source.kind == "origin" and outer and source.publisher:
            if folded(source.publisher.value).removeprefix("the ") in vocabulary().agencies:
                article.add_relay("wire", part, _agency(source.publisher))
            else:
                article.set_publisher(part, source.publisher)
            article.remove(part, "relay line")
        elif source and source.kind == "credit" and outer and source.relay:
            for wire in _wires(source.relay):
                article.add_relay("wire", part, _agency(wire))
            kept.append(Line(line.paragraph))
        else:
            kept.append(Line(line.paragraph, repeated=line.repeated) if source else line)
        after_share = bool(source and source.kind == "sharing")
    return kept


def _agency(found: Found) -> Found:
    """The agency under the name that we give it, also where one of its people is named ("AP writer Jon Ek")."""
    words = folded(found.value).removeprefix("the ").split(" ")
    names = (vocabulary().agencies.get(" ".join(words[:size])) for size in range(min(4, len(words)), 0, -1))
    known = next(filter(None, names), None) if len(words) <= 4 or _names_role(words) else None
    return Found(found.start, found.end, known or found.value)


def _wires(found: Found) -> list[Found]:
    """The wires of a credit line, one by one where agencies are joined; persons who contributed are none."""
    cuts = [0, *(at for cut in vocabulary().joins.finditer(found.value) for at in cut.span()), len(found.value)]
    parts = [
        Found(found.start + left, found.start + right, found.value[left:right])
        for left, right in zip(cuts[::2], cuts[1::2], strict=True)
    ]
    if len(parts) > 1 and all(folded(one.value) in vocabulary().agencies for one in parts):
        return parts
    return [] if is_name(found.value) and not is_outlet(found.value) and _agency(found) == found else [found]


def _names_role(words: Sequence[str]) -> bool:
    return any(word.rstrip("s") in vocabulary().roles for word in words)


def _share(article: Article, part: MappedText, author: Found | None, publisher: Found | None) -> None:
    if author and (is_name(author.value) or " " in author.value):
        article.add_author(part, author)
    if publisher:
        article.set_publisher(part, publisher)
    article.remove(part, "share line")


def _closing(article: Article, part: MappedText, named: Found | None, feed: str | None) -> None:
    """The title and the feed's name out of "The post FEED: TITLE first appeared on ..."."""
    if named is None:
        return
    start = named.start + len(named.value) - len(named.value.lstrip(" :"))
    text = part.text[start : named.end]
    prefix, colon, rest = text.partition(": ")
    if feed and text.startswith(f"{feed}:"):
        prefix, colon, rest = feed, ":", text[len(feed) + 1 :].strip()
    if colon and rest and (feed == prefix or is_outlet(prefix)):
        article.set_publisher(part, Found(start, start + len(prefix), prefix))
        start = named.end - len(rest)
    if article.headline is None:
        article.headline = part[start : named.end]


def _brief(article: Article, lines: Sequence[Line]) -> bool:
    """An aggregator's "Headline  Outlet", where the account is nothing else."""
    told = [line for line in lines if not line.furniture]
    found = brief_line(told[0].plain) if len(told) == 1 else None
    if not found:
        return False
    (start, end), (left, right) = found
    part = told[0].paragraph.text
    inner = title(part.text[start:end])
    article.headline = part[start + inner.start : start + inner.end]
    if inner.publisher:
        article.set_publisher(part, inner.publisher)
        article.add_relay("site", part, Found(left, right, part.text[left:right]))
    else:
        article.set_publisher(part, Found(left, right, part.text[left:right]))
    article.genre = "brief"
    for line in lines:
        if line.furniture:
            article.remove(line.paragraph.text, line.furniture.reason)
    return True


def _head(article: Article, lines: Sequence[Line], *, whole_title: bool) -> list[Line]:
    """Headline, subtitle, bylines and date lines; gives back the lines from the body on."""
    others = frozenset(folded(line.plain) for line in lines[:8])
    given = article.headline
    seen: Title | None = None
    for at, line in enumerate(lines[:_HEAD_LINES]):
        below = lines[at + 1 : at + 8]
        if line.furniture:
            if line.furniture.opens == "rest" or (line.furniture.opens and seen):
                return list(lines[at:])
            article.remove(line.paragraph.text, line.furniture.reason)
        elif not _is_head_line(article, line, below):
            if given is None and seen is None and _is_headline(line, below):
                seen = _headline(article, line, others, whole_title=whole_title)
            elif _repeats_headline(article, line):
                if seen is None:
                    article.headline, given = line.paragraph.text, None
                    seen = Title(0, len(line.plain))
                else:
                    article.remove(line.paragraph.text, "headline repeated")
            elif (seen or given) and article.subtitle is None and _is_subtitle(line, below):
                article.subtitle = line.paragraph.text
            else:
                return list(lines[at:])
    return list(lines[_HEAD_LINES:])


def _is_head_line(article: Article, line: Line, below: Sequence[Line]) -> bool:
    """Reads a byline, date line, section or outlet line; whether it was one."""
    part, plain = line.paragraph.text, line.plain
    if line.stamp:
        article.set_stamp(part, line.stamp)
        article.remove(part, "date line")
        return True
    if line.is_prose and line.paragraph.words > 20:
        return False
    both = credited(plain)
    if both:
        _take_credited(article, part, *both)
        return True
    named = byline(plain)
    if named:
        _take_byline(article, part, named.authors, named.agencies)
        return True
    if folded(plain) in vocabulary().nobody or folded(plain).split(" ")[0].rstrip(":") in vocabulary().photographers:
        article.remove(part, "byline")
        return True
    if folded(plain) in vocabulary().sections:
        article.remove(part, "section")
        return True
    if is_name(plain) and below and below[0].stamp and article.headline:
        _take_byline(article, part, (Found(0, len(plain), plain),), ())
        return True
    agency = folded(plain).removeprefix("the ") in vocabulary().agencies
    over_title = bool(below) and (below[0].is_title_like or bool(below[0].stamp))
    if agency or (is_outlet(plain) and line.paragraph.words <= 5 and over_title):
        name = Found(0, len(plain), plain)
        if agency:
            article.add_relay("wire", part, _agency(name))
        else:
            article.set_publisher(part, name)
        article.remove(part, "name of the outlet")
        return True
    return False


def _take_byline(article: Article, part: MappedText, authors: Sequence[Found], agencies: Sequence[Found]) -> None:
    for author in authors:
        article.add_author(part, author)
    for agency in agencies:
        article.add_relay("wire", part, _agency(agency))
    article.remove(part, "byline")


def _take_credited(article: Article, part: MappedText, name: Found, agency: Found) -> None:
    if is_outlet(name.value):
        article.set_publisher(part, name)
    else:
        article.add_author(part, name)
    article.add_relay("wire", part, agency)
    article.remove(part, "byline")


def _is_headline(line: Line, below: Sequence[Line]) -> bool:
    paragraph = line.paragraph
    if (
        paragraph.plain.startswith("RT @")
        or paragraph.words > 40
        or len(paragraph.plain) > 300
        or paragraph.plain[-1:] in ",;:"
    ):
        return False
    if paragraph.plain.endswith(".") and not paragraph.plain.endswith(("..", "U.S.", "U.N.")):
        return paragraph.words <= 16 and bool(below) and below[0].paragraph.words > paragraph.words
    return True


def _headline(article: Article, line: Line, others: frozenset[str], *, whole_title: bool) -> Title:
    part = line.paragraph.text
    found = Title(0, len(part)) if whole_title else title(part.text, others=others)
    article.headline = part[found.start : found.end]
    article.genre = article.genre or found.genre
    if line.paragraph.mark:
        article.remove(line.paragraph.mark, "list mark")
    if found.publisher:
        if article.publisher is None:
            article.set_publisher(part, found.publisher)
        else:
            article.note("publisher", part, found.publisher)
    if found.section:
        article.note("section", part, found.section)
    if found.end < len(part):
        article.remove(part[found.end : len(part)], "name of the outlet")
    article.remove(part[0 : found.start], "section")
    return found


def _repeats_headline(article: Article, line: Line) -> bool:
    return article.headline is not None and folded(line.plain).rstrip(".") == folded(article.headline.text).rstrip(".")


def _is_subtitle(line: Line, below: Sequence[Line]) -> bool:
    paragraph = line.paragraph
    plain = paragraph.plain
    if (
        not 4 <= paragraph.words <= 45
        or paragraph.indent
        or plain[-1:] in ".:;,!…"
        or plain.endswith(('."', ".”", ".»"))
    ):
        return False
    return any(one.is_prose for one in below[:4])


def _body(article: Article, lines: Sequence[Line], whole: Sequence[Line]) -> None:
    """The paragraphs of the account and, between and after them, what is none of it."""
    kept = list(_without_furniture(article, lines))
    kept = _without_repeats(article, kept)
    prose = [at for at, line in enumerate(kept) if line.is_prose]
    last = prose[-1] if prose else len(kept)
    kept, last = _without_bio(article, kept, last)
    for at, line in enumerate(kept):
        part = line.paragraph.text
        named = byline(line.plain) if not line.is_prose else None
        if line.stamp and at > last:
            article.set_stamp(part, line.stamp)
            article.remove(part, "date line")
        elif named and (named.authors or named.agencies) and (at < 8 or at > last):
            _take_body_byline(article, line, named.authors, named.agencies)
        elif named and named.authors and line.paragraph.words <= 6:
            article.remove(part, "byline")
        else:
            if line.paragraph.mark:
                article.remove(line.paragraph.mark, "list mark")
            article.body.append(part)


def _take_body_byline(article: Article, line: Line, authors: Sequence[Found], agencies: Sequence[Found]) -> None:
    if article.authors:
        article.remove(line.paragraph.text, "byline")
    else:
        _take_byline(article, line.paragraph.text, authors, agencies)


def _without_furniture(article: Article, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without furniture and without the lists that some of it opens."""
    open_reason: str | None = None
    to_end = False
    prose = [line.paragraph.words if line.is_prose else 0 for line in lines]
    before = 0
    for at, line in enumerate(lines):
        group = line.furniture
        if group and group.edges and before and any(prose[at:]):
            yield line
        elif group:
            article.remove(line.paragraph.text, group.reason)
            if group.opens == "links":
                open_reason = group.reason
            elif group.opens == "rest":
                to_end = to_end or before >= sum(prose[at:])
                open_reason = group.reason if to_end or before else open_reason
        elif open_reason and (to_end or not line.is_prose):
            article.remove(line.paragraph.text, open_reason)
        else:
            open_reason = None
            before += prose[at]
            yield line


def _without_repeats(article: Article, lines: Sequence[Line]) -> list[Line]:
    """Paragraphs that stand twice, once; a caption that stands under each picture of a gallery, once."""
    seen: dict[str, int] = {folded(article.headline.text): 1} if article.headline else {}
    kept: list[Line] = []
    for at, line in enumerate(lines):
        key = folded(line.plain)
        neighbour = at > 0 and folded(lines[at - 1].plain) == key
        words = line.paragraph.words
        if key in seen and (words >= 8 or neighbour or (words >= 3 and not line.plain.endswith((":", "?")))):
            article.remove(line.paragraph.text, "paragraph repeated")
        else:
            kept.append(line)
        seen[key] = 1
    return kept


def _without_bio(article: Article, lines: list[Line], last: int) -> tuple[list[Line], int]:
    """A box about the author at the end: a name alone on a line, then who that is."""
    for at in range(max(1, len(lines) - 4), len(lines)):
        line, rest = lines[at], lines[at + 1 :]
        own = is_name(line.plain) and not line.paragraph.ends_sentence
        if own and rest and all(_is_bio(one) for one in rest):
            article.add_author(line.paragraph.text, Found(0, len(line.plain), line.plain))
            article.remove(line.paragraph.text, "author box")
        elif not (_about_author(article, line) and all(_is_bio(one) for one in lines[at:])):
            continue
        else:
            rest = lines[at:]
        for one in rest:
            article.remove(one.paragraph.text, "author box")
        kept = lines[:at]
        return kept, min(last, len(kept) - 1)
    return lines, last


def _is_bio(line: Line) -> bool:
    return (
        line.paragraph.words <= _BIO_WORDS
        and bool(vocabulary().bio.search(line.plain))
        and not line.plain.startswith(("“", '"', "«", "„"))
    )


def _about_author(article: Article, line: Line) -> bool:
    return any(folded(line.plain).startswith(folded(author)) for author in article.authors)
