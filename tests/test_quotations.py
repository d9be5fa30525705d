"""Quotation marks: what they hold where a text mixes their conventions."""

from __future__ import annotations

import pytest

from rashomon.language.quotations import quotations


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('“I find the plan bad," Ines said. "We will leave."', ["I find the plan bad,", "We will leave."]),
        ('“I find the plan bad," Ines said in a note. "We will leave.”', ["I find the plan bad,", "We will leave."]),
        ('"I find the plan bad,” Ines said. “We will leave."', ["I find the plan bad,", "We will leave."]),
        ('“He said "no" to me,” she said.', ['He said "no" to me,']),
        ('“He said "no," and "never," to me,” she said. "Well."', ['He said "no," and "never," to me,', "Well."]),
        ('“The letter says "go."”', ['The letter says "go."']),
        ('“"No," he said, "is no."”', ['"No," he said, "is no."']),
        ('“A 6" pipe broke,” he said.', ['A 6" pipe broke,']),
        ('"She called it “a wreck” twice," he said.', ["She called it “a wreck” twice,"]),
    ],
)
def test_what_marks_hold(text: str, held: list[str]) -> None:
    assert [text[q.inner_start : q.inner_end] for q in quotations(text, "en")] == held
