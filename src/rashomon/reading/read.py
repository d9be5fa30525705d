"""One item read whole: the order in which its readers run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import msgspec

from ..language.packs import base_language, pack_codes
from ..language.quotations import quotations
from ..language.sentences import split_sentences
from ..model.captures import Issue, Item
from ..model.readings import Reading
from ..model.settings import ReadingSettings
from .attributions import read_attributions
from .by_paragraph import read_by_paragraph
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
    if language is None:
        return Reading(item.item_id, item.language, split_sentences(text, "und"), issues=tuple(issues))
    read = partial(_read_text, item, settings)
    whole = read_by_paragraph(text, _paragraphs_read(item, issues), main=language, read=read)
    figures = tuple(said_by(figure, whole.attributions, text, language) for figure in whole.figures)
    return msgspec.structs.replace(whole, figures=figures, issues=tuple(issues))


def _read_text(item: Item, settings: ReadingSettings, text: str, language: str) -> Reading:
    """What a text of the item says, in one language."""
    sentences = split_sentences(text, language)
    if language not in pack_codes():
        return Reading(item.item_id, language, sentences)
    quoted = quotations(text, language)
    mentions, entities = read_mentions(text, sentences, quoted, item.body_start, language)
    tagger = tagger_for(settings.tagger, language)
    attributions = read_attributions(item.item_id, text, sentences, quoted, mentions, entities, language, tagger)
    times = read_times(text, sentences, language, item.published)
    figures = read_figures(
        item.item_id, text, sentences, times, language, item.published, mentions=mentions, entities=entities
    )
    return Reading(
        item_id=item.item_id,
        language=language,
        sentences=sentences,
        mentions=mentions,
        entities=entities,
        attributions=attributions,
        figures=figures,
        times=times,
    )


def _paragraphs_read(item: Item, issues: list[Issue]) -> tuple[str, ...]:
    """The language of each paragraph of a text in several; an Issue names those that no pack reads."""
    if item.language != "mul":
        return ()
    unread = sorted({code for code in item.paragraph_languages if base_language(code) not in pack_codes()})
    if unread:
        message = f"paragraphs in {', '.join(unread)}, which has no language pack, were kept, not read"
        issues.append(_issue(item, "language_not_read", message))
    return item.paragraph_languages


def _language_read(item: Item, issues: list[Issue]) -> str | None:
    """The language whose pack reads the item, or None; text without one known is read by its script."""
    language = base_language(item.language)
    if language in pack_codes():
        return language
    if language == "mul" and item.paragraph_languages:
        return _main(item.paragraph_languages)
    if language in ("und", "mul"):
        return "en" if item.text.isascii() or _mostly_latin(item.text) else "ru"
    issues.append(
        _issue(item, "language_not_read", f"written in {item.language}, which has no language pack; kept, not read")
    )
    return None


def _main(languages: Sequence[str]) -> str:
    """The language with a pack that most paragraphs are in; the first of those equal."""
    counts = Counter(base_language(code) for code in languages)
    return max(counts, key=lambda code: (code in pack_codes(), counts[code]))


def _mostly_latin(text: str) -> bool:
    sample = [c for c in text[:5000] if c.isalpha()]
    return 2 * sum(c < "\u0250" for c in sample) >= len(sample)


def _issue(item: Item, code: str, message: str) -> Issue:
    return Issue(item.capture_id, item.item_id, "reading", code, message)
