"""The questions that a program may ask of a case, each answered with ids and the verbatim words that it rests on.

Every answer is plain values: `answers`, and `more` for how many were left out. A piece of evidence is the words, whose
they are, where they stand, and the hash of the capture that they came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ...case.queries import CaseReader
from ...case.slices import columns_of, rows_with, table_slice
from ...language.tokens import folded_words
from ...model.errors import RashomonError
from ..places import Opener, Place, find, finding_of, outlet, whole
from ..reader import Row
from ..references import CaseReferences, event_id
from ..report.holders import by_wording
from ..summaries import summaries

MOST = 50
"""Answers at most, so that one question does not fill what a model can hold."""
PLACES = 20
"""Places of one answer at most."""
WORDS = 2_000
"""Characters of one place at most; an answer says where there are more."""
STEM = 5
"""Words that begin with the same five letters are taken for forms of one word."""

Answer = dict[str, Any]


def stories(reader: CaseReader, limit: int = 20) -> Answer:
    """The stories, those of most accounts first."""
    rows = summaries(reader)
    made = [{"id": row.story_id, "title": row.title, "accounts": row.accounts, "first": row.first,
             "last": row.last, "origins_at_most": row.origins_at_most,
             "continues": row.continues, "continued_by": list(row.continued_by),
             "outlets": list(row.publishers[:PLACES])} for row in rows[:_few(limit)]]  # fmt: skip
    return _answer(made, len(rows))


def search(reader: CaseReader, words: str, limit: int = 10) -> Answer:
    """Sentences that hold all the words, best first."""
    opener, most = Opener(reader), _few(limit)
    hits = reader.search(_sound(words), limit=most + 1)
    found = [_evidence(opener, Place(hit.item_id, hit.start, hit.end)) for hit in hits[:most]]
    return {"answers": found, "more": max(0, len(hits) - most)}


def quotes_by(reader: CaseReader, speaker: str, about: str = "", limit: int = 20) -> Answer:
    """What is attributed to somebody, by date of the account: quotations and reports, with who tells it."""
    spoken = _holding(speaker)
    actors = columns_of(reader, "actors", ("actor_id", "name", "aliases"), {})
    ids = [row["actor_id"] for row in actors if any(spoken(name) for name in (row["name"], *row["aliases"]))]
    said = rows_with(reader, "attributions", "actor_id", ids)
    # Who speaks is no actor where a text only describes them; a name is looked at once, however often it speaks.
    known = columns_of(reader, "attributions", ("attribution_id", "speaker", "actor_id"), {})
    unresolved = [row for row in known if row["speaker"] and not row["actor_id"]]
    fits = {name: spoken(name) for name in dict.fromkeys(row["speaker"] for row in unresolved)}
    named = [row["attribution_id"] for row in unresolved if fits[row["speaker"]]]
    said += rows_with(reader, "attributions", "attribution_id", named)
    if about:
        holds = _holding(about)
        said = [row for row in said if holds(" ".join(span["text"] for span in row["content"]))]
    dates = _dates(reader)
    said.sort(key=lambda row: (dates.get(row["item_id"]) or "~", row["item_id"], row["attribution_id"]))
    opener = Opener(reader)
    return _answer([_said(opener, row) for row in said[: _few(limit)]], len(said))


def _said(opener: Opener, row: Row) -> Answer:
    return {
        "id": row["attribution_id"], "speaker": row["speaker"], "kind": row["kind"],
        "cue": row["cue"]["text"] if row["cue"] else None, "negated": row["negated"],
        "told_by_way_of": list(row["via"]),
        "evidence": _places(opener, [Place(row["item_id"], s["start"], s["end"]) for s in row["content"]]),
    }  # fmt: skip


def versions_of(reader: CaseReader, words: str, limit: int = 5) -> Answer:
    """An utterance in every account's rendering: by its id, or by words of it; with differences and flags."""
    ids = _matching(reader, "lineages", "lineage_id", ("wording", "versions"), words, _lineage_words)
    opener = Opener(reader)
    rows = _in_order(rows_with(reader, "lineages", "lineage_id", ids[: _few(limit)]), "lineage_id", ids)
    return _answer([_lineage(opener, row) for row in rows], len(ids))


