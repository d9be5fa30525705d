"""A text as the trained tagger sees it: tokens, and for each numbers that say what it looks like and where it stands.

Training and reading share this module, so that the weights meet at run time exactly what they were trained on. All
kinds of quotation marks become one opening and one closing token: the weights cannot tell an American from a British
text by its marks. A capitalised word outside the vocabulary is known by its shape alone, never by its letters.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

TOKEN = re.compile(
    r"""
    ''|``|’’|‘‘                                            # typed double quotation marks
    |(?:https?://|www\.)[^\s“”"«»<>]+                      # addresses
    |(?<=\w)['’](?:[sS]|[rR][eE]|[vV][eE]|[lL]{2}|[dDmMtT])\b  # clitics
    |[@\#$]?\w+(?:[.,&\-‑]\w+|['’](?!(?:s|re|ve|ll|d|m|t)\b)\w+)*%?
    |\n|\.{2,}|--+|[^\w\s]                                 # a line break, a run of dots or dashes, one mark
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words with inner points and hyphens, clitics apart ("don" + "'t"), marks one by one; a line break is a token here."""

UNKNOWN, NAME, OPEN, CLOSE, NUMBER, HANDLE, ADDRESS = range(1, 8)
"""Word numbers with a meaning of their own; 0 is padding, the vocabulary begins at FIRST_WORD."""
FIRST_WORD = 8

PREFIXES, SUFFIXES, LONG_SUFFIXES = 3000, 4000, 4000
"""Sizes of the hashed tables of the first three, last three and last five letters; 0 is padding, 1 is "not shown"."""

_DOUBLE_OPEN = {"“", "«", "„", "``", "‘‘", "‟"}
_DOUBLE_CLOSE = {"”", "»"}
_DOUBLE_EITHER = {'"', "''", "’’", "＂"}
_SINGLE_OPEN = {"‘", "‹", "‚"}
_SINGLE_EITHER = {"'", "’", "›", "`"}

# Classes of tokens, as bits.
(
    WORD_BIT,
    UPPER_BIT,
    ALLCAPS_BIT,
    STOP_BIT,
    QUOTE_BIT,
    BREAK_BIT,
    COMMA_BIT,
    ABBREVIATION_BIT,
    REPORTING_BIT,
    DASH_BIT,
) = (1 << i for i in range(10))

_ABBREVIATIONS = frozenset(
    [
        "mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "st", "lt", "col", "sgt", "capt", "rev", "prof",
        "jr", "sr", "no", "vs", "inc", "ltd", "co", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept",
        "sep", "oct", "nov", "dec", "u.s", "u.k", "u.n", "d.c", "a.m", "p.m", "i.e", "e.g", "messrs", "hon",
        "pres", "maj", "cmdr", "adm",
    ]
)  # fmt: skip


class Marks(msgspec.Struct, frozen=True):
    """Quotation marks of a text by token: +1 opens, -1 closes, 0 neither; `inside` and `closed` hold between them."""

    sign: npt.NDArray[np.int8]
    first: Ints
    """For a token inside a quotation (marks included): the token of its opening mark, else -1."""
    last: Ints
    """The token of its closing mark; where none closes it, the last before the next opens or the paragraph ends."""
    closed: Bools

    def part(self, start: int, end: int) -> Marks:
        """The marks of the tokens [start, end), counted from `start`."""
        first, last = self.first[start:end], self.last[start:end]
        inside = first >= 0
        return Marks(
            self.sign[start:end],
            np.where(inside, np.maximum(first - start, 0), -1).astype(np.int32),
            np.where(inside, np.minimum(last - start, end - start - 1), -1).astype(np.int32),
            self.closed[start:end],
        )


class Tokens(msgspec.Struct, frozen=True):
    """The tokens of a text (line breaks left out) and what is known of each without any weights."""

    starts: Ints
    ends: Ints
    strings: list[str]
    paragraph: Ints
    marks: Marks

    def part(self, start: int, end: int) -> Tokens:
        """The tokens [start, end)."""
        strings, marks = self.strings[start:end], self.marks.part(start, end)
        return Tokens(self.starts[start:end], self.ends[start:end], strings, self.paragraph[start:end], marks)


class Vocabulary(msgspec.Struct, frozen=True):
    """What the weights know by letters: lower-cased words, shapes, and the words that report speech."""

    words: dict[str, int]
    shapes: dict[str, int]
    reporting: frozenset[str]

    @classmethod
    def of(cls, words: Sequence[str], shapes: Sequence[str], reporting: Sequence[str]) -> Vocabulary:
        """Numbered in the order given; shape 0 is padding and 1 any other shape."""
        return cls(
            {w: i + FIRST_WORD for i, w in enumerate(words)},
            {s: i + 2 for i, s in enumerate(shapes)},
            frozenset(reporting),
        )


def tokenise(text: str) -> Tokens:
    """The tokens of a text with their paragraphs and paired quotation marks.

    >>> tokenise("“We don’t,” said O’Neil.").strings
    ['“', 'We', 'don', '’t', ',', '”', 'said', 'O’Neil', '.']
    """
    spans = np.fromiter((m.span() for m in TOKEN.finditer(text)), np.dtype((np.int32, 2)))
    strings = [text[s:e] for s, e in zip(spans[:, 0].tolist(), spans[:, 1].tolist(), strict=True)]
    breaks = np.fromiter((t == "\n" for t in strings), bool, len(strings))
    starts, ends = np.ascontiguousarray(spans[~breaks].T)
    paragraph = np.cumsum(breaks, dtype=np.int32)[~breaks]
    strings = [t for t in strings if t != "\n"]
    return Tokens(starts, ends, strings, paragraph, pair_marks(text, starts, ends, strings, paragraph))


def pair_marks(text: str, starts: Ints, ends: Ints, strings: Sequence[str], paragraph: Ints) -> Marks:
    """Which tokens open and close a quotation; none crosses a line break. Single marks count outside double ones."""
    count = len(strings)
    sign = np.zeros(count, np.int8)
    first = np.full(count, -1, np.int32)
    last = np.full(count, -1, np.int32)
    closed = np.zeros(count, bool)
    at: dict[int, list[int]] = {}
    for i, token in enumerate(strings):
        if token in _ALL_MARKS:
            at.setdefault(int(paragraph[i]), []).append(i)
    for number, places in at.items():
        end = int(np.searchsorted(paragraph, number, side="right")) - 1
        pairs = _pair_paragraph(text, starts, ends, strings, places)
        nexts = [*(opens for opens, _ in pairs[1:]), end + 1]
        for (opens, closes), following in zip(pairs, nexts, strict=False):
            stop = closes if closes >= 0 else following - 1
            sign[opens] = 1
            if closes >= 0:
                sign[closes] = -1
            first[opens : stop + 1] = opens
            last[opens : stop + 1] = stop
            closed[opens : stop + 1] = closes >= 0
    return Marks(sign, first, last, closed)


_ALL_MARKS = _DOUBLE_OPEN | _DOUBLE_CLOSE | _DOUBLE_EITHER | _SINGLE_OPEN | _SINGLE_EITHER


def _pair_paragraph(
    text: str, starts: Ints, ends: Ints, strings: Sequence[str], places: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of opening and closing tokens in one paragraph; -1 where nothing closes a double mark."""
    pairs: list[tuple[int, int]] = []
    k = 0
    while k < len(places):
        i = places[k]
        token = strings[i]
        before, after = _around(text, int(starts[i]), int(ends[i]))
        if token in _DOUBLE_OPEN or (token in _DOUBLE_EITHER and (_left_open(before) or not after.isspace())):
            k, close = _find_double(text, starts, ends, strings, places, k)
            pairs.append((i, close))
        elif (token in _SINGLE_OPEN or token in _SINGLE_EITHER) and _left_open(before) and not after.isspace():
            j = _find_single(text, starts, ends, strings, places, k)
            if j >= 0:
                pairs.append((i, places[j]))
                k = j + 1
            else:
                k += 1
        else:
            k += 1
    return pairs


def _find_double(
    text: str, starts: Ints, ends: Ints, strings: Sequence[str], places: Sequence[int], k: int
) -> tuple[int, int]:
    """Where to go on after the opening mark `places[k]`, and the token that closes it."""
    for j in range(k + 1, len(places)):
        i = places[j]
        token = strings[i]
        if token in _DOUBLE_CLOSE:
            return j + 1, i
        if token in _DOUBLE_EITHER:
            before, after = _around(text, int(starts[i]), int(ends[i]))
            if not before.isspace() or after.isspace() or not after.isalnum():
                return j + 1, i
        if token in _DOUBLE_OPEN and j > k + 1 and strings[places[k]] in _DOUBLE_EITHER:
            return j, -1
    return len(places), -1


_SINGLE_LOOK = 40
"""Marks and apostrophes looked at for the end of a single quotation, so that a page of them costs no quadratic time."""


def _find_single(text: str, starts: Ints, ends: Ints, strings: Sequence[str], places: Sequence[int], k: int) -> int:
    """The index in `places` of the mark that closes the single mark `places[k]`, or -1.

    An apostrophe after a plural ("the workers’ union") looks like a closing mark: one after s and before a lower-case
    word gives way to a later one that follows a comma or a stop.
    """
    possessive = -1
    for j in range(k + 1, min(k + 1 + _SINGLE_LOOK, len(places))):
        i = places[j]
        if strings[i] not in _SINGLE_EITHER:
            if strings[i] in _SINGLE_OPEN and possessive >= 0:
                return possessive
            continue
        before, after = _around(text, int(starts[i]), int(ends[i]))
        if before.isspace() or after.isalnum():
            if _left_open(before) and possessive >= 0:
                return possessive
            continue
        following = text[int(ends[i]) : int(ends[i]) + 2]
        if before in "sS" and following[:1] == " " and following[1:2].islower():
            if possessive < 0:
                possessive = j
            continue
        return j
    return possessive


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return (text[start - 1] if start else "\n"), (text[end] if end < len(text) else "\n")


def _left_open(before: str) -> bool:
    return before.isspace() or before in '([{—–-/…“"«'


def shape_of(token: str) -> str:
    """Letters as X and x, digits as 9, runs as one, at most six.

    >>> shape_of("McCain"), shape_of("U.S"), shape_of("1990s")
    ('XxXx', 'X.X', '9x')
    """
    out: list[str] = []
    for char in token[:24]:
        kind = "9" if char.isdigit() else "X" if char.isupper() else "x" if char.isalpha() else char
        if not out or out[-1] != kind:
            out.append(kind)
        if len(out) == 6:
            break
    return "".join(out)


_FORMS = str.maketrans({"’": "'", "‘": "'", "‑": "-", "–": "—", "―": "—"})


def normal_form(token: str) -> str:
    """The lower-cased token with one apostrophe, one hyphen and one dash."""
    lowered = token.lower().translate(_FORMS)
    return "—" if lowered[:2] == "--" else "…" if lowered[:2] == ".." else lowered


def _bucket(piece: str, size: int) -> int:
    return 2 + zlib.crc32(piece.encode("utf-8", "surrogatepass")) % (size - 2)


class TokenTable:
    """Numbers for each distinct token, looked up once and kept; bounded, so that no text can fill the memory."""

    COLUMNS = 6
    """word, prefix, suffix, long suffix, shape, class bits"""

    def __init__(self, vocabulary: Vocabulary, *, limit: int = 200_000) -> None:
        self.vocabulary = vocabulary
        self._limit = limit
        self._index: dict[str, int] = {}
        self._rows: list[tuple[int, ...]] = []
        self._array: Ints = np.zeros((0, self.COLUMNS), np.int32)

    def rows(self, strings: Sequence[str]) -> Ints:
        """One row of numbers a token, shape (len(strings), 6)."""
        index = self._index
        if len(index) > self._limit:
            index.clear()
            self._rows.clear()
            self._array = self._array[:0]
        ids = np.fromiter((index.get(s, -1) for s in strings), np.int64, len(strings))
        for place in np.flatnonzero(ids < 0).tolist():
            token = strings[place]
            known = index.get(token)
            if known is None:
                known = index[token] = len(self._rows)
                self._rows.append(self._row(token))
            ids[place] = known
        if len(self._array) < len(self._rows):
            fresh = np.array(self._rows[len(self._array) :], np.int32).reshape(-1, self.COLUMNS)
            self._array = np.concatenate([self._array, fresh])
        return self._array[ids]

    def _row(self, token: str) -> tuple[int, ...]:
        vocabulary = self.vocabulary
        form = normal_form(token)
        bits = _class_bits(token, form, vocabulary.reporting)
        shape = vocabulary.shapes.get(shape_of(token), 1)
        word = vocabulary.words.get(form, 0)
        if not word:
            word = _special(token, form, bits)
        if word in (NAME, HANDLE, ADDRESS, NUMBER) or not bits & WORD_BIT:
            return word, 1, 1, 1, shape, bits
        return (
            word,
            _bucket("p" + form[:3], PREFIXES),
            _bucket("s" + form[-3:], SUFFIXES),
            _bucket("l" + form[-5:], LONG_SUFFIXES),
            shape,
            bits,
        )


def _special(token: str, form: str, bits: int) -> int:
    if token[0] in "@#":
        return HANDLE
    if form.startswith(("http:", "https:", "www.")):
        return ADDRESS
    if any(c.isdigit() for c in token):
        return NUMBER
    return NAME if bits & UPPER_BIT else UNKNOWN


def _class_bits(token: str, form: str, reporting: frozenset[str]) -> int:
    bits = 0
    if any(c.isalnum() for c in token):
        bits |= WORD_BIT
        if form != token.translate(_FORMS):
            bits |= UPPER_BIT
        if token.isupper() and len(token) > 1:
            bits |= ALLCAPS_BIT
        if form in _ABBREVIATIONS or (len(form) == 1 and form.isalpha() and form != "i"):
            bits |= ABBREVIATION_BIT
        if form in reporting:
            bits |= REPORTING_BIT
    elif token in _ALL_MARKS:
        bits |= QUOTE_BIT
    elif form in (".", "!", "?", "…"):
        bits |= STOP_BIT
    elif form in (",", ";", ":"):
        bits |= COMMA_BIT
    elif form == "—":
        bits |= DASH_BIT
    return bits


class Features(msgspec.Struct, frozen=True):
    """The network's input: `categories` (n, 7) int32 and `flags` (n, 12) float32, and the class bits of each token."""

    categories: Ints
    flags: npt.NDArray[np.float32]
    bits: Ints
    sentence: Ints
    """The number of the sentence that holds each token, by the tagger's own simple rule."""

    def part(self, start: int, end: int) -> Features:
        """The features of the tokens [start, end)."""
        return Features(
            self.categories[start:end], self.flags[start:end], self.bits[start:end], self.sentence[start:end]
        )


CATEGORIES = 7
FLAGS = 12
QUOTE_STATES = 24
QUOTE_FRAMES = 24

_LENGTHS = np.array([2, 3, 5, 8, 16])


def featurise(text: str, tokens: Tokens, table: TokenTable) -> Features:
    """What the network is given for each token of a text."""
    return features_of(tokens, table.rows(tokens.strings), _glued(tokens))


def _glued(tokens: Tokens) -> Bools:
    glued = np.zeros(len(tokens.starts), bool)
    glued[1:] = tokens.starts[1:] == tokens.ends[:-1]
    return glued


def features_of(tokens: Tokens, rows: Ints, glued: Bools) -> Features:
    """See `featurise`; takes the table's rows apart so that training can hide words."""
    count = len(rows)
    bits = rows[:, 5]
    sign = tokens.marks.sign
    words = rows[:, 0].copy()
    words[sign > 0] = OPEN
    words[sign < 0] = CLOSE
    paragraph_start = _changes(tokens.paragraph)
    paragraph_end = np.append(paragraph_start[1:], True)[:count]
    sentence_start = paragraph_start | _sentence_starts(bits, sign, glued)
    sentence_end = np.append(sentence_start[1:], True)[:count]
    state, frame = _quote_features(tokens, bits, sentence_start, paragraph_end)
    upper = (bits & UPPER_BIT) > 0
    categories = np.stack([words, rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4], state, frame], axis=1)
    flags = np.stack(
        [
            paragraph_start,
            paragraph_end,
            sentence_start,
            sentence_end,
            (bits & REPORTING_BIT) > 0,
            tokens.paragraph == (tokens.paragraph[0] if count else 0),
            upper,
            (bits & ALLCAPS_BIT) > 0,
            glued,
            (bits & QUOTE_BIT) > 0,
            tokens.marks.first >= 0,
            (bits & WORD_BIT) > 0,
        ],
        axis=1,
    ).astype(np.float32)
    return Features(categories.astype(np.int32), flags, bits, np.cumsum(sentence_start, dtype=np.int32))


def _changes(values: Ints) -> Bools:
    starts = np.ones(len(values), bool)
    starts[1:] = values[1:] != values[:-1]
    return starts


def _sentence_starts(bits: Ints, sign: npt.NDArray[np.int8], glued: Bools) -> Bools:
    """After a stop (and what closes), at a token that does not begin small; not after an abbreviation's point."""
    count = len(bits)
    starts = np.zeros(count, bool)
    if count < 2:
        return starts
    stop = (bits & STOP_BIT) > 0
    abbreviated = np.zeros(count, bool)
    abbreviated[1:] = stop[1:] & ((bits[:-1] & ABBREVIATION_BIT) > 0)
    ended = stop & ~abbreviated
    closes = sign < 0
    ended[1:] |= closes[1:] & ended[:-1]
    small = ((bits & WORD_BIT) > 0) & ((bits & UPPER_BIT) == 0)
    begins = ((bits & WORD_BIT) > 0) & ~small
    opens = sign > 0
    begins[:-1] |= opens[:-1] & ~small[1:]
    starts[1:] = ended[:-1] & begins[1:] & ~glued[1:]
    return starts


def _quote_features(tokens: Tokens, bits: Ints, sentence_start: Bools, paragraph_end: Bools) -> tuple[Ints, Ints]:
    """State: outside, on a mark, or inside by length and whether closed. Frame: how the quotation begins and ends."""
    count = len(bits)
    state = np.zeros(count, np.int32)
    frame = np.zeros(count, np.int32)
    first, last, closed = tokens.marks.first, tokens.marks.last, tokens.marks.closed
    inside = np.flatnonzero(first >= 0)
    if not len(inside):
        return state, frame
    opens, stops = first[inside], last[inside]
    words = np.concatenate([[0], np.cumsum((bits & WORD_BIT) > 0)])
    length = words[stops + 1] - words[opens]
    bucket = np.searchsorted(_LENGTHS, length, side="right")
    state[inside] = 1 + bucket + 6 * closed[inside]
    on_mark = tokens.marks.sign[inside]
    state[inside[on_mark > 0]] = 14 + bucket[on_mark > 0]
    state[inside[on_mark < 0]] = 20
    before_close = bits[np.maximum(stops - 1, 0)]
    after_close = np.where(stops + 1 < count, bits[np.minimum(stops + 1, count - 1)], 0)
    ending = np.where((before_close & STOP_BIT) > 0, 2, np.where((before_close & COMMA_BIT) > 0, 1, 0))
    ending = np.where((ending == 0) & ((after_close & (STOP_BIT | COMMA_BIT)) > 0), 3, ending)
    starting = sentence_start[opens].astype(np.int32)
    final = paragraph_end[stops].astype(np.int32)
    frame[inside] = 1 + ending + 4 * starting + 8 * final
    return state, frame
