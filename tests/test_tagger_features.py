"""What the trained tagger is given: tokens whose offsets are true, quotation marks of every style, names by shape."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.reading.tagger_features import NAME, TokenTable, Vocabulary, featurise, shape_of, tokenise

WORDS = ["the", "mayor", "said", "that", "roads", "would", "close", "by", "friday", "he"]
VOCABULARY = Vocabulary.of(WORDS, ["x", "Xx"], ["said"])

STYLES = {
    "curly": "“Roads will close,” the mayor said. “It’s settled.”",
    "straight": '"Roads will close," the mayor said. "It\'s settled."',
    "typed": "''Roads will close,'' the mayor said. ''It's settled.''",
    "british": "‘Roads will close,’ the mayor said. ‘It’s settled.’",
    "british straight": "'Roads will close,' the mayor said. 'It's settled.'",
    "guillemets": "«Roads will close,» the mayor said. «It’s settled.»",
}


@pytest.mark.parametrize("style", STYLES)
def test_the_network_sees_the_same_in_every_style_of_quotation_marks(style: str) -> None:
    table = TokenTable(VOCABULARY)
    seen = [featurise(t, tokenise(t), table) for t in (STYLES["curly"], STYLES[style])]
    assert (seen[0].categories[:, [0, 5, 6]] == seen[1].categories[:, [0, 5, 6]]).all()


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("The workers’ union is 6' 2\" short.", []),
        ("He called it ‘a shame’ and left.", [1, -1]),
        ("‘The workers’ union agreed,’ he said.", [1, -1]),
        ("“We said ‘no’ twice,” he said.", [1, -1]),
        ("Rock 'n' roll, '90s style.", None),
        ('"Unclosed, she said.\n"Then closed," she said.', [1, 1, -1]),
    ],
)
def test_marks_that_open_and_close(text: str, signs: list[int] | None) -> None:
    found = [int(s) for s in tokenise(text).marks.sign if s]
    if signs is not None:
        assert found == signs


def test_a_name_outside_the_vocabulary_is_known_by_its_shape_alone() -> None:
    rows = TokenTable(VOCABULARY).rows(["Hallorby", "Quennel", "Mayor"])
    assert (rows[0, :5] == rows[1, :5]).all()
    assert rows[0, 0] == NAME
    assert rows[2, 0] == VOCABULARY.words["mayor"]


def test_the_table_is_bounded_and_forgets_without_a_difference() -> None:
    small, large = TokenTable(VOCABULARY, limit=10), TokenTable(VOCABULARY)
    for start in range(0, 200, 20):
        words = [f"w{'abcdefghij'[i % 10]}{i}" for i in range(start, start + 20)]
        assert (small.rows(words) == large.rows(words)).all()


def test_shapes() -> None:
    assert [shape_of(t) for t in ("Dr", "NATO", "2021-22", "e-mail", "…")] == ["Xx", "X", "9-9", "x-x", "…"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab Zé\n.,’'‘“”\"«»-—1$%@&\u200d😀я"), max_size=120))
def test_tokens_stand_where_they_say_and_features_line_up(text: str) -> None:
    tokens = tokenise(text)
    assert all(text[s:e] == t for s, e, t in zip(tokens.starts, tokens.ends, tokens.strings, strict=True))
    assert (np.diff(tokens.starts) > 0).all()
    features = featurise(text, tokens, TokenTable(VOCABULARY))
    assert len(features.categories) == len(features.flags) == len(tokens.starts)
    inside = tokens.marks.first >= 0
    assert (tokens.marks.last[inside] >= tokens.marks.first[inside]).all()
    assert (tokens.paragraph[tokens.marks.first[inside]] == tokens.paragraph[inside]).all()
