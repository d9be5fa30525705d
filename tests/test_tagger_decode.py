"""The best chain of tags is the best, windows cover a text once, and fragments are the runs that the tags spell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.reading.tagger_decode import CONTEXT, WINDOW, best_tags, fragments, windows


def _token_by_token(emissions: np.ndarray, step: np.ndarray, begin: np.ndarray) -> list[int]:
    score, back = begin + emissions[0], []
    for row in emissions[1:]:
        reach = score[:, None] + step
        back.append(reach.argmax(0))
        score = reach.max(0) + row
    tags = [int(score.argmax())]
    for arrows in reversed(back):
        tags.append(int(arrows[tags[-1]]))
    return tags[::-1]


@pytest.mark.parametrize("count", [1, 2, 47, 48, 49, 95, 96, 97, 400])
def test_best_chain(count: int) -> None:
    draw = np.random.default_rng(count)
    emissions, step = draw.normal(size=(count, 7)).astype(np.float32), draw.normal(size=(7, 7)).astype(np.float32)
    step[0, 2] = step[0, 4] = -1e4
    assert best_tags(emissions, step, step[0]).tolist() == _token_by_token(emissions, step, step[0])


def test_no_token_no_tag() -> None:
    assert len(best_tags(np.zeros((0, 7), np.float32), np.zeros((7, 7), np.float32), np.zeros(7, np.float32))) == 0


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 5000))
def test_windows_cover_each_token_once_with_its_surroundings(count: int) -> None:
    plan = windows(count)
    kept = [t for w in plan for t in range(w.first, w.last)]
    assert kept == list(range(count))
    assert len({w.end - w.start for w in plan}) <= 1
    for w in plan:
        assert w.end - w.start <= WINDOW
        assert w.start == 0 or w.first - w.start >= CONTEXT
        assert w.end == count or w.end - w.last >= CONTEXT - 2


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=60))
def test_fragments_begin_at_b_and_stop_at_the_next_begin_or_outside(raw: list[int]) -> None:
    tags = []
    for tag in raw:
        inner = tag in (2, 4, 6)
        tags.append(tag if not inner or (tags and tags[-1] in (tag, tag - 1)) else 0)
    found = fragments(np.array(tags, np.int32))
    spelled = [0] * len(tags)
    for role, start, end in zip(found.role, found.start, found.end, strict=True):
        spelled[start:end] = [2 * role + 1] + [2 * role + 2] * (end - start - 1)
    assert spelled == tags
