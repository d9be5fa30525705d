"""The shipped tagger on invented text: what a user would notice, and what its weights may and may not hold."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.reading.tagger_rules import RulesTagger
from rashomon.reading.tagger_trained import _STRETCH, TrainedTagger, shipped_weights
from rashomon.reading.taggers import Tagged, tagger_for

CASES = json.loads((Path(__file__).parent / "cases/tagger/english.json").read_text(encoding="utf-8"))
WEIGHTS = resources.files("rashomon.reading") / "weights"


def _tag(text: str) -> tuple[Tagged, ...]:
    return tagger_for("trained", "en").tag(text, (), (), "en")


def _bare(text: str) -> str:
    return text.strip(" .,“”‘’\"'«»")


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_invented_passages(case: dict[str, object]) -> None:
    tagged = _tag(str(case["text"]))
    found = [[t.source and t.source.text, t.cue and t.cue.text, [_bare(c.text) for c in t.content]] for t in tagged]
    for wanted in case["attributions"]:  # type: ignore[attr-defined]
        assert wanted in found


def test_names_are_not_known_to_the_weights() -> None:
    known = set(json.loads((WEIGHTS / "vocabulary.json").read_text(encoding="utf-8"))["words"])
    candidates = "trump clinton sanders cruz rubio obama kasich carson bush biden pence kaine hillary donald bernie"
    assert not known & set(candidates.split())
    assert {"said", "according", "president", "monday"} <= known


def test_a_swap_of_names_changes_nothing() -> None:
    text = "Officials in Orrin were slow to act, Ines Halloran said. Tom Reyes denied that the alarm had failed."
    swapped = text.replace("Halloran", "Quennell").replace("Reyes", "Mercy")
    assert [(t.source and t.source.start, t.cue and t.cue.start) for t in _tag(text)] == [
        (t.source and t.source.start, t.cue and t.cue.start - 0) for t in _tag(swapped)
    ]


def test_weights_are_small() -> None:
    assert sum(len(f.read_bytes()) for f in WEIGHTS.iterdir() if f.is_file()) <= 8 * 1024 * 1024


def test_no_sum_of_two_products_leaves_sixteen_bits() -> None:
    """Kernels without VNNI add pairs of products u8 × s8 in 16 bits with saturation: 2 × 255 × 64 = 32,640 fits."""
    matrices = [a for a in _signed_matrices((WEIGHTS / "tagger.onnx").read_bytes()) if a.size > 100]
    assert len(matrices) == 4  # input and recurrent weights of two layers
    for matrix in matrices:
        assert 2 * 255 * int(np.abs(matrix.astype(np.int32)).max()) <= 32767


def _signed_matrices(model: bytes) -> list[np.ndarray]:
    """The int8 arrays of an ONNX file: ModelProto.graph 7, initializer 5, data_type 2, raw_data 9 or int32_data 5."""
    found = []
    for graph in (value for field, value in _fields(model) if field == 7):
        for tensor in (value for field, value in _fields(graph) if field == 5):
            parts = dict(_fields(tensor))
            if parts.get(2) == 3:  # TensorProto.INT8
                packed = parts.get(9) or bytes(v & 255 for v in _numbers(parts.get(5, b"")))
                found.append(np.frombuffer(packed, np.int8))
    return found


def _fields(message: bytes) -> list[tuple[int, Any]]:
    """The fields of one protocol buffer message, as numbers and bytes."""
    found: list[tuple[int, Any]] = []
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(message, at)
            found.append((key >> 3, value))
        else:
            size, at = (8, at) if kind == 1 else (4, at) if kind == 5 else _varint(message, at)
            found.append((key >> 3, message[at : at + size]))
            at += size
    return found


def _numbers(packed: bytes) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        value, at = _varint(packed, at)
        found.append(value)
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
        if byte < 128:
            return value, at


def test_sixteen_bit_arithmetic_of_reduced_range() -> None:
    """The same sums with 16-bit saturation (no VNNI) and without (VNNI) for the largest weights there can be."""
    draw = np.random.default_rng(0)
    for weights in (np.full(64, 64), np.full(64, -64), draw.integers(-64, 65, 64)):
        inputs = np.full(64, 255) if len(set(weights)) == 1 else draw.integers(0, 256, 64)
        products = (inputs * weights).reshape(-1, 2).sum(1)
        assert (np.clip(products, -32768, 32767) == products).all()


ODD = ["", " ", "\n\n", '"', "‘", "said", '‘’“”""', "a" * 5000, "\u0000", "\ud800 said", "Q: A: Q:"]
PIECES = ["said ", "Halloran ", "“", "”", "‘", "’", ", ", ". ", "\n", "that ", "roads ", "😀"]


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_no_error(text: str) -> None:
    assert isinstance(_tag(text), tuple)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_spans_are_true_and_in_order(text: str) -> None:
    found = _tag(text)
    for tagged in found:
        for span in (tagged.source, tagged.cue, *tagged.content):
            assert span is None or (text[span.start : span.end] == span.text and span.start < span.end)
        assert list(tagged.content) == sorted(tagged.content)
    starts = [t.content[0].start for t in found]
    assert starts == sorted(starts)


def test_long_paragraph_is_read_in_stretches_with_the_same_result_twice() -> None:
    line = "“We will reopen,” the director said. The union denied that the doors had been locked. "
    text = line * (2 * _STRETCH // 17)
    first, second = _tag(text), _tag(text)
    assert first == second
    assert len(first) > 900


def test_work_grows_with_the_length() -> None:
    line = "“We will reopen,” the director said. The union denied that the doors had been locked. "
    runs = []
    for times in (500, 1000):
        tagger = TrainedTagger(_Counting())
        tagger.tag(line * times, (), (), "en")
        runs.append(tagger.weights.windows)  # type: ignore[attr-defined]
    assert runs[1] <= 2.1 * runs[0]


class _Counting:
    """The shipped weights, counting the windows that they are asked to score."""

    def __init__(self) -> None:
        real = shipped_weights()
        self.vocabulary, self.arrays, self.linker, self._real = real.vocabulary, real.arrays, real.linker, real
        self.windows = 0

    def scores(self, features: object) -> object:
        from rashomon.reading.tagger_decode import windows

        self.windows += len(windows(len(features.bits)))  # type: ignore[attr-defined]
        return self._real.scores(features)  # type: ignore[arg-type]


def test_other_languages_and_rules_need_no_weights() -> None:
    assert isinstance(tagger_for("auto", "ru"), RulesTagger)
    assert isinstance(tagger_for("rules", "en"), RulesTagger)
    assert isinstance(tagger_for("auto", "en-GB"), TrainedTagger)
