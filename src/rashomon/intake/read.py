"""One capture's bytes → its items, with every field, repair and removal accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from ..language.detect import language_of, language_of_posts, paragraph_languages
from ..language.packs import base_language
from ..model.captures import Capture, Field, Intake, Issue, Item, RawCapture, Removed, Repair
from ..model.ids import content_id
from ..model.settings import IntakeSettings
from .article import Article, Hints, written
from .bibliography import title
from .dates import edtf_of
from .decode import Decoded, declared_encoding, decode
from .detect import BINARY, HTML, JSON_RECORD, PDF, media_type_of
from .gates import Gate, gate_of, offer_at
from .mapped import MappedText
from .metadata import Declared, Metadata, language_tag
from .paragraphs import BEYOND, MOST, Paragraph
from .pdf import read_pdf
from .plaintext import Accounts, read_paragraphs, read_plain_text
from .records import Record, read_record
from .repair import mend_all, mend_mapped, repair
from .transcripts import read_transcript
from .usermeta import said_of_one, user_says
from .vocabulary import folded
from .webpage import PlacedPart, WebPage, read_web_page

_GATE_CHARS, _GATE_WORDS = 600, 60
"""A text longer than this, or a page with more words of prose, is no gate's."""
_KNOWN = ("publisher", "published", "modified", "language", "url", "record", "genre")


def read_capture(raw: RawCapture, settings: IntakeSettings) -> Intake:
    """All items of one capture; never raises, and says in an Issue what it could not read.

    >>> raw = RawCapture("a.txt", b"Bridge closed\\n\\nThe bridge over the river was closed on Monday.")
    >>> read_capture(raw, IntakeSettings()).items[0].headline
    'Bridge closed'
    """
    digest = raw.sha256
    capture = Capture(raw.id_with(digest), (raw.path,), digest, len(raw.data), "application/octet-stream", None)
    stop = _unreadable(raw, settings)
    if stop:
        return Intake(_changed(capture, media_type=stop[2]), (), (_issue(capture, None, stop[0], stop[1]),))
    kind = media_type_of(raw.data, raw.media_type, raw.path)
    if kind == PDF:
        return _read_pdf(raw, _changed(capture, media_type=kind))
    decoded = decode(raw.data, raw.known.get("encoding") or declared_encoding(raw.data))
    capture = _changed(capture, media_type=kind, encoding=decoded.encoding)
    read = {HTML: _read_page, JSON_RECORD: _read_record}.get(kind, _read_text)
    done = read(raw, capture, decoded)
    return msgspec.structs.replace(done, issues=(*_decoding_issues(raw, capture, decoded), *done.issues))


def _unreadable(raw: RawCapture, settings: IntakeSettings) -> tuple[str, str, str] | None:
    """Code, sentence and media type of a capture that is not read at all."""
    size, most = len(raw.data), settings.max_capture_bytes
    if not raw.data.strip(b" \t\r\n\x00"):
        return "empty", f"{raw.path} is empty.", "application/x-empty"
    if size > most:
        return (
            "too_large",
            f"{raw.path} has {size:,} bytes; more than {most:,} are not read.",
            "application/octet-stream",
        )
    kind = media_type_of(raw.data, raw.media_type, raw.path)
    if kind == "application/octet-stream":
        return "binary", f"{raw.path} is a binary file of unknown kind and was not read.", kind
    if kind in BINARY:
        return "unsupported", f"{raw.path} is {BINARY[kind]} ({kind}), which intake does not read.", kind
    return None


def _decoding_issues(raw: RawCapture, capture: Capture, decoded: Decoded) -> Iterable[Issue]:
    if decoded.cut:
        yield _issue(capture, None, "truncated", f"{raw.path} ends in the middle of a character; it seems cut off.")
    elif decoded.bad:
        message = f"{decoded.bad} characters of {raw.path} could not be decoded as {decoded.encoding}."
        yield _issue(capture, None, "undecodable", message)


