"""A story as a document that an editor could file: the same blocks become Markdown here and Word in `memo_word`.

A memo holds what the report of a story holds, told in full sentences where there are few enough to read, with the
reference of every point and the hash of every capture, so that it can be held against the case years later.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Literal

import msgspec

from ..case.queries import CaseReader
from .characters import counted, one_line, shortened
from .dates import day_span, moment, when_sorted
from .marking import RELATIONS, plain_marked
from .opened import bounds
from .origin_words import also_words, part_words
from .reader import Row
from .references import CaseReferences, StoryReferences, contradiction_id, event_id
from .report.holders import by_wording, position_actor, stances_in_time
from .report.page import Page
from .report.timeline import dissent
from .report.utterances import alike, flag_phrase
from .sheet import Sheet
from .story import different_words, has_flag, holder, items_of

ACCOUNTS, UTTERANCES, GROUPS, CLAIMS, REFERENTS, EVENTS = 200, 25, 25, 12, 12, 40
"""How many of each a memo tells; where there are more, a sentence says how many."""
NAMES, WORDINGS, WORDS, LONG = 6, 12, 120, 400
Style = Literal["", "strong", "quiet"]


class Run(msgspec.Struct, frozen=True):
    """Words of one style; `quiet` are references and places."""

    text: str
    style: Style = ""


class Block(msgspec.Struct, frozen=True):
    """A part of a memo: a heading of a level, a paragraph, a bullet of a depth, a quotation, or a table's rows."""

    kind: Literal["heading", "paragraph", "bullet", "quotation", "table"]
    runs: tuple[Run, ...] = ()
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()


class Memo(msgspec.Struct, frozen=True):
    """A story's memo: a name for its file, its title, and its blocks in order."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def export_memos(reader: CaseReader, folder: Path, story: str | None = None) -> list[Path]:
    """Writes a memo in Markdown for the named story, or for each story of at least two accounts."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for memo in memos(reader, story):
        path = folder / f"{memo.name}.md"
        path.write_text(as_markdown(memo), encoding="utf-8", errors="backslashreplace", newline="\n")
        made.append(path)
    return made


def memos(reader: CaseReader, story: str | None = None) -> Iterator[Memo]:
    """The memo of the named story, or those of the stories of at least two accounts (of all, where none has two).

    Raises ReferenceUnknownError where nothing has that name.
    """
    references = CaseReferences(reader)
    if story is not None:
        found = references.find(story).story
        numbers = [found.number] if found else []
    else:
        numbers = [n for n, (_, size) in enumerate(references.stories, start=1) if size > 1]
        numbers = numbers or list(range(1, len(references.stories) + 1))
    for number in numbers:
        # Opened one at a time, so that a case of many stories does not fill the memory.
        yield memo_of(CaseReferences(reader).story(number))


def memo_of(story: StoryReferences) -> Memo:
    """The memo of a story."""
    page = Page(story, Sheet(100))
    view = story.view
    blocks = [
        *_head(page), *_accounts(page), *_origins(page), *_quotations(page), *_figures(page), *_claims(page),
        *_naming(page), *_timeline(page), *_contradictions(page), *_captures(page),
    ]  # fmt: skip
    return Memo(f"memo-s{story.number}-{view.story_id}", shortened(view.title, LONG), tuple(blocks))


# -- the parts of a memo ----------------------------------------------------------------------------------------------


def _heading(text: str, level: int = 2) -> Block:
    return Block("heading", (Run(text),), level)


def _says(*runs: Run | str) -> Block:
    return Block("paragraph", _runs(runs))


def _point(*runs: Run | str, depth: int = 1) -> Block:
    return Block("bullet", _runs(runs), depth)


def _runs(runs: Sequence[Run | str]) -> tuple[Run, ...]:
    made = (Run(run) if isinstance(run, str) else run for run in runs)
    return tuple(run for run in made if run.text)


def _strong(text: str) -> Run:
    return Run(text, "strong")


def _quiet(text: str) -> Run:
    return Run(text, "quiet")


def _ref(page: Page, letter: str, permanent: str) -> Run:
    short = page.ref(letter, permanent)
    return _quiet(f" ({short} · {permanent})" if short else f" ({permanent})")


def _more(hidden: int, what: str) -> list[Block]:
    return [_says(_quiet(f"{counted(hidden, 'more ' + what)} in the case."))] if hidden > 0 else []