def _lineage_words(row: Row) -> str:
    return " ".join([row["wording"], *(version["text"] for version in row["versions"])])


def _lineage(opener: Opener, row: Row) -> Answer:
    versions = [
        {
            "relation": v["relation"], "attribution_id": v["attribution_id"],
            "can_change_the_meaning": [flag["reason"] for flag in v["flags"]],
            "differences": [{"what": e["op"], "was": e["was"], "now": e["now"]} for e in v["edits"]],
            **(_evidence(opener, Place(v["item_id"], v["start"], v["end"])) or {}),
        }
        for v in row["versions"]
    ]  # fmt: skip
    versions.sort(key=lambda v: (v.get("published") or "~", v.get("item_id", ""), v.get("start", 0)))
    return {"id": row["lineage_id"], "story_id": row["story_id"], "speaker": row["speaker"],
            "fullest_wording": row["wording"], "versions": versions[:MOST],
            "more_versions": max(0, len(versions) - MOST)}  # fmt: skip


def origins_of(reader: CaseReader, story: str, limit: int = 50) -> Answer:
    """How many texts the accounts of a story go back to at most, and who took which words from whom."""
    story_id = _story(reader, story)
    rows = reader.table("origins", story_id)
    passages = {row["passage_id"]: row for row in reader.table("passages", story_id)}
    opener = Opener(reader)
    made = []
    for row in rows[: _few(limit)]:
        item = opener.item(row["item_id"])
        giver = opener.item(row["from_item"]) if row["from_item"] else None
        shared = [passages[name] for name in row["passage_ids"] if name in passages]
        made.append({
            "id": row["origin_id"], "item_id": row["item_id"], "outlet": outlet(item) if item else None,
            "role": row["role"], "from_item": row["from_item"], "from_outlet": outlet(giver) if giver else None,
            "who_took_from_whom": _taken(row, shared), "strength": row["strength"], "reason": row["reason"],
            "evidence": _places(opener, [_own_side(passage, row["item_id"]) for passage in shared][:3]),
        })  # fmt: skip
    count = len({row["origin_id"] for row in rows})
    return {"story_id": story_id, "origins_at_most": count, **_answer(made, len(rows))}


def _taken(row: Row, shared: Sequence[Row]) -> str | None:
    """Whether the direction is known; null where an account takes from none."""
    if not row["from_item"]:
        return None
    ways = {(p["direction"], p["b_item" if p["direction"] == "a_to_b" else "a_item"]) for p in shared}
    taken = {item for direction, item in ways if direction != "unknown"}
    return "known" if not shared or row["item_id"] in taken else "not known"


def _own_side(passage: Row, item_id: str) -> Place:
    side = "a" if passage["a_item"] == item_id else "b"
    return Place(passage[f"{side}_item"], passage[f"{side}_start"], passage[f"{side}_end"], passage["kind"])


def positions_on(reader: CaseReader, words: str, limit: int = 10) -> Answer:
    """Who asserts, denies or questions what: claims by id or by words, stances only beside those on the same words."""
    holds = _holding(words)
    known = columns_of(reader, "claims", ("claim_id", "story_id", "text"), {})
    held = columns_of(reader, "positions", ("claim_id", "text", "held"), {})
    wanted = {row["claim_id"] for row in held if holds(f"{row['text']} {row['held'] or ''}")}
    claims = [row for row in known if row["claim_id"] in (words, *wanted) or holds(row["text"])]
    opener, made = Opener(reader), []
    for claim in whole(reader, "claims", claims):
        named = claim["claim_id"] == words or holds(claim["text"])
        for towards, rows in by_wording(claim["positions"]):
            if (named and not towards) or any(holds(f"{row['text']} {towards}") for row in rows):
                made.append(_stances(opener, claim, towards, rows))
    return _answer(made[: _few(limit)], len(made))