def _read_text(raw: RawCapture, capture: Capture, decoded: Decoded) -> Intake:
    mended = repair(decoded.text)
    capture = _changed(capture, repairs=mended.repairs)
    found = read_transcript(mended.mapped) or read_plain_text(mended.mapped)
    gate = gate_of(mended.mapped.text) if len(mended.mapped.text) < _GATE_CHARS else None
    if gate and len(mended.mapped.text.split()) < gate.teaser_words:
        return Intake(capture, (), (_issue(capture, None, gate.code, f"{raw.path} {gate.sentence}"),), decoded.text)
    return _finished(raw, capture, decoded, found, Metadata())


def _read_pdf(raw: RawCapture, capture: Capture) -> Intake:
    """The account of a PDF; its own text counts before what the program that wrote the file put into it."""
    found = read_pdf(raw.data)
    if found.trouble:
        code, why = found.trouble
        return Intake(capture, (), (_issue(capture, None, code, f"{raw.path} {why}."),))
    texts = [mend_mapped(MappedText.unmapped(text), "").mapped for text in found.paragraphs]
    title = found.metadata.headline
    opening = folded(" ".join(text.text for text in texts[:4]))
    hints = Hints(MappedText.unmapped(title.value)) if title and folded(title.value) in opening else None
    accounts = read_paragraphs([Paragraph(text, 0, gap=1) for text in texts], hints)
    for article in accounts.articles[:1]:
        article.removed.extend(found.removed)
    first = accounts.articles[0]
    metadata = msgspec.structs.replace(
        found.metadata,
        authors=() if first.authors else found.metadata.authors,
        published=None if first.published else found.metadata.published,
    )
    done = _finished(raw, capture, Decoded("", "binary"), accounts, metadata)
    cut = (_issue(capture, None, "cut", f"{raw.path}: {found.cut}."),) if found.cut else ()
    return msgspec.structs.replace(done, issues=(*cut, *done.issues), text=None)


def _read_page(raw: RawCapture, capture: Capture, decoded: Decoded) -> Intake:
    page = read_web_page(decoded.text, raw.data if decoded.encoding == "utf-8" and not decoded.bad else None)
    metadata = page.metadata
    mended = msgspec.structs.replace(
        metadata,
        publisher=_mended(metadata.publisher),
        authors=tuple(filter(None, map(_mended, metadata.authors))),
    )
    return _page_intake(raw, capture, decoded, msgspec.structs.replace(page, metadata=mended))


def _mended(declared: Declared | None) -> Declared | None:
    return Declared(repair(declared.value).mapped.text, declared.origin) if declared else None


def _page_intake(raw: RawCapture, capture: Capture, decoded: Decoded, page: WebPage) -> Intake:
    repairs: list[Repair] = []
    mended = mend_all(page.paragraphs, decoded.text)
    apart = [_part_article(part, page, decoded.text, repairs) for part in page.parts]
    capture = _changed(capture, repairs=_distinct([*(one for part in mended for one in part.repairs), *repairs]))
    if apart and not page.paragraphs:
        done = _finished(raw, capture, decoded, Accounts(tuple(apart), None), page.metadata)
        return msgspec.structs.replace(done, issues=(*done.issues, *_index_issues(raw, capture, page)))
    parts = [Paragraph(part.mapped, 0, gap=1) for part in mended if part.mapped.text.strip()]
    told = sum(part.words for part in parts if part.is_prose)
    gate = gate_of(_shown_of(page, told), free=page.metadata.is_free, told=told)
    cut = offer_at([part.plain for part in parts]) if gate and gate.code == "paywall" else len(parts)
    if gate and sum(part.words for part in parts[:cut] if part.is_prose) < gate.teaser_words:
        return Intake(capture, (), (_issue(capture, None, gate.code, f"{raw.path} {gate.sentence}"),), decoded.text)
    found = read_paragraphs(parts[:cut], _hints(page, decoded.text))
    if found.articles:
        for part in parts[cut:]:
            found.articles[-1].remove(part.text, "offer of a subscription")
        found.articles[0].removed.extend(page.removed)
        found.articles[0].removed.extend(_embedded(apart))
    found = Accounts((*found.articles, *apart), found.unsure)
    done = _finished(raw, capture, decoded, found, page.metadata)
    return msgspec.structs.replace(done, issues=(*done.issues, *_page_issues(raw, capture, page, gate)))


