"""One story as a report needs it: its rows, indexed once, in the order in which a reader meets them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import PurePosixPath

from ..case.overview import (
    Chapter,
    actor_names,
    chapters,
    directed_passages,
    named_actors,
    speaking_actors,
    story_sizes,
)
from ..language.tokens import WORD
from .characters import may_be_name, one_line, shortened
from .dates import moment, when_sorted
from .reader import Reader, Row

OWN_ORIGIN, PART_ROLE = "own", "excerpt"
_ARTICLES = frozenset({"the", "its", "their", "his", "her", "and", "der", "die", "das", "les", "des", "los", "las"})
STEM = 5
"""Words that begin with the same five letters are taken for forms of one word."""
LONGEST_NAME = 60
"""Characters of an outlet's name; a longer one is a sentence that was taken for a name."""
LONGEST_TITLE = 300
"""Characters of a story's title; a longer headline is a page that was taken for one."""
_STANCES = ("asserts", "endorses", "concedes", "questions", "denies")
_VERDICTS = ("conflict", "revision", "agree", "not_comparable")


class StoryView:
    """A story's rows. Every list is in report order, which is also the order of its references."""

    def __init__(self, reader: Reader, story_id: str) -> None:
        self.reader, self.story_id = reader, story_id

    def rows(self, table: str) -> list[Row]:
        """The story's rows of a table."""
        return self.reader.table(table, self.story_id)

    @cached_property
    def items(self) -> list[Row]:
        """The accounts, by date; undated ones last."""
        return sorted(self.rows("items"), key=lambda i: (when_sorted(i["published"]), i["item_id"]))

    @cached_property
    def item(self) -> dict[str, Row]:
        """The accounts by their id."""
        return {row["item_id"]: row for row in self.items}

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each account stands in the order of the story."""
        return {item_id: number for number, item_id in enumerate(self.item)}

    @cached_property
    def names(self) -> dict[str, str]:
        """A short name for each account, no two alike."""
        return account_names(self.items)

    @cached_property
    def title(self) -> str:
        """The headline of the first account that has one and is the beginning of an origin, else of the first."""
        first = [self.item[o["item_id"]] for o in self.origins if o["role"] == "first" and o["item_id"] in self.item]
        for item in [*first, *self.items]:
            if item["headline"]:
                return shortened(one_line(item["headline"]), LONGEST_TITLE)
        return "untitled"

    @cached_property
    def chapters(self) -> tuple[list[Chapter], list[Chapter]]:
        """The earlier story that this one goes on from, where there is one, and the later ones that go on from it."""
        return chapters(self.reader.db, self.story_id)

    @cached_property
    def origins(self) -> list[Row]:
        """Each account's part in an origin; larger origins first, then by date, a copy below what it was taken from.

        `known` tells whether it is known who took from whom. An account that has a text of its own and parts of others'
        stands once, with those parts as rows of `also`.
        """
        rows = _each_once([{**row, "known": self._is_known(row)} for row in self.rows("origins")])
        placed = {row["item_id"] for row in rows}
        rows += [_unplaced(self.story_id, item_id) for item_id in self.item if item_id not in placed]
        by_origin: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_origin[row["origin_id"]].append(row)
        order = {item_id: number for number, item_id in enumerate(self.item)}
        trees = [_tree(members, order) for members in by_origin.values()]
        trees.sort(key=lambda tree: (-len(tree), order.get(tree[0]["item_id"], 0)))
        return [row for tree in trees for row in tree]

    def _is_known(self, origin: Row) -> bool:
        taken = ((name, origin["item_id"]) for name in origin["passage_ids"])
        return not origin["passage_ids"] or not self._directed.isdisjoint(taken)

    @cached_property
    def _directed(self) -> frozenset[tuple[str, str]]:
        return directed_passages(self.reader.db, self.story_id)

    @cached_property
    def origin_count(self) -> int:
        """How many origins the accounts go back to at most."""
        return len({row["origin_id"] for row in self.origins})

    @cached_property
    def attributions(self) -> list[Row]:
        """Who said what: speakers with the most first; an account's own order within."""
        rows = self.rows("attributions")
        said = Counter(self.speaker_key(row) for row in rows)
        order = {item_id: number for number, item_id in enumerate(self.item)}
        return sorted(
            rows,
            key=lambda r: (
                not r["speaker"],
                -said[self.speaker_key(r)],
                self.speaker_key(r),
                order.get(r["item_id"], 0),
                first_start(r),
                r["attribution_id"],
            ),
        )

    @cached_property
    def attribution(self) -> dict[str, Row]:
        """The attributions by their id."""
        return {row["attribution_id"]: row for row in self.attributions}

    def speaker_key(self, row: Row) -> str:
        """What groups attributions of one speaker: the actor, else the name as read."""
        return str(row["actor_id"] or row["speaker"] or "")

    @cached_property
    def actor_names(self) -> dict[str, str]:
        """The actors' names by their id."""
        return {actor_id: one_line(name) for actor_id, name in actor_names(self.reader.db, self.story_id)}

    @cached_property
    def cast(self) -> dict[str, str]:
        """The names of all actors whom an account calls by one, by their id."""
        names = actor_names(self.reader.db, self.story_id, mentioned=True)
        return {actor_id: one_line(name) for actor_id, name in names if actor_id in self.named_actors}

    @cached_property
    def named_actors(self) -> frozenset[str]:
        """Actors whom some account of the story calls by a name; the others are only described."""
        return frozenset(named_actors(self.reader.db, self.story_id))

    @cached_property
    def speaking(self) -> frozenset[str]:
        """Actors to whom some account of the story attributes something."""
        return frozenset(i for i in speaking_actors(self.reader.db, self.story_id) if i in self.actor_names)

    def is_named(self, row: Row) -> bool:
        """Whether who speaks has a name that one could look up, and not only a description."""
        name = one_line(row["speaker"])
        return row["actor_id"] in self.named_actors or bool(name and may_be_name(name))

    def speaker_name(self, row: Row) -> str:
        """The name of who speaks: the actor's, else as read, else the words that stand for it."""
        name = self.actor_names.get(row.get("actor_id") or "") or one_line(row.get("speaker"))
        if name:
            return shortened(name, 2 * LONGEST_NAME)
        source = row.get("source")
        return f"“{shortened(one_line(source['text']), 2 * LONGEST_NAME)}”" if source else "no one named"

    @cached_property
    def lineages(self) -> list[Row]:
        """Utterances: those whose meaning may have changed first, then those that most accounts have."""
        return sorted(self.rows("lineages"), key=_lineage_weight)

    @cached_property
    def shared_lineages(self) -> list[Row]:
        """The utterances that at least two accounts have."""
        return [row for row in self.lineages if len(items_of(row["versions"])) > 1]

    @cached_property
    def claims(self) -> list[Row]:
        """Claims: those that an analyst asked for first, then those with most stances, then most actors."""
        return sorted(self.rows("claims"), key=self._claim_weight)

    def _claim_weight(self, claim: Row) -> tuple[bool, int, int, str]:
        rows = self.positions.get(claim["claim_id"], [])
        stances = {row["stance"] for row in rows}
        return (not claim["asked"], -len(stances), -len({holder(row) for row in rows}), claim["claim_id"])

    @cached_property
    def positions(self) -> dict[str, list[Row]]:
        """Positions by claim, in the order of stance, then time."""
        by_claim: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("positions"):
            by_claim[row["claim_id"]].append(row)
        for rows in by_claim.values():
            rows.sort(key=_position_place)
        return dict(by_claim)

    @cached_property
    def figures(self) -> list[Row]:
        """Figures in the order of the accounts."""
        order = {item_id: number for number, item_id in enumerate(self.item)}
        return sorted(self.rows("figures"), key=lambda r: (order.get(r["item_id"], 0), r["start"], r["figure_id"]))

    @cached_property
    def figure(self) -> dict[str, Row]:
        """The figures by their id."""
        return {row["figure_id"]: row for row in self.figures}

    @cached_property
    def figure_groups(self) -> list[Row]:
        """Groups: conflicts, then revisions, then agreement; larger ones first."""
        rank = {verdict: number for number, verdict in enumerate(_VERDICTS)}
        return sorted(
            self.rows("figure_groups"),
            key=lambda g: (rank.get(g["verdict"], 9), -len(g["figure_ids"]), g["counted"], g["group_id"]),
        )

    @cached_property
    def single_figures(self) -> list[Row]:
        """Figures that stand in no group: what happened to people and things first, then what someone says."""
        grouped = {figure_id for group in self.figure_groups for figure_id in group["figure_ids"]}
        return sorted(
            (row for row in self.figures if row["figure_id"] not in grouped),
            key=lambda r: (not r.get("action"), not r["speaker"], not r["unit"], not r["counted"]),
        )

    @cached_property
    def timeline(self) -> list[Row]:
        """What happened, in order of time."""
        return sorted(self.rows("timeline"), key=lambda e: (when_sorted(e["edtf"]), e["text"], e["edtf"] or ""))

    @cached_property
    def labels(self) -> list[list[Row]]:
        """What a referent is called, by referent: those with most different words first."""
        by_referent: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("labels"):
            by_referent[row["referent_id"]].append(row)
        return sorted(by_referent.values(), key=_label_weight)

    @cached_property
    def _judgements(self) -> dict[str, list[tuple[int, int, Row]]]:
        """People's judgements by account, with their place in it; those of other stories' captures left aside."""
        sha256 = {row["capture_id"]: row["sha256"] for row in self.rows("captures")}
        account = {f"{sha256.get(row['capture_id'])}/{row['ordinal']}": row["item_id"] for row in self.items}
        made: dict[str, list[tuple[int, int, Row]]] = defaultdict(list)
        for row in self.reader.table("judgements"):
            capture, _, place = row["evidence"].rpartition("/")
            start, _, end = place.partition("-")
            if capture in account and start.isdigit() and end.isdigit():
                made[account[capture]].append((int(start), int(end), row))
        return dict(made)

    def judged(self, item_id: str, start: int, end: int) -> list[Row]:
        """The judgements on a place of an account: those that share a character with it."""
        return [row for a, b, row in self._judgements.get(item_id, []) if a < end and start < b]

    @cached_property
    def contradictions(self) -> list[Row]:
        """Places where an account goes against itself."""
        return sorted(self.rows("contradictions"), key=lambda c: (c["item_id"], c["a"]["start"], c["b"]["start"]))

    @cached_property
    def coverage(self) -> dict[str, dict[str, bool]]:
        """For each finding, whether each account has it."""
        has: dict[str, dict[str, bool]] = defaultdict(dict)
        for row in self.rows("coverage"):
            has[row["finding"]][row["item_id"]] = row["has"]
        return dict(has)