def _head(page: Page) -> Iterator[Block]:
    view = page.view
    published = [item["published"] for item in view.items if item["published"]]
    outlets = {item["publisher"] for item in view.items if item["publisher"]}
    case = PurePath(one_line(view.reader.path)).name
    yield _heading(shortened(view.title, LONG), 1)
    yield _says(
        f"{counted(len(view.items), 'account')}, {counted(len(outlets), 'outlet')}, {day_span(published)}. ",
        _strong(f"At most {counted(view.origin_count, 'origin')}."),
    )
    yield _says(
        f"Story {view.story_id} of {case}; {view.reader.meta.get('made_by', 'rashomon')}. A memo tells what the "
        "accounts have and how they differ, not who is right. Each point bears its reference and its permanent id in "
        f"brackets: “rashomon show {case} ID” opens the words that it rests on, in their place."
    )
    yield from (_point(line) for line in _in_short(page))


def _in_short(page: Page) -> Iterator[str]:
    view = page.view
    flagged = sum(has_flag(row) for row in view.shared_lineages)
    if view.shared_lineages:
        told = counted(len(view.shared_lineages), "utterance")
        yield f"{told} told by two accounts or more; in {flagged} a difference can change the meaning."
    verdicts = [group["verdict"] for group in view.figure_groups]
    if verdicts:
        conflict, revision = verdicts.count("conflict"), verdicts.count("revision")
        yield f"{counted(conflict, 'count')} on which figures conflict, {revision} on which they were revised."
    denied = sum(_denials(page, claim) for claim in view.claims)
    if denied:
        yield f"{counted(denied, 'statement')} that somebody denies."
    undated = sum(not item["published"] for item in view.items)
    if undated:
        yield f"{counted(undated, 'account')} without a date of publication."


def _accounts(page: Page) -> Iterator[Block]:
    yield _heading("Accounts")
    yield _table(page, [
        ("", "outlet", "headline", "published", "language"),
        *((page.ref("o", item["item_id"]), page.name(item["item_id"]),
           shortened(one_line(item["headline"]) or "no headline", WORDS),
           _when(item["published"]), item["language"]) for item in page.view.items[:ACCOUNTS]),
    ])  # fmt: skip
    yield from _more(len(page.view.items) - ACCOUNTS, "account")


def _table(page: Page, rows: Sequence[Sequence[str]]) -> Block:
    return Block("table", rows=tuple(tuple(one_line(cell) for cell in row) for row in rows))


def _when(edtf: str | None) -> str:
    """A date with its year, since a memo is filed.

    >>> _when("2021-06-08T21:40"), _when("2021-06"), _when(None)
    ('Tue 8 Jun 2021, 21:40', 'Jun 2021', 'undated')
    """
    found = moment(edtf)
    day = f"{found.day} {found.year}" if found.year and found.year not in found.day else found.day
    return found.hedge + day + (f", {found.clock}" if found.clock else "")


def _origins(page: Page) -> Iterator[Block]:
    yield _heading(f"Origins: at most {page.view.origin_count}")
    rows = page.view.origins
    for row in rows[:ACCOUNTS]:
        revises = page.view.item.get(row["item_id"], {}).get("revision_of")
        part = "; ".join([part_words(row, page.name, revises=revises), *also_words(row, page.name)])
        yield _point(_strong(page.name(row["item_id"])), f" – {part}", _ref(page, "o", row["item_id"]),
                     depth=1 + row["depth"])  # fmt: skip
    yield from _more(len(rows) - ACCOUNTS, "account")


def _quotations(page: Page) -> Iterator[Block]:
    rows = page.view.shared_lineages
    if not rows:
        return
    yield _heading("What was said, and how it travelled")
    yield _says(_quiet("░ words left out · ‹ › words added or changed · ⚑ can change the meaning"))
    for row in rows[:UTTERANCES]:
        speaker = page.view.speaker_name({"actor_id": None, "speaker": None, **row, "source": None})
        yield _says(_strong(speaker), _ref(page, "q", row["lineage_id"]))
        yield Block("quotation", (Run(shortened(one_line(row["wording"]), 3 * LONG)),))
        for same in alike(page, row):
            yield _point(*_version(page, same))
    yield from _more(len(rows) - UTTERANCES, "utterance")


def _version(page: Page, same: list[Row]) -> list[Run | str]:
    version = same[0]
    how = RELATIONS.get(version["relation"], version["relation"])
    places = [version["item_id"] for version in same]
    flags = "".join(f" ⚑ {flag_phrase(flag)}." for flag in version["flags"])
    words = f": “{shortened(plain_marked(version).strip('“”«»'), 2 * LONG)}”"
    return [_strong(page.named(places, NAMES)), f" – {how}{words}", flags]


