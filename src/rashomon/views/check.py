"""`rashomon check`: a draft held against a case, each quotation, report, figure and date of it with a verdict."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ..case.queries import CaseReader
from ..comparing.vocabulary import vocabulary
from ..language.detect import language_of
from ..language.packs import base_language
from ..language.sentences import split_sentences
from ..model.captures import Item
from ..model.errors import SettingsError
from ..model.ids import content_id
from ..model.settings import ReadingSettings
from ..reading.read import read_item
from .checking.counts import check_figure
from .checking.days import check_date
from .checking.desk import Desk
from .checking.findings import Checked, CheckedDraft
from .checking.nearby import Near, Nearby
from .checking.quoted import check_quotation
from .checking.reported import check_report
from .draft import Draft

SENTENCES = 120
"""Sentences of a draft by which the story that it is about is found."""


HEADLINE = 200
"""Characters of a first paragraph that can be a headline."""


def check(reader: CaseReader, draft: Draft, *, as_of: str | None = None, tagger: str = "auto") -> CheckedDraft:
    """The draft held against the case. `as_of` is the draft's day (YYYY-MM-DD).

    Raises SettingsError where that is no day.
    """
    if as_of is not None and not _is_day(as_of):
        raise SettingsError(f"{as_of}: no day; write it as 2023-03-17")
    language = language_of(draft.text.split("\n"))
    near = Nearby(reader)
    stories = near.main_stories(_around(draft, language, near))
    day = as_of or near.last_day(stories)
    item = Item(
        item_id=content_id("d", draft.text),
        capture_id="",
        capture=draft.name,
        ordinal=0,
        text=draft.text,
        body_start=_headline_end(draft.text),
        published=day,
        language=language,
    )
    reading = read_item(item, ReadingSettings(tagger=tagger))
    desk = Desk(draft, item, reading, near, stories, dated=as_of is not None)
    findings = sorted(_findings(desk), key=lambda f: (f.start, f.end, f.kind))
    issues = [i.message for i in reading.issues]
    if damaged := draft.text.count("\ufffd"):
        issues.append(f"{damaged:,} characters of the draft could not be read (shown as \ufffd)")
    if draft.cut:
        issues.append(f"only the first {len(draft.text):,} characters of the draft were read")
    return CheckedDraft(
        draft, reader.path, reading.language, day, as_of is not None, tuple(stories), tuple(findings), tuple(issues)
    )


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _headline_end(text: str) -> int:
    """Where the body begins: after a first paragraph that ends as no sentence does and that another follows."""
    first, gap, _ = text.partition("\n\n")
    is_headline = gap and len(first) <= HEADLINE and first[-1:] not in ".!?…:,;”\"»’'"
    return len(first) + len(gap) if is_headline else 0


def _around(draft: Draft, language: str, near: Nearby) -> Iterator[Near]:
    """The sentences of the case that are nearest to the draft's."""
    vocab = vocabulary(base_language(language))
    for sentence in split_sentences(draft.text, language)[:SENTENCES]:
        yield from near.sentences(draft.text[sentence.start : sentence.end], vocab)[:5]


def _findings(desk: Desk) -> Iterator[Checked]:
    for rendering in desk.renderings:
        if rendering.quoted:
            yield check_quotation(desk, rendering)
        elif (attribution := desk.attribution(rendering.attribution_id)) is not None:
            found = check_report(desk, attribution, rendering.start, rendering.end)
            if found is not None:
                yield found
    for figure in desk.reading.figures:
        if (checked := check_figure(desk, figure)) is not None:
            yield checked
    for time in desk.reading.times:
        if (dated := check_date(desk, time)) is not None:
            yield dated