def first_start(attribution: Row) -> int:
    """Where an attribution's content begins."""
    content = attribution["content"]
    return int(content[0]["start"]) if content else 0


def holder(position: Row) -> str:
    """What tells one actor's positions from another's."""
    return str(position["actor_id"] or (position["actor"] or "").lower())


def _position_place(row: Row) -> tuple[int, str, str, str, int]:
    return (stance_rank(row["stance"]), when_sorted(row["when"]), holder(row), row["item_id"], row["start"])


def stance_rank(stance: str) -> int:
    """Where a stance stands in the report, from assent to denial."""
    return _STANCES.index(stance) if stance in _STANCES else len(_STANCES)


def items_of(rows: Iterable[Row]) -> set[str]:
    """The accounts that rows belong to."""
    return {row["item_id"] for row in rows}


def has_flag(lineage: Row) -> bool:
    """Whether a version of the utterance may have changed its meaning."""
    return any(version["flags"] for version in lineage["versions"])


def _lineage_weight(lineage: Row) -> tuple[bool, bool, int, int, str]:
    versions = lineage["versions"]
    accounts = len(items_of(versions))
    return (accounts < 2, not has_flag(lineage), -accounts, -len(lineage["wording"]), lineage["lineage_id"])


def different_words(labels: list[Row]) -> int:
    """How many descriptions of a referent share no word with one another; its names are no descriptions.

    >>> row = {"referent": "Ann Orr"}
    >>> different_words([{**row, "text": text} for text in ("the nurse", "a young nurse", "a liar", "Orr", "Dr Orr")])
    2
    """
    groups: list[set[str]] = []
    for text in sorted({one_line(row["text"]).lower() for row in labels if not _is_name(row)}):
        words = {word[:STEM] for word in WORD.findall(text) if len(word) > 2 and word not in _ARTICLES} or {text}
        meeting = [group for group in groups if group & words]
        groups = [group for group in groups if not group & words] + [set.union(words, *meeting)]
    return len(groups)


