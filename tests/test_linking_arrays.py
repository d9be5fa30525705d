"""What linking does with arrays over many texts is what it would do one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.linking import chains, rows
from rashomon.linking.alignment import align, align_all
from rashomon.linking.crew import Crew
from rashomon.linking.fingerprints import Shared, shingles_of, shingles_of_all
from rashomon.linking.seeds import Runs, batch_of
from rashomon.linking.wording import U64, sorting, words_of, words_of_all

texts = st.lists(st.integers(0, 6), max_size=60).map(lambda words: np.array(words, dtype=np.uint64))
run = st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(0, 60), st.integers(5, 12))


@given(st.lists(run, max_size=40, unique=True))
def test_chains_of_all_pairs(found: list[tuple[int, int, int, int]]) -> None:
    """Runs of several pairs follow one another as they do where each pair is gone through run by run."""
    found.sort()
    runs = Runs(*np.array(found, dtype=np.int64).reshape(-1, 4).T)
    before = chains._before(runs).tolist()
    for pair in {row[0] for row in found}:
        first = next(n for n, row in enumerate(found) if row[0] == pair)
        alone = chains._chosen([row[1:] for row in found if row[0] == pair])
        assert before[first : first + len(alone)] == [-1 if n < 0 else n + first for n in alone]
    chained = chains.chain_up(runs)
    assert chained.begins[-1] == len(found) and (chained.runs.length > 0).all()


@given(st.lists(texts, min_size=2, max_size=5))
def test_pairs_of_a_batch(given_texts: list[U64]) -> None:
    """A batch of pairs gives what each pair gives by itself."""
    first, second = np.triu_indices(len(given_texts), 1)
    found = align_all(batch_of(given_texts, first, second), least_words=6)
    for number, (one, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        own = [column[found.pair == number].tolist() for column in found[1:]]
        assert list(map(tuple, align(given_texts[one], given_texts[other], least_words=6))) == list(
            zip(*own, strict=True)
        )


@given(texts, st.integers(0, 30), st.integers(12, 40))
def test_copied_stretch(text: U64, start: int, length: int) -> None:
    """What one text has from another is found, and ranges lie within the texts."""
    source = np.arange(100, 170, dtype=np.uint64)
    copy = np.concatenate((text, source[start : start + length], text))
    found = align(source, copy, least_words=10)
    assert any(one.a_start == start and one.a_end == min(start + length, 70) for one in found)
    for one in found:
        assert 0 <= one.a_start < one.a_end <= len(source) and 0 <= one.b_start < one.b_end <= len(copy)
        assert 0 < one.same <= min(one.a_end - one.a_start, one.b_end - one.b_start)


@given(st.lists(st.integers(0, 20)))
def test_sorting(keys: list[int]) -> None:
    given_keys = np.array(keys, dtype=np.uint64)
    assert sorting(given_keys).tolist() == np.argsort(given_keys, kind="stable").tolist()


@given(st.lists(texts))
def test_shingles_of_all(given_texts: list[U64]) -> None:
    assert [own.tolist() for own in shingles_of_all(given_texts)] == [shingles_of(t).tolist() for t in given_texts]


@settings(deadline=None)  # the first text of a script waits for a table
@given(st.text(max_size=80))
def test_words_beside_other_scripts(text: str) -> None:
    """A text has the same words whatever scripts the texts beside it are in."""
    alone, beside = words_of(text), words_of_all([text, "東京で地震 𠀀"])[0]
    assert all(np.array_equal(a, b) for a, b in zip(alone, beside, strict=True))


@pytest.mark.parametrize("most", [1, 1000, 10**9])
def test_buckets(most: int, tmp_path: Path) -> None:
    """Buckets hold every row once, and there are several even where all rows fit into memory."""
    keys = np.arange(400_000, dtype=np.uint64) * np.uint64(2**64 // 400_000)
    stored = rows.write_rows(tmp_path / "rows", Shared(keys, np.arange(len(keys), dtype=np.uint32)))
    cut = rows.buckets([stored], most)
    assert [low for low, _ in cut] == [0, *(high for _, high in cut[:-1])] and cut[-1][1] == rows.SLICES
    assert len(cut) >= 4
    assert sum(len(rows.read_rows([stored], *one).texts) for one in cut) == len(keys)


def test_crew_in_order() -> None:
    """Several processes give what one gives, in the order of the tasks."""
    with Crew(2) as two, Crew(1) as one:
        assert list(two.run(abs, range(-20, 0))) == list(one.run(abs, range(-20, 0)))
