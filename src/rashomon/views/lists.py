"""One table of a case as a list to read, or as JSON rows with the references of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..case.overview import StoryLine, all_chapters, story_lines
from .brief import brief_words
from .chapters import Chapters, chapter_json, chapter_rows, chapter_words
from .characters import counted, one_line, shortened
from .dates import day_span, moment
from .marking import RELATIONS, plain_marked
from .opened import bounds
from .origin_words import also_words, part_words
from .reader import Reader, Row
from .references import CaseReferences, Reference, StoryReferences, event_id
from .report.holders import held_words
from .report.page import Page
from .report.speakers import chain, content_text
from .report.timeline import dissent
from .report.utterances import in_time
from .sheet import QUIET, STRONG, Sheet, joined, styled
from .story import LONGEST_TITLE, items_of
from .terminal import put_earlier, story_of

_Listed = Iterator[tuple[str, str, list[str]]]
"""Reference, headline of the entry, lines below it."""


def list_rows(reader: Reader, name: str, story: str | None = None) -> Iterator[Row]:
    """Rows of the named list as plain values, each with its `ref`; of the case's every story unless one is named."""
    references = CaseReferences(reader)
    if name == "stories":
        yield from _story_rows(references)
        return
    for chosen in _chosen(references, story):
        for ref, row in _json_rows(chosen, name):
            yield {"ref": ref, **row}


def list_text(reader: Reader, name: str, story: str | None = None, *, width: int = 100) -> str:
    """The named list of a story (the largest unless told), whole, to read."""
    references = CaseReferences(reader)
    sheet = Sheet(width, case=one_line(reader.path))
    chosen = story_of(references, story)
    if chosen is None:
        sheet.put(f"{sheet.case} holds no account.", 0)
    elif name == "stories":
        _stories(sheet, references)
    else:
        _story_list(Page(chosen, sheet), name)
    return sheet.text(color=False).rstrip("\n")


def _stories(sheet: Sheet, references: CaseReferences) -> None:
    for line, chapters in _story_lines(references):
        origins = f"at most {counted(line.origins, 'origin')}"
        aside = f"{counted(line.accounts, 'account')} · {origins} · {_days(line)}"
        room = max(24, sheet.width - len(aside) - 12)
        sheet.finding(f"s{line.number}", shortened(_title(line), room), (aside, QUIET))
        put_earlier(sheet, chapters)


def _story_list(page: Page, name: str) -> None:
    page.sheet.put(joined([(page.view.title, STRONG), f"s{page.references.number}"]), 0)
    if name == "origins":
        _origins_head(page)
    page.sheet.blank()
    entries = list(_LISTS[name](page))
    for ref, head, lines in entries:
        page.sheet.finding(ref, styled((head, STRONG)))
        for line in lines:
            page.sheet.put(line, 9)
    if not entries:
        page.sheet.put("None were found.")


def _chosen(references: CaseReferences, story: str | None) -> Iterator[StoryReferences]:
    if story:
        found = references.find(story).story
        if found:
            yield found
        return
    for number in range(1, len(references.stories) + 1):
        yield references.story(number)


def _story_rows(references: CaseReferences) -> Iterator[Row]:
    for line, chapters in _story_lines(references):
        yield {
            "ref": f"s{line.number}", "story_id": line.story_id, "title": _title(line), "accounts": line.accounts,
            "dates": _days(line), "origins_at_most": line.origins, "item_ids": list(line.item_ids),
            **chapter_json(chapters),
        }  # fmt: skip


def _story_lines(references: CaseReferences) -> Iterator[tuple[StoryLine, Chapters]]:
    """All stories, largest first, without opening one."""
    lines = story_lines(references.reader.db)
    chapters = all_chapters(references.reader.db, {line.story_id: line for line in lines})
    return ((line, chapters.get(line.story_id, ([], []))) for line in lines)


def _title(line: StoryLine) -> str:
    return shortened(one_line(line.title), LONGEST_TITLE) or "untitled"


def _days(line: StoryLine) -> str:
    return day_span([day for day in (line.first, line.last) if day])


_LETTERS = {"quotes": "qw", "figures": "f", "positions": "c", "labels": "n", "timeline": "t", "origins": "o"}


def _json_rows(story: StoryReferences, name: str) -> Iterator[tuple[str, Row]]:
    if name == "coverage":
        for finding, has in sorted(story.view.coverage.items()):
            known = story.by_permanent.get(finding)
            row = {"finding": finding, "has": sorted(i for i, held in has.items() if held)}
            yield known.short if known else "", {**row, "lacks": sorted(i for i, held in has.items() if not held)}
        return
    for ref in story.all:
        if ref.letter in _LETTERS[name]:
            for row in _whole(story, ref):
                yield ref.short, row