def _is_name(label: Row) -> bool:
    """Whether a label is the referent's name or a part of it."""
    words, referent = WORD.findall(label["text"]), {word.lower() for word in WORD.findall(label["referent"])}
    named = any(word[0].isupper() for word in words[1:]) or (words and words[-1][0].isupper() and len(words) == 1)
    return bool(named and referent & {word.lower() for word in words})


def _label_weight(rows: list[Row]) -> tuple[int, bool, int, str]:
    quoted = any(row["voice"] != "own" for row in rows)
    return (-different_words(rows), not quoted, -len(rows), rows[0]["referent_id"])


def _unplaced(story_id: str, item_id: str) -> Row:
    return {
        "origin_id": item_id, "story_id": story_id, "item_id": item_id, "role": OWN_ORIGIN, "from_item": None,
        "passage_ids": [], "strength": "weak", "reason": None, "known": True, "also": [],
    }  # fmt: skip


def _each_once(rows: list[Row]) -> list[Row]:
    """The rows of accounts, one for each: a part taken from another origin stands with the account's own row."""
    own = {row["item_id"] for row in rows if row["role"] != PART_ROLE}
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["role"] == PART_ROLE and row["item_id"] in own:
            parts[row["item_id"]].append(row)
    kept = [row for row in rows if row["role"] != PART_ROLE or row["item_id"] not in own]
    return [{**row, "also": parts.pop(row["item_id"], [])} for row in kept]


