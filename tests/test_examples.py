"""The invented event end to end: builds the case of examples/corven and looks for each entry of expected.toml in it.

Each entry is one check with a name such as `lineages/home_on_friday/morning`. A check named in `known_failures` has to
fail: one that passes must be taken out of the list, so that what works stays so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rashomon.case.queries import CaseReader
from rashomon.engine.build import build
from rashomon.model.settings import Settings

EXAMPLES = Path(__file__).parent.parent / "examples"
EXPECTED: dict[str, Any] = tomllib.loads((EXAMPLES / "expected.toml").read_text(encoding="utf-8"))

Row = dict[str, Any]


class Built:
    """The case of the examples: its tables, and its accounts under the names of expected.toml."""

    def __init__(self, reader: CaseReader) -> None:
        self.tables = {name: reader.table(name) for name in _TABLES}
        self.ids = {key: self._find(wanted) for key, wanted in EXPECTED["items"].items()}
        self.item = {row["item_id"]: row for row in self.tables["items"]}

    def _find(self, wanted: Row) -> str | None:
        rows = [r for r in self.tables["items"] if Path(r["capture"].partition("#")[0]).name == wanted["file"]]
        return next((r["item_id"] for r in rows if wanted["headline"] in (r["headline"] or "")), None)

    def account(self, key: str) -> str:
        """The id of an account; fails where intake did not find it."""
        found = self.ids[key]
        assert found, f"no account with the headline of {key}"
        return found

    def rows(self, table: str, key: str, words: str) -> list[Row]:
        """Rows of an account whose text holds the words or stands within them."""
        wanted = plain(words)
        return [
            row
            for row in self.tables[table]
            if row["item_id"] == self.account(key) and (wanted in plain(row["text"]) or plain(row["text"]) in wanted)
        ]


_TABLES = (
    "captures", "items", "issues", "attributions", "actors", "figures", "times", "origins", "stories", "lineages",
    "claims", "positions", "figure_groups", "labels", "timeline", "contradictions",
)  # fmt: skip


def plain(text: str | None) -> str:
    """Words in lower case, marks aside."""
    return " ".join("".join(c if c.isalnum() else " " for c in (text or "").lower()).split())


def same_name(found: str | None, wanted: str) -> bool:
    """Whether a name is the wanted one: the same last word, or one within the other."""
    a, b = plain(found), plain(wanted)
    return bool(a and b) and (a.split()[-1] == b.split()[-1] or a in b or b in a)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    case = str(tmp_path_factory.mktemp("examples") / "corven.case")
    build([str(EXAMPLES / "corven")], case, Settings(), jobs=1, watch=lambda _: None)
    with CaseReader(case) as reader:
        yield Built(reader)


Check = Callable[[Built], None]


def checks() -> Iterator[tuple[str, Check]]:
    """Every check with its name."""
    for make in (item_checks, intake_checks, link_checks, attribution_checks, lineage_checks, figure_checks,
                 position_checks, label_checks, time_checks):  # fmt: skip
        yield from make()


def item_checks() -> Iterator[tuple[str, Check]]:
    for key, wanted in EXPECTED["items"].items():
        yield f"items/{key}", lambda b, key=key: b.account(key) and None
        for field in ("publisher", "authors", "published", "language", "relays"):
            yield f"items/{key}/{field}", lambda b, k=key, f=field, w=wanted: _field(b, k, f, w.get(f))


def _field(built: Built, key: str, field: str, wanted: Any) -> None:
    found = built.item[built.account(key)][field]
    if field == "published":
        assert (found or "")[:16] == (wanted or "")
    elif isinstance(wanted, list):
        assert all(any(plain(name) in plain(other) for other in found) for name in wanted), found
    elif wanted is not None:
        assert plain(found) == plain(wanted)


def intake_checks() -> Iterator[tuple[str, Check]]:
    for entry in EXPECTED["removed"]:
        for words in entry["words"]:
            yield f"removed/{entry['file']}/{words}", lambda b, e=entry, w=words: _removed(b, e["file"], w)
    for entry in EXPECTED["unread"]:
        yield f"unread/{entry['file']}", lambda b, e=entry: _unread(b, e["file"])


def _removed(built: Built, file: str, words: str) -> None:
    texts = [row["text"] for row in built.tables["items"] if file in row["capture"]]
    assert texts
    assert not any(words in text for text in texts)


def _unread(built: Built, file: str) -> None:
    assert not [row for row in built.tables["items"] if file in row["capture"]]
    captures = {row["capture_id"] for row in built.tables["captures"] if any(file in path for path in row["paths"])}
    assert [row for row in built.tables["issues"] if row["capture_id"] in captures]


def link_checks() -> Iterator[tuple[str, Check]]:
    story = EXPECTED["story"]
    for key in story["items"]:
        yield f"story/{key}", lambda b, k=key: _together(b, story["items"][0], k)
    for key in story["alone"]:
        yield f"story/{key}", lambda b, k=key: _alone(b, k)
    yield "origins/at_most", _origins_at_most
    for taken in EXPECTED["origins"]["taken"]:
        yield f"origins/{taken['item']}", lambda b, t=taken: _taken(b, t["item"], t["from"])


def _story(built: Built, key: str) -> str:
    return next(str(row["story_id"]) for row in built.tables["stories"] if row["item_id"] == built.account(key))


def _together(built: Built, one: str, other: str) -> None:
    assert _story(built, one) == _story(built, other)


def _alone(built: Built, key: str) -> None:
    assert [row["item_id"] for row in built.tables["stories"] if row["story_id"] == _story(built, key)] == [
        built.account(key)
    ]


def _origins_at_most(built: Built) -> None:
    story = _story(built, EXPECTED["story"]["items"][0])
    found = {row["origin_id"] for row in built.tables["origins"] if row["story_id"] == story}
    assert 1 < len(found) <= EXPECTED["origins"]["at_most"], len(found)


def _taken(built: Built, item: str, taken_from: str) -> None:
    rows = [row for row in built.tables["origins"] if row["item_id"] == built.account(item)]
    assert built.account(taken_from) in {row["from_item"] for row in rows}


def attribution_checks() -> Iterator[tuple[str, Check]]:
    for entry in EXPECTED["attributions"]:
        name = f"attributions/{entry['item']}/{plain(entry['content'])[:24].strip()}"
        yield name, lambda b, e=entry: _attribution(b, e)


def _attribution(built: Built, entry: Row) -> None:
    wanted = plain(entry["content"])
    rows = [
        row
        for row in built.tables["attributions"]
        if row["item_id"] == built.account(entry["item"])
        and wanted in plain(" ".join(span["text"] for span in row["content"]))
    ]
    assert rows, "no attribution holds these words"
    speaker = [
        r for r in rows if same_name(r["speaker"], entry["speaker"]) or (not entry["speaker"] and not r["speaker"])
    ]
    assert speaker, [row["speaker"] for row in rows]
    assert "cue_class" not in entry or entry["cue_class"] in {row["cue_class"] for row in speaker}
    for name in entry.get("via", []):
        assert any(same_name(relay, name) for row in speaker for relay in row["via"]), [row["via"] for row in speaker]


def lineage_checks() -> Iterator[tuple[str, Check]]:
    for entry in EXPECTED["lineages"]:
        yield f"lineages/{entry['name']}", lambda b, e=entry: _lineage(b, e) and None
        for key, version in entry["versions"].items():
            yield f"lineages/{entry['name']}/{key}", lambda b, e=entry, k=key, v=version: _version(b, e, k, v)


def _lineage(built: Built, entry: Row) -> Row:
    """The lineage in which the first account has the words."""
    first = built.account(next(iter(entry["versions"])))
    wanted = plain(entry["words"])
    for row in built.tables["lineages"]:
        if any(v["item_id"] == first and wanted in plain(v["text"]) for v in row["versions"]):
            assert same_name(row["speaker"], entry["speaker"]), row["speaker"]
            return row
    raise AssertionError("no lineage holds these words")


def _version(built: Built, entry: Row, key: str, wanted: Row) -> None:
    versions = [v for v in _lineage(built, entry)["versions"] if v["item_id"] == built.account(key)]
    assert versions, "the account is not in the lineage"
    right = [v for v in versions if v["relation"] in wanted["relation"]]
    assert right, [v["relation"] for v in versions]
    assert "flag" not in wanted or any(bool(v["flags"]) == wanted["flag"] for v in right), [v["flags"] for v in right]


def figure_checks() -> Iterator[tuple[str, Check]]:
    for entry in EXPECTED["figures"]:
        yield f"figures/{entry['name']}", lambda b, e=entry: _figures(b, e)


def _figures(built: Built, entry: Row) -> None:
    holding: list[set[str]] = []
    for key, words in entry["members"]:
        ids = {row["figure_id"] for row in built.rows("figures", key, words)}
        assert ids, f"{key} has no figure “{words}”"
        holding.append({g["group_id"] for g in built.tables["figure_groups"] if ids & set(g["figure_ids"])})
    together = set.intersection(*holding)
    assert together, "the figures do not stand in one group"
    verdicts = {g["verdict"] for g in built.tables["figure_groups"] if g["group_id"] in together}
    assert verdicts & set(entry["verdict"]), verdicts


def position_checks() -> Iterator[tuple[str, Check]]:
    for entry in EXPECTED["claims"]:
        yield f"claims/{entry['name']}", lambda b, e=entry: _claim(b, e)
        for wanted in entry["positions"]:
            name = f"claims/{entry['name']}/{wanted['item']}/{wanted['actor']}"
            yield name, lambda b, w=wanted: _position(b, w) and None


def _position(built: Built, wanted: Row) -> list[Row]:
    rows = [
        r for r in built.rows("positions", wanted["item"], wanted["words"]) if same_name(r["actor"], wanted["actor"])
    ]
    assert rows, "no position of that actor at these words"
    right = [row for row in rows if row["stance"] in wanted["stance"]]
    assert right, [row["stance"] for row in rows]
    return right


def _claim(built: Built, entry: Row) -> None:
    claims = [{row["claim_id"] for row in _position(built, wanted)} for wanted in entry["positions"]]
    assert set.intersection(*claims), "the positions do not stand under one claim"


def label_checks() -> Iterator[tuple[str, Check]]:
    for entry in EXPECTED["labels"]:
        for key, words in entry["own"]:
            yield f"labels/{entry['name']}/{words}", lambda b, k=key, w=words: _label(b, k, w, "own", None)
        for key, words, speaker in entry["quoted"]:
            yield f"labels/{entry['name']}/{words}", lambda b, k=key, w=words, s=speaker: _label(b, k, w, "quoted", s)
        yield f"labels/{entry['name']}", lambda b, e=entry: _one_referent(b, e)


def _label(built: Built, key: str, words: str, voice: str, speaker: str | None) -> None:
    rows = built.rows("labels", key, words)
    assert rows, "no such label"
    assert voice in {row["voice"] for row in rows}
    assert speaker is None or any(same_name(row["speaker"], speaker) for row in rows), [row["speaker"] for row in rows]


def _one_referent(built: Built, entry: Row) -> None:
    labels = [built.rows("labels", key, words) for key, words, *_ in [*entry["own"], *entry["quoted"]]]
    assert set.intersection(*({row["referent_id"] for row in rows} for rows in labels))


def time_checks() -> Iterator[tuple[str, Check]]:
    for entry in EXPECTED["times"]:
        yield f"times/{entry['item']}/{entry['words']}", lambda b, e=entry: _time(b, e)
    for entry in EXPECTED["timeline"]:
        yield f"timeline/{entry['name']}", lambda b, e=entry: _event(b, e)
    for entry in EXPECTED["contradictions"]:
        yield f"contradictions/{entry['item']}", lambda b, e=entry: _contradiction(b, e)


def _time(built: Built, entry: Row) -> None:
    rows = built.rows("times", entry["item"], entry["words"])
    assert rows, "no time at these words"
    assert any((row["edtf"] or "").startswith(entry["edtf"]) for row in rows), [row["edtf"] for row in rows]


def _event(built: Built, entry: Row) -> None:
    wanted = {built.account(key): edtf for key, edtf in entry["accounts"].items()}
    best: set[str] = set()
    for event in built.tables["timeline"]:
        if (event["edtf"] or "").rstrip("~?%").startswith(entry["edtf"]):
            given = {
                a["item_id"] for a in event["accounts"] if (a["edtf"] or "").startswith(wanted.get(a["item_id"], "-"))
            }
            best = max(best, given, key=len)
    assert best >= set(wanted), f"{len(best)} of {len(wanted)} accounts"


def _contradiction(built: Built, entry: Row) -> None:
    rows = [row for row in built.tables["contradictions"] if row["item_id"] == built.account(entry["item"])]
    sides = {plain(entry["a"]), plain(entry["b"])}
    assert any(all(any(side in plain(row[name]["text"]) for name in ("a", "b")) for side in sides) for row in rows), (
        rows
    )


KNOWN = set(EXPECTED["known_failures"])
CHECKS = [
    pytest.param(
        check, id=name, marks=[pytest.mark.xfail(strict=True, reason="known failure")] if name in KNOWN else []
    )
    for name, check in checks()
]


@pytest.mark.parametrize("check", CHECKS)
def test_the_example_holds(check: Check, built: Built) -> None:
    check(built)


def test_known_failures_name_checks_that_exist() -> None:
    assert {name for name, _ in checks()} >= KNOWN
