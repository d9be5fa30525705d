"""One item read whole: the order in which its readers run."""

from __future__ import annotations

from ..language.packs import base_language, pack_codes
from ..language.quotations import quotations
from ..language.sentences import split_sentences
from ..model.captures import Issue, Item
from ..model.readings import Reading
from ..model.settings import ReadingSettings
from .attributions import read_attributions
from .figure_speakers import said_by
from .figures import read_figures
from .mentions import read_mentions
from .taggers import tagger_for
from .times import read_times


def read_item(item: Item, settings: ReadingSettings) -> Reading:
    """What an item says; text in a language without a pack is kept and not read, and an Issue says so."""
    issues: list[Issue] = []
    language = _language_read(item, issues)
    text = item.text
    if len(text) > settings.max_item_chars:
        issues.append(_issue(item, "cut", f"only the first {settings.max_item_chars:,} characters were read"))
        text = text[: settings.max_item_chars]
    sentences = split_sentences(text, language or "und")
    if language is None:
        return Reading(item.item_id, item.language, sentences, issues=tuple(issues))
    quoted = quotations(text, language)
    mentions, entities = read_mentions(text, sentences, quoted, item.body_start, language)
    tagger = tagger_for(settings.tagger, language)
    attributions = read_attributions(item.item_id, text, sentences, quoted, mentions, entities, language, tagger)
    times = read_times(text, sentences, language, item.published)
    figures = read_figures(item.item_id, text, sentences, times, language, item.published)
    return Reading(
        item_id=item.item_id,
        language=language,
        sentences=sentences,
        mentions=mentions,
        entities=entities,
        attributions=attributions,
        figures=tuple(said_by(f, attributions) for f in figures),
        times=times,
        issues=tuple(issues),
    )


def _language_read(item: Item, issues: list[Issue]) -> str | None:
    """The language whose pack reads the item, or None; `und` and `mul` are read as English, which is said."""
    language = base_language(item.language)
    if language in pack_codes():
        return language
    if language in ("und", "mul"):
        return "en" if item.text.isascii() or _mostly_latin(item.text) else "ru"
    issues.append(
        _issue(item, "language_not_read", f"written in {item.language}, which has no language pack; kept, not read")
    )
    return None


def _mostly_latin(text: str) -> bool:
    sample = [c for c in text[:5000] if c.isalpha()]
    return 2 * sum(c < "\u0250" for c in sample) >= len(sample)


def _issue(item: Item, code: str, message: str) -> Issue:
    return Issue(item.capture_id, item.item_id, "reading", code, message)