def _tree(members: list[Row], order: dict[str, int]) -> list[Row]:
    """The members with `depth`, each below the one that it was taken from."""
    ids = items_of(members)
    below: dict[str | None, list[Row]] = defaultdict(list)
    for row in sorted(members, key=lambda r: (r["role"] != "first", order.get(r["item_id"], 0), r["item_id"])):
        parent = row["from_item"] if row["from_item"] in ids and row["from_item"] != row["item_id"] else None
        below[parent].append(row)
    placed: list[Row] = []
    waiting = [(row, 0) for row in reversed(below[None])]
    while waiting:
        row, depth = waiting.pop()
        placed.append({**row, "depth": depth})
        waiting.extend((child, depth + 1) for child in reversed(below[row["item_id"]]))
    seen = items_of(placed)
    return placed + [{**row, "depth": 0} for row in members if row["item_id"] not in seen]


def account_names(items: list[Row]) -> dict[str, str]:
    """The publisher, and, where two accounts have the same one, what tells them apart: relay, day, clock, number."""
    names = {row["item_id"]: _base_name(row) for row in items}
    for tell in (_by_relay, _by_day, _by_clock):
        twice = {name for name, number in Counter(names.values()).items() if number > 1}
        for row in items:
            if names[row["item_id"]] in twice:
                names[row["item_id"]] += tell(row)
    seen: Counter[str] = Counter()
    for row in items:
        name = names[row["item_id"]]
        seen[name] += 1
        if seen[name] > 1:
            names[row["item_id"]] = f"{name} ({seen[name]})"
    return names


def _base_name(item: Row) -> str:
    name = one_line(item["publisher"]) or PurePosixPath(one_line(item["capture"])).name or str(item["item_id"])
    return shortened(name, LONGEST_NAME)


def _by_relay(item: Row) -> str:
    relays = [one_line(relay) for relay in item["relays"] if relay != item["publisher"]]
    return f" via {shortened(relays[-1], 24)}" if relays else ""


def _by_day(item: Row) -> str:
    return f", {moment(item['published']).date}" if item["published"] else ""


def _by_clock(item: Row) -> str:
    clock = moment(item["published"]).clock
    return f" {clock}" if clock else ""


def story_order(reader: Reader) -> list[tuple[str, int]]:
    """The stories of a case with their number of accounts, largest first."""
    return story_sizes(reader.db)