def _shown_of(page: WebPage, told: int) -> str:
    """The words at the top and at the end of a page, where a gate stands; mended where there is little else."""
    shown = " ".join((page.all_text, *(part.text for part in page.paragraphs[-6:])))
    return shown if told > _GATE_WORDS else mend_mapped(MappedText.unmapped(shown), "").mapped.text


_GENRES = {"teaser": "brief", "live head": "live blog", "live entry": "live blog", "post": "post"}


def _part_article(placed: PlacedPart, page: WebPage, text: str, repairs: list[Repair]) -> Article:
    """One account of several that the page's markup shows; an embedded post came by way of the page."""
    part = placed.part
    lines = [mend_mapped(line, text) for line in (*([placed.headline] if placed.headline else []), *placed.lines)]
    repairs.extend(one for line in lines for one in line.repairs)
    mapped = [line.mapped for line in lines]
    headline = mapped.pop(0) if placed.headline else None
    origin = "json-ld" if part.kind.startswith("live") else "page's markup"
    known = {"published": part.published, "modified": part.modified, "url": part.url, "genre": _GENRES.get(part.kind)}
    article = written(headline, mapped, part.authors, origin, **known)
    article.kind = "post" if part.kind == "post" else "part"
    name = page.metadata.publisher or page.metadata.url
    if article.kind == "post" and name:
        article.came_by(name.value, name.origin)
    return article


def _embedded(articles: Sequence[Article]) -> Iterable[Removed]:
    for article in articles:
        place = article.text.capture_span(0, len(article.text)) or (None, None)
        yield Removed(place[0], place[1], article.text.text, "embedded post, an item of its own")


def _index_issues(raw: RawCapture, capture: Capture, page: WebPage) -> Iterable[Issue]:
    teasers = sum(placed.part.kind == "teaser" for placed in page.parts)
    if teasers:
        message = (
            f"{raw.path} is an index page: {teasers} teasers of accounts that stand elsewhere were kept as briefs."
        )
        yield _issue(capture, None, "index_page", message)


def _page_issues(raw: RawCapture, capture: Capture, page: WebPage, gate: Gate | None) -> Iterable[Issue]:
    if gate and gate.code == "paywall":
        yield _issue(capture, None, "paywall", f"{raw.path} shows only the part in front of its paywall.")
    if page.crude:
        message = f"{raw.path} is too large or too deeply nested to be parsed; all its text was taken, menus included."
        yield _issue(capture, None, "unparsed", message)


def _hints(page: WebPage, text: str) -> Hints:
    headline = page.metadata.headline
    publisher, declared = page.metadata.publisher, page.metadata.declares_article
    if headline is None:
        return Hints(None, publisher.value if publisher else None, declared)
    others = frozenset({folded(publisher.value)} if publisher else ())
    cut = title(headline.value, others=frozenset(folded(part.text) for part in page.paragraphs[:3]))
    value = headline.value[cut.start : cut.end]
    if cut.publisher and folded(cut.publisher.value) not in others and headline.origin in ("heading", "json-ld"):
        value = headline.value
    return Hints(mend_mapped(page.placed(value, text), text).mapped, publisher.value if publisher else None, declared)