def _stances(opener: Opener, claim: Row, towards: str, rows: Sequence[Row]) -> Answer:
    positions = [
        {
            "actor": row["actor"], "actor_id": row["actor_id"], "stance": row["stance"], "when": row["when"],
            "according_to": row["according_to"], "attribution_id": row["attribution_id"],
            **(_evidence(opener, Place(row["item_id"], row["start"], row["end"])) or {}),
        }
        for row in rows[:PLACES]
    ]  # fmt: skip
    return {"id": claim["claim_id"], "story_id": claim["story_id"], "claim": towards or claim["text"],
            "positions": positions, "more_positions": max(0, len(rows) - PLACES)}  # fmt: skip


def figures_for(reader: CaseReader, words: str, limit: int = 10) -> Answer:
    """Numbers of what is asked for: groups with their verdict (agree, revision, conflict), then figures alone."""
    groups = columns_of(
        reader, "figure_groups", ("group_id", "story_id", "counted", "verdict", "figure_ids", "reason"), {}
    )
    grouped = {name: row["group_id"] for row in groups for name in row["figure_ids"]}
    holds = _holding(words)
    found = columns_of(reader, "figures", ("figure_id", "text", "counted"), {})
    hits = {row["figure_id"] for row in found if holds(f"{row['text']} {row['counted'] or ''}")}
    wanted = {grouped[name] for name in hits if name in grouped}
    chosen = [g for g in groups if g["group_id"] in (words, *wanted) or holds(g["counted"])]
    order = ("conflict", "revision", "agree", "not_comparable")
    chosen.sort(key=lambda g: (order.index(g["verdict"]) if g["verdict"] in order else 9, g["group_id"]))
    most, opener = _few(limit), Opener(reader)
    made = [_group(opener, row) for row in whole(reader, "figure_groups", chosen[:most])]
    alone = sorted(hits - set(grouped))
    rest = rows_with(reader, "figures", "figure_id", alone[: most - len(made)])
    made += [{"id": row["figure_id"], "verdict": "alone", "figures": [_figure(opener, row)]} for row in rest]
    return _answer(made, len(chosen) + len(alone))


def _group(opener: Opener, row: Row) -> Answer:
    figures = [_figure(opener, figure) for figure in row["figures"]]
    figures.sort(key=lambda f: (f["as_of"] or f.get("published") or "~", f["id"]))
    return {"id": row["group_id"], "story_id": row["story_id"], "counted": row["counted"],
            "verdict": row["verdict"], "reason": row["reason"], "figures": figures[:MOST],
            "more_figures": max(0, len(figures) - MOST)}  # fmt: skip


def _figure(opener: Opener, row: Row) -> Answer:
    return {
        "id": row["figure_id"], "low": row["low"], "high": row["high"], "unit": row["unit"],
        "modifier": row["modifier"], "as_of": row["as_of"], "speaker": row["speaker"],
        **(_evidence(opener, Place(row["item_id"], row["start"], row["end"])) or {}),
    }  # fmt: skip


def timeline(reader: CaseReader, story: str, limit: int = 30) -> Answer:
    """What happened in a story, in order of time, with every account's words and the time that it gives."""
    rows = reader.table("timeline", _story(reader, story))
    opener = Opener(reader)
    made = []
    for row in rows[: _few(limit)]:
        finding = finding_of("timeline", row)
        made.append({"id": event_id(row), "when": row["edtf"], "what": row["text"],
                     "accounts": len(finding.places), "evidence": _places(opener, finding.places)})  # fmt: skip
    return _answer(made, len(rows))


