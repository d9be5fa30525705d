"""A finding opened: the words in their sentences in every account, why it is one, and when it would be wrong."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from ..case.overview import actor_row
from ..model.errors import ReferenceUnknownError
from .characters import neutral, one_line, shortened
from .dates import moment
from .marking import RELATIONS
from .material import Material
from .origin_words import also_words, part_words
from .reader import Row
from .references import KINDS, Reference
from .report.gaps import alone, brief
from .report.holders import held_words, position_actor
from .report.page import Page
from .report.speakers import chain, content_text
from .report.utterances import flag_phrase, in_time, utterance
from .sheet import CHANGED, CUT, FLAG, QUIET, STRONG, Part, Sheet, joined, styled
from .story import holder, stance_rank

REACH = 160
"""Characters shown on either side of the words, widened to whole words."""
_FIRST = (": first named so", ": described so")
_REASONS = 5
"""Reasons shown for an actor's being one; those that join stories come first."""


_CAUTIONS = {
    "q": ("these are two utterances that share words, or the speaker said both wordings on two occasions;",
          "the version with most words is not the one that was said"),
    "w": ("the name or pronoun stands for someone else;", "the words go on, or end, elsewhere than is marked here"),
    "f": ("the numbers count different things, or stand for different times;",
          "a number is one that the account only repeats from someone else than is named here"),
    "c": ("a text here speaks of another claim that uses the same words;",
          "an actor's words are irony, or repeat a view in order to reject it"),
    "t": ("two happenings of the same kind are taken for one;", "a day's name means the week before or after"),
    "n": ("a word here stands for other people or another thing",),
    "o": ("both took the words from a third text that is not in this case;",
          "a date of publication is that of a later change"),
    "g": ("the account says it in words that were not recognised",),
    "x": ("one of the two is someone else's word, or speaks of another time or thing",),
}  # fmt: skip


def cautions(letter: str, row: Row) -> list[str]:
    """What would have to be true for a finding to be wrong."""
    said = list(_CAUTIONS[letter])
    versions = row["versions"] if letter == "q" else []
    if any(version["relation"] == "translated" for version in versions):
        said.insert(0, "the translation pairs words that mean something else;")
    if any(version["flags"] for version in versions):
        said.insert(
            0, "the words left out or changed stand elsewhere in the same account, so that its reader has them;"
        )
    return [*said[:-1], f"{said[-1]}."]


def open_finding(page: Page, reference: Reference) -> None:
    """A finding with all that it rests on."""
    head = styled((f"{reference.short}  ", "cyan"), (KINDS[reference.letter], STRONG))
    page.sheet.put(styled(head, (f"  {reference.permanent} · story {page.view.story_id}", QUIET)), 0)
    _OPENERS[reference.letter](page, reference.row)
    page.sheet.blank()
    page.sheet.put(("It would be wrong if", STRONG))
    for sentence in cautions(reference.letter, reference.row):
        page.sheet.put(f"– {sentence}", 4)


def open_issue(sheet: Sheet, material: Material, number: int) -> None:
    """The rows behind a line about the material. Raises ReferenceUnknownError where there is no such line."""
    if not 1 <= number <= len(material.lines):
        raise ReferenceUnknownError(f"i{number}")
    line = material.lines[number - 1]
    sheet.put(styled((f"i{number}  ", "cyan"), (line.sentence, STRONG)), 0)
    sheet.blank()
    for row in line.rows:
        sheet.put(row)


def evidence(page: Page, item_id: str, spans: list[Row], note: Part = "") -> None:
    """Words in their place: the account, its file and offsets, and the text around them."""
    item = page.view.item.get(item_id)
    if item is None or not spans:
        return
    start, end = min(span["start"] for span in spans), max(span["end"] for span in spans)
    where = f"{one_line(item['capture'])} · {item_id}:{start}-{end} · {moment(item['published']).words}"
    page.sheet.blank()
    page.sheet.put(joined([(page.name(item_id), STRONG), (where, QUIET), *([note] if note else [])]))
    page.sheet.put(in_place(item["text"], spans), 4)
    for row in page.view.judged(item_id, start, end):
        page.sheet.put(styled(("judged  ", STRONG), judgement_words(row)), 6)