def _figures(page: Page) -> Iterator[Block]:
    groups = [group for group in page.view.figure_groups if group["verdict"] != "not_comparable"]
    if not groups:
        return
    yield _heading("Figures")
    for group in groups[:GROUPS]:
        reason = f": {one_line(group['reason'])}" if group["verdict"] != "agree" and group["reason"] else ""
        yield _says(_strong(one_line(group["counted"]) or "counted"), f" – {group['verdict']}{reason}",
                    _ref(page, "f", group["group_id"]))  # fmt: skip
        rows = [page.view.figure[name] for name in group["figure_ids"] if name in page.view.figure]
        yield from (_point(*_given(page, same)) for same in _same(page, rows)[:ACCOUNTS])
    yield from _more(len(groups) - GROUPS, "group")


def _same(page: Page, rows: list[Row]) -> list[list[Row]]:
    """Figures of one value, speaker and day together, oldest first."""
    published = {item_id: item["published"] for item_id, item in page.view.item.items()}
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda f: (when_sorted(f["as_of"] or published.get(f["item_id"])), f["figure_id"])):
        who = one_line(row["speaker"]).lower().removeprefix("the ")
        groups[row["low"], row["high"], who, (row["as_of"] or "")[:10]].append(row)
    return list(groups.values())


def _given(page: Page, same: list[Row]) -> list[Run | str]:
    row = same[0]
    words = dict.fromkeys(shortened(one_line(figure["text"]), WORDS) for figure in same)
    as_of = f", as of {_when(row['as_of'])}" if row["as_of"] else ""
    told = " / ".join(f"“{text}”" for text in list(words)[:3])
    return [_strong(one_line(bounds(row))), f" – {told}, {one_line(row['speaker']) or 'no one named'}{as_of} – ",
            page.named([figure["item_id"] for figure in same], NAMES), _quiet(_place(row))]  # fmt: skip


def _place(row: Row) -> str:
    """Where the words stand; of several accounts that have the same, in the first."""
    return f" ({row['item_id']}:{row['start']}-{row['end']})"


def _claims(page: Page) -> Iterator[Block]:
    claims = [claim for claim in page.view.claims if page.view.positions.get(claim["claim_id"])]
    if not claims:
        return
    yield _heading("Who holds what")
    yield _says(_quiet("Stances are set against each other only where they are towards the same words."))
    for claim in claims[:CLAIMS]:
        yield _says(_strong(f"“{one_line(claim['text'])}”"), _ref(page, "c", claim["claim_id"]))
        groups = by_wording(page.view.positions[claim["claim_id"]])
        for words, rows in groups[:WORDINGS]:
            depth = 2 if words else 1
            if words:
                yield _point(f"On “{shortened(words, LONG)}”:")
            yield from (_point(*runs, depth=depth) for runs in _actors(page, rows))
        yield from _more(len(groups) - WORDINGS, "statement")
    yield from _more(len(claims) - CLAIMS, "claim")


def _actors(page: Page, rows: list[Row]) -> Iterator[list[Run | str]]:
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_actor[holder(row) or row["item_id"]].append(row)
    for own in by_actor.values():
        steps = stances_in_time(own)
        line = " → ".join(f"{step.words}" + (f" ({_when(step.when)})" if step.when else "") for step in steps)
        told = sorted({one_line(row["according_to"]) for row in own if row["according_to"]})
        according = f", according to {', '.join(told[:2])}" if told else ""
        changes = " – changes line" if len(steps) > 1 else ""
        words = shortened(one_line(own[0]["text"]).strip("“”«»"), LONG)
        yield [_strong(position_actor(page, own[0])), f" {line}{according}{changes}: “{words}” – ",
               page.named([row["item_id"] for row in own], NAMES), _quiet(_place(own[0]))]  # fmt: skip


def _denials(page: Page, claim: Row) -> int:
    """How many statements on a claim somebody denies; a claim may hold several, each with words of its own."""
    groups = by_wording(page.view.positions.get(claim["claim_id"], []))
    return sum(any(row["stance"] == "denies" for row in rows) for _, rows in groups)


def _naming(page: Page) -> Iterator[Block]:
    told = [rows for rows in page.view.labels if different_words(rows) > 1]
    if not told:
        return
    yield _heading("What they call it")
    for rows in told[:REFERENTS]:
        yield _says(_strong(one_line(rows[0]["referent"])), _ref(page, "n", rows[0]["referent_id"]))
        for voice, title in (("own", "In the outlets' own voice"), ("quoted", "In the words of others")):
            words = _labels(page, [row for row in rows if row["voice"] == voice])
            if words:
                yield _point(f"{title}: {'; '.join(words)}")
    yield from _more(len(told) - REFERENTS, "referent")