def _whole(story: StoryReferences, ref: Reference) -> list[Row]:
    """The row with what it points to put inside, so that a reader of the JSON needs no second table."""
    if ref.letter == "n":
        return list(ref.row["rows"])
    if ref.letter == "c":
        return [{**ref.row, "positions": story.view.positions.get(ref.permanent, [])}]
    if ref.letter == "f" and "figure_ids" in ref.row:
        return [{**ref.row, "figures": [story.view.figure[f] for f in ref.row["figure_ids"] if f in story.view.figure]}]
    return [ref.row]


def _quotes(page: Page) -> _Listed:
    for row in page.view.lineages:
        yield page.ref("q", row["lineage_id"]), _titled(row["speaker"], row["wording"]), _versions(page, row)
    for row in page.view.attributions:
        links, weakest = chain(page, row)
        way = joined(links, " ").plain + (f" (weakest: {weakest})" if weakest else "")
        yield page.ref("w", row["attribution_id"]), content_text(row), [way]


def _titled(speaker: str | None, words: str) -> str:
    return f"{one_line(speaker) or 'no one named'}: {one_line(words)}"


def _versions(page: Page, lineage: Row) -> list[str]:
    return [
        f"{page.name(v['item_id'])} · {RELATIONS.get(v['relation'], v['relation'])}: {one_line(plain_marked(v))}"
        + "".join(f" ⚑ {one_line(flag['kind'])}" for flag in v["flags"])
        for v in in_time(page, lineage["versions"])
    ]


def _figures(page: Page) -> _Listed:
    for group in page.view.figure_groups:
        rows = [page.view.figure[name] for name in group["figure_ids"] if name in page.view.figure]
        head = f"{one_line(group['counted'])} · {group['verdict'].replace('_', ' ')}"
        lines = [_figure(page, row) for row in rows]
        yield page.ref("f", group["group_id"]), head, [*lines, one_line(group["reason"])]
    for row in page.view.single_figures:
        yield page.ref("f", row["figure_id"]), one_line(row["text"]), [_figure(page, row)]


def _figure(page: Page, row: Row) -> str:
    who = one_line(row["speaker"]) or "no one named"
    when = moment(row["as_of"]).words if row["as_of"] else ""
    return " · ".join(
        part for part in (bounds(row), one_line(row["text"]), who, when, page.name(row["item_id"])) if part
    )


def _positions(page: Page) -> _Listed:
    for claim in page.view.claims:
        rows = page.view.positions.get(claim["claim_id"], [])
        lines = [
            " · ".join(
                part
                for part in (
                    f"{one_line(row['actor']) or 'someone unnamed'} {row['stance']}",
                    *held_words([row]),
                    moment(row["when"]).words if row["when"] else "",
                    f"according to {one_line(row['according_to'])}" if row["according_to"] else "",
                    page.name(row["item_id"]),
                    f"“{shortened(one_line(row['text']), 120)}”",
                )
                if part
            )
            for row in rows
        ]
        yield page.ref("c", claim["claim_id"]), one_line(claim["text"]), lines


def _labels(page: Page) -> _Listed:
    for rows in page.view.labels:
        lines = [
            f"{one_line(row['text'])} · {page.name(row['item_id'])}"
            + ("" if row["voice"] == "own" else f" · in the words of {one_line(row['speaker']) or 'someone unnamed'}")
            for row in rows
        ]
        yield page.ref("n", rows[0]["referent_id"]), one_line(rows[0]["referent"]), lines


def _timeline(page: Page) -> _Listed:
    for event in page.view.timeline:
        share = page.share(len(items_of(event["accounts"])))
        names = page.named([account["item_id"] for account in event["accounts"]], 6)
        lines = [f"{share}: {names}", *dissent(page, event)]
        yield page.ref("t", event_id(event)), f"{moment(event['edtf']).words}: {one_line(event['text'])}", lines


def _coverage(page: Page) -> _Listed:
    for finding, has in sorted(page.view.coverage.items()):
        known = page.references.by_permanent.get(finding)
        if known and any(not held for held in has.values()):
            lines = [f"has it: {page.named([i for i, held in has.items() if held], 12)}"]
            lines.append(f"leaves it out: {page.named([i for i, held in has.items() if not held], 12)}")
            yield known.short, brief_words(page.view, known), lines


def _origins_head(page: Page) -> None:
    view = page.view
    page.sheet.put(f"{counted(len(view.items), 'account')}, at most {counted(view.origin_count, 'origin')}", 0)
    for row in chapter_rows(view.chapters):
        page.sheet.put(chapter_words(row), 0)


def _origins(page: Page) -> _Listed:
    for row in page.view.origins:
        revises = page.view.item.get(row["item_id"], {}).get("revision_of")
        lines = [part_words(row, page.name, revises=revises), *also_words(row, page.name)]
        yield page.ref("o", row["item_id"]), page.name(row["item_id"]), lines


_LISTS: dict[str, Callable[[Page], _Listed]] = {
    "quotes": _quotes, "figures": _figures, "positions": _positions, "labels": _labels, "timeline": _timeline,
    "coverage": _coverage, "origins": _origins,
}  # fmt: skip
