"""The report in the terminal: the stories of a case, then one story whole, or one finding opened."""

from __future__ import annotations

from collections.abc import Callable

from .chapters import CONTINUES, Chapters, chapter_rows, chapter_words
from .characters import counted, one_line, shortened
from .dates import day_span
from .material import Material, language_name
from .opened import open_finding, open_issue
from .reader import Reader
from .references import CaseReferences, StoryReferences
from .report.contradictions import contradictions
from .report.figures import figures
from .report.gaps import gaps
from .report.holders import holders
from .report.naming import naming
from .report.origins import origins
from .report.page import Page
from .report.reliance import reliance
from .report.revisions import revisions
from .report.speakers import speakers
from .report.timeline import timeline
from .report.utterances import utterances
from .sheet import GUTTER, HEADING, QUIET, Part, Sheet, joined, styled
from .story import StoryView

SECTIONS: tuple[Callable[[Page], None], ...] = (
    origins, revisions, timeline, utterances, speakers, figures, holders, naming, gaps, contradictions,
)  # fmt: skip
STORIES_SHOWN = 12


def safe(text: str | None) -> str:
    """Text of a capture on one line, with nothing in it that a terminal would obey."""
    return one_line(text)


def show_case(reader: Reader, name: str | None = None, *, width: int = 100, color: bool = False) -> str:
    """The report of a case as text: without a name its stories and the largest one whole.

    `name` is a story (`s2`, words of its headlines), a reference (`q3`, `s2.q3`, `i1`) or a permanent id.
    Raises ReferenceUnknownError where it names nothing.
    """
    sheet = Sheet(width, case=one_line(reader.path))
    references = CaseReferences(reader)
    material = Material(reader)
    found = references.find(name) if name else None
    if found and found.issue is not None:
        open_issue(sheet, material, found.issue)
    elif found and found.story and found.finding:
        open_finding(Page(found.story, sheet), found.finding)
    elif found and found.story:
        story_report(Page(found.story, sheet), material)
    else:
        _case_report(sheet, references, material)
    return sheet.text(color=color)


def _case_report(sheet: Sheet, references: CaseReferences, material: Material) -> None:
    if not references.stories:
        _empty(sheet, material)
        return
    if len(references.stories) > 1:
        _stories(sheet, references)
    story_report(Page(references.story(1), sheet), material)


def _empty(sheet: Sheet, material: Material) -> None:
    if not material.captures and not material.issues:
        sheet.put(f"{sheet.case} holds nothing yet: rashomon build PATH... --case {sheet.case}", 0)
        return
    if material.items:
        sheet.put(f"{sheet.case} was not finished: run the same rashomon build again, and it goes on.", 0)
    else:
        sheet.put(f"{sheet.case} holds no account: nothing that was given could be read as one.", 0)
    reliance(material, sheet)


def _stories(sheet: Sheet, references: CaseReferences) -> None:
    sheet.put(("STORIES", HEADING))
    for number in range(1, min(STORIES_SHOWN, len(references.stories)) + 1):
        view = references.story(number).view
        size = references.stories[number - 1][1]
        aside = joined([counted(size, "account"), dates(view)])
        room = max(24, sheet.width - len(aside.plain) - 12)
        sheet.finding(f"s{number}", shortened(view.title, room), styled((aside.plain, QUIET)))
        put_earlier(sheet, view.chapters)
    hidden = len(references.stories) - STORIES_SHOWN
    if hidden > 0:
        sheet.put((f"… {hidden:,} more: rashomon stories {sheet.case}", QUIET), 7)
    sheet.blank()


def put_earlier(sheet: Sheet, chapters: Chapters) -> None:
    """Below a story in a list: the earlier one that it goes on from, and why."""
    for row in chapter_rows(chapters):
        if row["verb"] == CONTINUES:
            sheet.put((chapter_words(row), QUIET), GUTTER)


def dates(view: StoryView) -> str:
    """First to last day of the accounts."""
    return day_span([item["published"] for item in view.items if item["published"]])


def story_report(page: Page, material: Material) -> None:
    """One story whole, then what to know of the material before relying on it."""
    _head(page)
    for section in SECTIONS:
        section(page)
    reliance(material, page.sheet)
    _further(page)


def _head(page: Page) -> None:
    view = page.view
    publishers = {one_line(item["publisher"]) for item in view.items if item["publisher"]}
    languages = sorted({language_name(item["language"]) for item in view.items})
    facts: list[Part] = [counted(len(view.items), "account")]
    if publishers:
        facts.append(counted(len(publishers), "publisher"))
    facts += [dates(view), f"at most {counted(view.origin_count, 'origin')}", ", ".join(languages)]
    page.sheet.put((shortened(view.title, 240), HEADING), 0)
    page.sheet.put(joined(facts), 0)
    for row in chapter_rows(view.chapters):
        page.sheet.put(chapter_words(row), 0)
    if len(view.items) == 1:
        page.sheet.blank()
        page.sheet.put("One account only: there is nothing to compare it with.")


def _further(page: Page) -> None:
    case = page.sheet.case
    example = next((ref.short for ref in page.references.all if ref.letter == "q"), "")
    example = example or next((ref.short for ref in page.references.all), "i1")
    page.sheet.blank()
    page.sheet.put(
        styled((f"rashomon show {case} {example} · rashomon search {case} WORDS · rashomon export {case} DIR", QUIET))
    )


def story_of(references: CaseReferences, name: str | None) -> StoryReferences | None:
    """The story that a name stands for; the first where there is no name."""
    if not references.stories:
        return None
    return references.find(name).story if name else references.story(1)