def judgement_words(row: Row) -> str:
    """A person's judgement in one line: what, by whom, when, and their note.

    >>> row = {"verdict": "wrong_speaker", "value": "A", "who": "B", "when": "2023-03-18", "note": None}
    >>> judgement_words(row)
    'wrong speaker: A (B, Sat 18 Mar)'
    """
    value = f": {one_line(row['value'])}" if row["value"] else ""
    note = f" – {one_line(row['note'])}" if row["note"] else ""
    who = f"({one_line(row['who'])}, {moment(row['when']).words})"
    return f"{one_line(row['verdict']).replace('_', ' ')}{value} {who}{note}"


def in_place(text: str, spans: list[Row]) -> Text:
    """The spans in the text around them, set off by a style and by ▸ ◂, so that they show without colour too."""
    first, last = min(span["start"] for span in spans), max(span["end"] for span in spans)
    left, right = _widened(text, first, last)
    parts: list[Part] = ["… " if left else ""]
    at = left
    for span in sorted(spans, key=lambda s: s["start"]):
        start, end = max(at, span["start"]), max(at, span["end"])
        parts += [_flow(text[at:start]), ("▸", QUIET), (_flow(text[start:end]), STRONG), ("◂", QUIET)]
        at = end
    parts += [_flow(text[at:right]), " …" if right < len(text) else ""]
    return styled(*parts)


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before a span in its paragraph, the span's words, and what stands after."""
    left, right = _widened(text, start, end)
    before = ("… " if left else "") + _flow(text[left:start])
    return before, _flow(text[start:end]), _flow(text[end:right]) + (" …" if right < len(text) else "")


def _flow(words: str) -> str:
    """Text on one line that keeps the spaces at its ends."""
    return neutral("".join(" " if c in "\n\r\t" else c for c in words.replace("\n\n", " ¶ ")))


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch round the words that begins and ends between words, at a paragraph's edge where one is near."""
    left, right = max(0, start - REACH), min(len(text), end + REACH)
    paragraph = text.rfind("\n", left, start)
    if paragraph >= 0:
        left = paragraph + 1
    elif left:
        space = text.find(" ", left, start)
        left = space + 1 if space >= 0 else left
    paragraph = text.find("\n", end, right)
    if paragraph >= 0:
        right = paragraph
    elif right < len(text):
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else right
    return left, right


def _why(page: Page, text: str) -> None:
    page.sheet.blank()
    page.sheet.put(styled(("Why  ", STRONG), text))


def _utterance(page: Page, row: Row) -> None:
    page.sheet.blank()
    utterance(page, row)
    page.sheet.blank()
    page.sheet.put(styled(("Fullest wording  ", STRONG), one_line(row["wording"])))
    for version in in_time(page, row["versions"]):
        relation = RELATIONS.get(version["relation"], str(version["relation"]))
        note = joined([relation, *([(version["attribution_id"], QUIET)] if version["attribution_id"] else [])])
        evidence(page, version["item_id"], [version], note)
        for edit in version["edits"]:
            page.sheet.put(_edit(edit), 6)
        for flag in version["flags"]:
            page.sheet.put(styled(("⚑ ", FLAG), flag_phrase(flag)), 6)


def _edit(edit: Row) -> Text:
    was, now = one_line(edit["was"]), one_line(edit["now"])
    if edit["op"] == "cut":
        return styled("left out  ", (was, CUT))
    if edit["op"] == "added":
        return styled("added  ", (now, CHANGED))
    return styled(f"{edit['op']}  ", (was, CUT), " → ", (now, CHANGED))


def _attribution(page: Page, row: Row) -> None:
    links, weakest = chain(page, row)
    page.sheet.blank()
    page.sheet.put(joined(links, "  "))
    facts = [row["kind"], f"cue class: {row['cue_class'] or 'none'}", "negated" if row["negated"] else ""]
    page.sheet.put((" · ".join(fact for fact in facts if fact), QUIET))
    if weakest:
        page.sheet.put(f"Weakest link: {weakest}.")
    spans = [*row["content"], *(span for span in (row["source"], row["cue"]) if span)]
    evidence(page, row["item_id"], spans)
    parent = page.view.attribution.get(row["parent_id"] or "")
    if parent:
        page.sheet.blank()
        page.sheet.put(
            styled(f"Within what {page.view.speaker_name(parent)} said: ", shortened(content_text(parent), 300),
                   (f"  {page.ref('w', parent['attribution_id'])}", "cyan"))
        )  # fmt: skip
    if row["reason"]:
        _why(page, one_line(row["reason"]))
    _one_actor(page, row)