def _distinct(repairs: Iterable[Repair]) -> tuple[Repair, ...]:
    """In order of place, without those that overlap an earlier one."""
    kept: list[Repair] = []
    for one in sorted(repairs, key=lambda repair: (repair.start, repair.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _read_record(raw: RawCapture, capture: Capture, decoded: Decoded) -> Intake:
    record = read_record(decoded.text)
    if record is None:
        return _read_text(raw, _changed(capture, media_type="text/plain"), decoded)
    known = {**record.known, **raw.known}
    sources = {**{name: f"record field {key}" for name, key in record.keys.items()}, **raw.known_from}
    raw = msgspec.structs.replace(raw, known=known, known_from=sources)
    if record.html:
        page = read_web_page(record.body.text)
        return _page_intake(raw, capture, decoded, _as_record(page, record))
    return _record_intake(raw, capture, decoded, record)


def _as_record(page: WebPage, record: Record) -> WebPage:
    """A page within a record: the record's own fields count, and nothing maps through the quoting of JSON."""
    origin = f"record field {record.keys.get('headline', '')}"
    headline = Declared(record.headline.text, origin) if record.headline.text.strip() else page.metadata.headline
    authors = tuple(Declared(name, f"record field {record.keys['author']}") for name in record.authors)
    metadata = msgspec.structs.replace(
        page.metadata, headline=headline, authors=authors or page.metadata.authors, declares_article=True
    )
    unmapped = tuple(MappedText.unmapped(part.text) for part in page.paragraphs)
    return msgspec.structs.replace(page, paragraphs=unmapped, removed=(), metadata=metadata)


def _record_intake(raw: RawCapture, capture: Capture, decoded: Decoded, record: Record) -> Intake:
    """Headline, blank line, body, as the record has them."""
    mended = [mend_mapped(part, decoded.text) for part in (record.headline, record.body)]
    capture = _changed(capture, repairs=_distinct(one for part in mended for one in part.repairs))
    article = Article()
    article.headline = mended[0].mapped if mended[0].mapped.text.strip() else None
    article.body = [mended[1].mapped] if mended[1].mapped.text.strip() else []
    article.authors = list(record.authors)
    article.fields = [
        Field("author", name, None, None, f"record field {record.keys['author']}") for name in record.authors
    ]
    return _finished(raw, capture, decoded, Accounts((article,), None), Metadata())


def _finished(raw: RawCapture, capture: Capture, decoded: Decoded, found: Accounts, metadata: Metadata) -> Intake:
    told = [article for article in found.articles if article.is_told]
    if not told:
        issue = _issue(capture, None, "empty", f"{raw.path} holds no text of an account.")
        return Intake(capture, (), (issue,), decoded.text)
    single = sum(article.kind is None for article in told) == 1
    raw = raw if single else said_of_one(raw)
    items = tuple(
        _item(raw, capture, place, article, _metadata_of(article, metadata, single))
        for place, article in enumerate(told)
    )
    return Intake(capture, items, tuple(_item_issues(raw, capture, items, told, found.unsure)), decoded.text)


def _metadata_of(article: Article, metadata: Metadata, single: bool) -> Metadata:
    """What a page declares counts for its one article; of several, for what they share; never for what it embeds."""
    if article.kind == "post":
        return Metadata()
    if article.kind == "part":
        return Metadata(publisher=metadata.publisher, language=metadata.language)
    return metadata if single else Metadata(publisher=metadata.publisher, published=metadata.published)


def _item_issues(
    raw: RawCapture, capture: Capture, items: Sequence[Item], articles: Sequence[Article], unsure: str | None
) -> Iterable[Issue]:
    if unsure:
        message = f"{raw.path} looks like several accounts ({unsure}), but their borders are unsure; it is kept whole."
        yield _issue(capture, None, "unsure_borders", message)
    for item, article in zip(items, articles, strict=True):
        for rest in item.removed:
            if rest.reason == BEYOND:
                parts = rest.text.count("\n\n") + 1
                left = f"{parts:,} paragraphs ({len(rest.text):,} characters) behind them were left out of its items."
                message = f"{raw.path} has more than {MOST:,} paragraphs; {left}"
                yield _issue(capture, item.item_id, "cut", message)
        if item.published is None:
            why = "its date can be read two ways" if article.unclear_date else "none was found"
            name = f"“{item.headline}”" if item.headline else f"account {item.ordinal + 1} of {item.capture}"
            message = f"{item.capture}: no date of publication for {name}: {why}."
            yield _issue(capture, item.item_id, "undated", message)


def _changed(capture: Capture, **changes: object) -> Capture:
    return msgspec.structs.replace(capture, **changes)


def _issue(capture: Capture, item_id: str | None, code: str, message: str) -> Issue:
    return Issue(capture.capture_id, item_id, "intake", code, message)


def _item(raw: RawCapture, capture: Capture, ordinal: int, article: Article, metadata: Metadata) -> Item:
    text = article.text
    known = _known(raw) if article.kind is None else _known_of_part(raw, article)
    declared = _declared(metadata)
    fields = [
        *(Field(name, one.value, None, None, one.origin) for name, one in declared.items() if name not in known),
        *(Field("author", one.value, None, None, one.origin) for one in metadata.authors),
        *(Field(name, value, None, None, raw.known_from.get(name, "user")) for name, value in known.items()),
        *article.fields,
    ]
    value = {**{name: one.value for name, one in declared.items()}, **known}
    named = () if article.kind else _known_authors(raw)
    fields += [Field("author", name, None, None, "user") for name in named if _user_names_authors(raw)]
    authors = named or tuple(one.value for one in metadata.authors) or tuple(article.authors)
    paragraphs = [line for part in (article.headline, *article.body) if part for line in part.text.split("\n") if line]
    said = known.get("language") if user_says(raw, "language") else None
    language = said or _language(article, paragraphs, value.get("language"))
    return Item(
        item_id=content_id("i", capture.capture_id, ordinal, text.text),
        capture_id=capture.capture_id,
        capture=raw.path,
        ordinal=ordinal,
        text=text.text,
        body_start=article.body_start,
        record=known.get("record"),
        headline=known.get("headline") or (article.headline.text if article.headline else None),
        authors=authors,
        publisher=known.get("publisher") or article.publisher or value.get("publisher"),
        published=value.get("published") or article.published,
        modified=value.get("modified") or article.modified,
        language=language,
        url=article.url or value.get("url"),
        relays=article.relays,
        genre=known.get("genre") or article.genre or metadata.genre,
        fields=tuple(fields),
        map=text.runs,
        removed=tuple(sorted(article.removed, key=_removed_place)),
        paragraph_languages=paragraph_languages([one for one in text.text.split("\n") if one.strip()], language),
    )


def _known_authors(raw: RawCapture) -> tuple[str, ...]:
    """Authors that the user names, parted by semicolons."""
    names = raw.known.get("authors") or raw.known.get("author") or ""
    return tuple(name.strip() for name in names.split(";") if name.strip())


def _user_names_authors(raw: RawCapture) -> bool:
    return bool(user_says(raw, "authors") or user_says(raw, "author"))


def _known_of_part(raw: RawCapture, article: Article) -> dict[str, str]:
    """What is known of a whole page and holds for each of its accounts: the archive's record, and whose page it is."""
    names = ("record",) if article.kind == "post" else ("record", "publisher")
    return {name: value for name, value in _known(raw).items() if name in names}


def _known(raw: RawCapture) -> dict[str, str]:
    """What the container or the user says, dates as EDTF."""
    known = {name: raw.known[name] for name in _KNOWN if raw.known.get(name)}
    for name in ("published", "modified"):
        if name in known:
            date = edtf_of(known.pop(name))
            known.update({name: date} if date else {})
    if headline := user_says(raw, "headline"):
        known["headline"] = headline
    if user_says(raw, "language"):
        tag = language_tag(known.pop("language"))
        known.update({"language": tag} if tag else {})
    return known


def _declared(metadata: Metadata) -> dict[str, Declared]:
    named = {
        "publisher": metadata.publisher,
        "published": metadata.published,
        "modified": metadata.modified,
        "url": metadata.url,
        "language": metadata.language,
    }
    return {name: one for name, one in named.items() if one}


def _language(article: Article, paragraphs: list[str], said: str | None) -> str:
    """What the text shows; what is said of it counts where it agrees (`en` and `en-GB`) or the text is too short."""
    posts = paragraphs[1:] if article.headline else paragraphs
    found = language_of_posts(posts) if article.genre == "post" else language_of(paragraphs)
    if said and (found == "und" or base_language(said) == found):
        return said
    return found


def _removed_place(removed: Removed) -> tuple[int, str]:
    return (removed.start if removed.start is not None else -1, removed.text)
