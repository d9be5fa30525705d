"""One capture's bytes → its items, with every field, repair and removal accounted for."""

from __future__ import annotations

from ..language.detect import language_of, language_of_posts
from ..model.captures import Capture, Field, Intake, Issue, Item, RawCapture, Removed
from ..model.ids import content_id, sha256_of
from ..model.settings import IntakeSettings
from .article import Article
from .decode import Decoded, declared_encoding, decode
from .plaintext import read_plain_text
from .repair import Repaired, repair

_KNOWN = ("publisher", "published", "modified", "language", "url", "headline", "author", "authors", "record", "genre")


def read_capture(raw: RawCapture, settings: IntakeSettings) -> Intake:
    """All items of one capture; never raises, and says in an Issue what it could not read."""
    digest = sha256_of(raw.data)
    capture_id = content_id("c", digest)
    capture = Capture(capture_id, (raw.path,), digest, len(raw.data), "text/plain", "utf-8")
    decoded = decode(raw.data, raw.known.get("encoding") or declared_encoding(raw.data))
    return _read_text(raw, capture, decoded)


def _read_text(raw: RawCapture, capture: Capture, decoded: Decoded) -> Intake:
    mended = repair(decoded.text)
    capture = _with_repairs(capture, decoded, mended)
    if not mended.mapped.text.strip():
        return Intake(capture, (), (_issue(capture, None, "empty", f"{raw.path} holds no text."),), decoded.text)
    found = read_plain_text(mended.mapped)
    issues = []
    if found.unsure:
        message = f"{raw.path} looks like several accounts ({found.unsure}), but their borders are unsure; kept whole."
        issues.append(_issue(capture, None, "unsure_borders", message))
    items = tuple(
        _item(raw, capture, place, article) for place, article in enumerate(found.articles) if article.text.text
    )
    for item in items:
        if item.published is None:
            issues.append(
                _issue(capture, item.item_id, "undated", f"No date of publication was found for {_name(item)}.")
            )
    return Intake(capture, items, tuple(issues), decoded.text)


def _name(item: Item) -> str:
    return f"“{item.headline}”" if item.headline else f"account {item.ordinal + 1} of {item.capture}"


def _with_repairs(capture: Capture, decoded: Decoded, mended: Repaired) -> Capture:
    return Capture(
        capture.capture_id,
        capture.paths,
        capture.sha256,
        capture.size,
        capture.media_type,
        decoded.encoding,
        mended.repairs,
    )


def _issue(capture: Capture, item_id: str | None, code: str, message: str) -> Issue:
    return Issue(capture.capture_id, item_id, "intake", code, message)


def _item(raw: RawCapture, capture: Capture, ordinal: int, article: Article) -> Item:
    text = article.text
    paragraphs = [part.text for part in (article.headline, *article.body) if part]
    known = {name: raw.known[name] for name in _KNOWN if raw.known.get(name)}
    fields = [*article.fields, *(Field(n, v, None, None, raw.known_from.get(n, "user")) for n, v in known.items())]
    headline = article.headline.text if article.headline else None
    return Item(
        item_id=content_id("i", capture.capture_id, ordinal, text.text),
        capture_id=capture.capture_id,
        capture=raw.path,
        ordinal=ordinal,
        text=text.text,
        body_start=article.body_start,
        record=known.get("record"),
        headline=headline,
        authors=tuple(article.authors),
        publisher=known.get("publisher") or article.publisher,
        published=known.get("published") or article.published,
        modified=known.get("modified") or article.modified,
        language=known.get("language") or _language(article.genre, paragraphs),
        url=known.get("url"),
        relays=article.relays,
        genre=known.get("genre") or article.genre,
        fields=tuple(fields),
        map=text.runs,
        removed=tuple(sorted(article.removed, key=_removed_place)),
    )


def _language(genre: str | None, paragraphs: list[str]) -> str:
    return language_of_posts(paragraphs[1:]) if genre == "post" else language_of(paragraphs)


def _removed_place(removed: Removed) -> tuple[int, str]:
    return (removed.start if removed.start is not None else -1, removed.text)