def open_finding(reader: CaseReader, name: str) -> Answer:
    """A finding by its permanent id: the words of every place that it rests on. Raises RashomonError for an unknown."""
    found = find(reader, name)
    if found is None:
        raise RashomonError(f"{name[:60]}: no finding of that id in this case")
    opener = Opener(reader)
    return {"id": found.id, "table": found.table, "story_id": found.story_id,
            "evidence": _places(opener, found.places), "more": max(0, len(found.places) - PLACES)}  # fmt: skip


def check(reader: CaseReader, draft: str, as_of: str | None = None) -> Answer:
    """A draft's quotations, figures, dates and reports held against the accounts; `look` marks what needs a person."""
    # Loads the readers of texts, which no other question needs.
    from ..check import check as check_draft
    from ..checking.report import check_rows
    from ..draft import read_draft

    checked = check_draft(reader, read_draft("draft.md", draft.encode("utf-8", "replace")), as_of=as_of)
    rows = check_rows(checked)
    return {"answers": rows[: 4 * MOST], "more": max(0, len(rows) - 4 * MOST), "needs_a_look": checked.looks,
            "stories": list(checked.stories), "issues": list(checked.issues)}  # fmt: skip


# -- what the answers share -------------------------------------------------------------------------------------------


def _evidence(opener: Opener, place: Place) -> Answer | None:
    found = opener.evidence(place)
    if found is None:
        return None
    cut = {"cut": f"the first {WORDS:,} of {len(found.text):,} characters"} if len(found.text) > WORDS else {}
    return {
        **cut, "words": found.text[:WORDS], "outlet": found.outlet, "published": found.published,
        "item_id": found.item_id, "start": found.start, "end": found.end, "sha256": found.sha256, "url": found.url,
    }  # fmt: skip


def _places(opener: Opener, places: Iterable[Place]) -> list[Answer]:
    found = (_evidence(opener, place) for place in list(places)[:PLACES])
    return [made for made in found if made]


def _answer(made: list[Answer], total: int) -> Answer:
    return {"answers": made, "more": max(0, total - len(made))}


def _few(limit: int) -> int:
    return max(1, min(limit, MOST))


def _sound(text: str) -> str:
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


def _stems(text: str | None) -> set[str]:
    return {word[:STEM] for word in folded_words(text or "")}


def _holding(words: str) -> Callable[[str | None], bool]:
    """What tells whether a text has all the words, in whatever form; no words are in no text."""
    wanted = _stems(words)
    plain = [stem for stem in sorted(wanted) if stem.isalnum()]

    def holds(text: str | None) -> bool:
        if not text or not wanted:
            return False
        # Most texts have none of the letters, and taking a text into words is slow.
        low = text.lower()
        return all(stem in low for stem in plain) and wanted <= _stems(text)

    return holds


def _matching(
    reader: CaseReader, table: str, name: str, columns: tuple[str, ...], words: str, text: Callable[[Row], str]
) -> list[str]:
    """The ids of the rows of a table whose text has the words, those with least else first; or the one of that id."""
    holds = _holding(words)
    sizes: dict[str, int] = {}
    for row in columns_of(reader, table, (name, *columns), {}):
        if row[name] == words:
            return [words]
        if holds(text(row)):
            sizes[row[name]] = len(text(row))
    return sorted(sizes, key=lambda key: (sizes[key], key))


def _in_order(rows: list[Row], name: str, ids: list[str]) -> list[Row]:
    place = {key: number for number, key in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row[name]])


def _dates(reader: CaseReader) -> dict[str, str | None]:
    return {row["item_id"]: row["published"] for row in columns_of(reader, "items", ("item_id", "published"), {})}


def _story(reader: CaseReader, name: str) -> str:
    """The story of that id, reference (s1), or words of a headline. Raises ReferenceUnknownError."""
    if table_slice(reader, "stories", {"story_id": _sound(name)}, limit=1).rows:
        return name
    found = CaseReferences(reader).find(_sound(name)).story
    if found is None:
        raise RashomonError(f"{name[:60]}: no story of that name in this case")
    return found.view.story_id