def _one_actor(page: Page, row: Row) -> None:
    """Why who speaks is the same as others who are mentioned, here and in other stories."""
    actor = actor_row(page.view.reader.db, row["actor_id"] or "")
    reasons = joining_reasons(actor["reasons"]) if actor else []
    if not actor or not reasons:
        return
    page.sheet.blank()
    page.sheet.put(styled("Why these are one ", (one_line(actor["name"]), STRONG)))
    for reason in reasons[:_REASONS]:
        page.sheet.put(f"– {reason}", 4)
    if len(reasons) > _REASONS:
        page.sheet.put((f"… {len(reasons) - _REASONS} more reasons stand in the tables", QUIET), 4)


def joining_reasons(reasons: list[str]) -> list[str]:
    """The reasons that put mentions together, those across stories first; where a name was met first joins nothing.

    >>> joining_reasons(["Ann Lee: first named so", "Lee: part of a fuller name"])
    ['Lee: part of a fuller name']
    """
    return [one_line(reason) for reason in reasons if not reason.endswith(_FIRST)]


def _figure(page: Page, row: Row) -> None:
    if "figure_id" in row:
        _one_figure(page, row)
    else:
        page.sheet.blank()
        page.sheet.put(styled((one_line(row["counted"]), STRONG), f"  {row['verdict'].replace('_', ' ')}"))
        _why(page, one_line(row["reason"]))
        for name in row["figure_ids"]:
            if name in page.view.figure:
                _one_figure(page, page.view.figure[name])


def _one_figure(page: Page, row: Row) -> None:
    who = one_line(row["speaker"]) or "no one named"
    as_of = f"as of {moment(row['as_of']).words}" if row["as_of"] else ""
    scope = f"in {one_line(row['place'])}" if row["place"] else ""
    other = f"= {row['equals'][0]:,.10g} {row['equals'][1]}" if row["equals"] else ""
    parts = [part for part in (bounds(row), other, one_line(row["counted"]), scope, who, as_of) if part]
    evidence(page, row["item_id"], [row], joined(parts))
    if row["reason"]:
        page.sheet.put((f"“{one_line(row['text'])}” → {_interval(row)}: {one_line(row['reason'])}", QUIET), 6)


def _interval(row: Row) -> str:
    """The values that a figure allows: 4, from 26 up, up to 8, 24 to 99.

    >>> _interval({"low": 26.0, "high": None}), _interval({"low": 24.0, "high": 99.0})
    ('from 26 up', '24 to 99')
    """
    low, high = (None if row[end] is None else f"{row[end]:,.10g}" for end in ("low", "high"))
    if low is None or high is None:
        return f"up to {high}" if low is None else f"from {low} up"
    return low if low == high else f"{low} to {high}"


def bounds(row: Row) -> str:
    """The value of a figure with its unit.

    >>> bounds({"low": 3000.0, "high": None, "unit": None, "modifier": "more than"})
    'more than 3,000'
    >>> bounds({"low": 24.0, "high": 99.0, "unit": "percent", "modifier": None})
    '24–99 percent'
    """
    low, high = row["low"], row["high"]
    values = [f"{value:,.10g}" for value in dict.fromkeys(v for v in (low, high) if v is not None)]
    words = [row["modifier"] or ("at least" if high is None else "at most" if low is None else ""), "–".join(values)]
    return " ".join([*(word for word in words if word), *([row["unit"]] if row["unit"] else [])])


def _claim(page: Page, row: Row) -> None:
    page.sheet.blank()
    page.sheet.put((f"“{one_line(row['text'])}”", STRONG))
    rows = page.view.positions.get(row["claim_id"], [])
    for position in sorted(rows, key=lambda p: (holder(p), p["when"] or "~", stance_rank(p["stance"]))):
        actor = position_actor(page, position)
        told = f"according to {one_line(position['according_to'])}" if position["according_to"] else ""
        when = moment(position["when"]).words if position["when"] else ""
        parts: list[Part] = [f"{actor} {position['stance']}", *held_words([position]), when, told]
        evidence(page, position["item_id"], [position], joined([part for part in parts if part]))