def _labels(page: Page, rows: list[Row]) -> list[str]:
    same: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        same[one_line(row["text"]).strip("“”«»‘’\"'.,").lower()].append(row)
    groups = sorted(same.items(), key=lambda g: (-len(items_of(g[1])), g[0]))
    made = []
    for _, group in groups[:NAMES]:
        who = sorted({one_line(row["speaker"]) for row in group if row["speaker"]})
        by = ", ".join(who[:2]) if who else page.named([row["item_id"] for row in group], 3)
        made.append(f"“{shortened(one_line(group[0]['text']).strip('“”«»'), WORDS)}” ({by})")
    return made + ([f"and {len(groups) - NAMES} more"] if len(groups) > NAMES else [])


def _timeline(page: Page) -> Iterator[Block]:
    events = page.view.timeline
    if not events:
        return
    yield _heading("What happened")
    chosen = sorted(range(len(events)), key=lambda n: (-len(items_of(events[n]["accounts"])), n))[:EVENTS]
    for number in sorted(chosen):
        event = events[number]
        names = page.named([account["item_id"] for account in event["accounts"]], NAMES)
        others = "".join(f"; {words}" for words in dissent(page, event))
        yield _point(_strong(_when(event["edtf"])), f" {shortened(one_line(event['text']), LONG)} – {names}{others}",
                     _ref(page, "t", event_id(event)))  # fmt: skip
    yield from _more(len(events) - EVENTS, "event")


def _contradictions(page: Page) -> Iterator[Block]:
    rows = page.view.contradictions
    if rows:
        yield _heading("Accounts that go against themselves")
    for row in rows[:GROUPS]:
        a, b = (shortened(one_line(row[side]["text"]), LONG) for side in ("a", "b"))
        yield _point(_strong(page.name(row["item_id"])), f": “{a}” – “{b}”. {one_line(row['reason'])}",
                     _ref(page, "x", contradiction_id(row)))  # fmt: skip
    yield from _more(len(rows) - GROUPS, "contradiction")


def _captures(page: Page) -> Iterator[Block]:
    yield _heading("Captures")
    yield _says("The bytes as they were saved, by their SHA-256. “rashomon verify” recomputes them.")
    sha256 = {row["capture_id"]: row["sha256"] for row in page.view.rows("captures")}
    rows = [(page.ref("o", item["item_id"]), item["item_id"], one_line(item["capture"]),
             sha256.get(item["capture_id"], "")) for item in page.view.items[:ACCOUNTS]]  # fmt: skip
    yield _table(page, [("", "account", "file", "SHA-256"), *rows])
    yield from _more(len(page.view.items) - ACCOUNTS, "account")


# -- Markdown ---------------------------------------------------------------------------------------------------------

_MARKS = {"": "", "strong": "**", "quiet": ""}
_ESCAPED = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data|www)([.:])")


def as_markdown(memo: Memo) -> str:
    """The memo in Markdown (CommonMark with tables); whatever a capture says is shown, never obeyed.

    >>> print(as_markdown(Memo("m", "T", (_says("a <b> and ", _strong("c*d")),))))
    a \\<b\\> and **c\\*d**
    <BLANKLINE>
    """
    lines: list[str] = []
    before = ""
    for block in memo.blocks:
        if lines and not (block.kind == before == "bullet"):
            lines.append("")
        lines += _block_lines(block)
        before = block.kind
    return "\n".join(lines) + "\n"


def _block_lines(block: Block) -> list[str]:
    if block.kind == "table":
        head, *rows = [" | ".join(_plain(cell) for cell in row) for row in block.rows]
        return [f"| {head} |", "|" + " --- |" * len(block.rows[0]), *(f"| {row} |" for row in rows)]
    text = "".join(_inline(run) for run in block.runs)
    lead = {"heading": "#" * block.level + " ", "bullet": "  " * (block.level - 1) + "- ", "quotation": "> "}
    return [lead.get(block.kind, "") + _STARTS.sub(r"\1\\\2", text)]


def _inline(run: Run) -> str:
    mark = _MARKS[run.style]
    text = run.text.strip() if mark else run.text
    return f"{mark}{_plain(text)}{mark}" if text else ""


def _plain(text: str) -> str:
    """Words that Markdown takes for words; an address is none, so that no reader makes it a link.

    >>> print(_plain("see https://a.example and *b*"))
    see https\\://a.example and \\*b\\*
    """
    return _ADDRESS.sub(r"\1\\\2", _ESCAPED.sub(r"\\\1", text))