def _event(page: Page, row: Row) -> None:
    page.sheet.blank()
    page.sheet.put(styled((moment(row["edtf"]).words, STRONG), f"  {one_line(row['text'])}"))
    for account in row["accounts"]:
        note = f"says {moment(account['edtf']).words}" if account["edtf"] else "gives no time"
        evidence(page, account["item_id"], [account], note)
        for line in _times_in(page, account):
            page.sheet.put((line, QUIET), 6)


def _times_in(page: Page, account: Row) -> list[str]:
    """How each time in an account's words got its value: “Wednesday” → 2022-01-05: the last Wednesday on or before …"""
    rows = page.view.reader.of_item("times", page.view.story_id, account["item_id"])
    within = [t for t in rows if account["start"] <= t["start"] and t["end"] <= account["end"]]
    return [
        f"“{one_line(t['text'])}” → {t['edtf'] or t['timex']}: {one_line(t['reason'])}"
        for t in sorted(within, key=lambda t: t["start"])
        if (t["edtf"] or t["timex"]) and t["reason"]
    ]


def _naming(page: Page, row: Row) -> None:
    rows = row["rows"]
    page.sheet.blank()
    page.sheet.put((one_line(rows[0]["referent"]), STRONG))
    for label in sorted(rows, key=lambda r: (r["voice"], list(page.view.item).index(r["item_id"]), r["start"])):
        speaker = one_line(label["speaker"]) or "someone unnamed"
        evidence(
            page, label["item_id"], [label], "own voice" if label["voice"] == "own" else f"in the words of {speaker}"
        )


def _account(page: Page, row: Row) -> None:
    item = page.view.item.get(row["item_id"])
    if item is None:
        return
    page.sheet.blank()
    page.sheet.put((one_line(item["headline"]) or "no headline", STRONG))
    for name, value in _fields(item):
        page.sheet.columns([((name, QUIET), 12), (value, 0)], indent=4)
    _why(page, "; ".join([part_words(row, page.name, revises=item["revision_of"]), *also_words(row, page.name)]))
    _shared(page, row)


def _fields(item: Row) -> list[tuple[str, str]]:
    at = {field["name"]: field["from"] for field in item["fields"]}
    values = [
        ("publisher", item["publisher"]), ("authors", ", ".join(item["authors"])), ("published", item["published"]),
        ("modified", item["modified"]), ("language", item["language"]), ("relays", " → ".join(item["relays"])),
        ("address", item["url"]), ("file", item["capture"]), ("revises", item["revision_of"]),
    ]  # fmt: skip
    return [(name, one_line(value) + (f"  (from {at[name]})" if name in at else "")) for name, value in values if value]


def _shared(page: Page, row: Row) -> None:
    wanted = set(row["passage_ids"])
    for passage in page.view.rows("passages"):
        if passage["passage_id"] not in wanted:
            continue
        for side, other in (("a", "b"), ("b", "a")):
            if passage[f"{side}_item"] == row["item_id"]:
                span = {"start": passage[f"{side}_start"], "end": passage[f"{side}_end"]}
                also = f"{passage['kind']} with {page.name(passage[f'{other}_item'])}"
                evidence(page, row["item_id"], [span], f"{also}, {passage['similarity'] / 10:g} % alike")


def _gap(page: Page, row: Row) -> None:
    only, lacking = alone(page)
    page.sheet.blank()
    page.sheet.put((page.name(row["item_id"]), STRONG))
    for title, references in (("Only here", only[row["item_id"]]), ("All but this account", lacking[row["item_id"]])):
        if references:
            page.sheet.blank()
            page.sheet.put((title, STRONG))
        for reference in references:
            page.sheet.finding(reference.short, brief(page, reference))


def _contradiction(page: Page, row: Row) -> None:
    _why(page, one_line(row["reason"]))
    evidence(page, row["item_id"], [row["a"]])
    evidence(page, row["item_id"], [row["b"]])


_OPENERS: dict[str, Callable[[Page, Row], None]] = {
    "o": _account, "t": _event, "q": _utterance, "w": _attribution, "f": _figure, "c": _claim, "n": _naming,
    "g": _gap, "x": _contradiction,
}  # fmt: skip
