"""Subtitles saved as SubRip (SRT) or WebVTT → a transcript in paragraphs, without numbers, times and style marks.

A caption is half a sentence at most, so captions are joined until the speaker changes, a pause comes, or a paragraph is
full. WebVTT: https://www.w3.org/TR/webvtt1/; SubRip has no standard, only habits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from .article import Article
from .mapped import MappedText
from .plaintext import Accounts

_TIME = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_CUE = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*$", re.MULTILINE)
_MARK = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|\{\\[^{}\n]{0,40}\}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]+([^<>\n]{1,60})>")
_TURN = re.compile(r"^[ \t]*(?:>>+|[-–—])[ \t]*|^[ \t]*(?=[^\W\d_][\w .'-]{1,30}:[ \t])")
_BLANK = re.compile(r"\n[ \t\r]*\n")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*$")

_PAUSE = 4.0
"""Seconds without a caption after which a new paragraph begins."""
_FULL = 400
"""Characters after which a paragraph ends at the next end of a sentence."""


class Caption(msgspec.Struct, frozen=True):
    """One caption: when it begins and ends, in seconds, and where its lines stand."""

    begin: float
    end: float
    text_start: int
    text_end: int


def is_transcript(text: str) -> bool:
    """Whether a text is a file of captions: two time lines, the first near the top.

    >>> is_transcript("1\\n00:00:01,000 --> 00:00:03,000\\nHello\\n\\n2\\n00:00:03,000 --> 00:00:05,000\\nworld\\n")
    True
    """
    first = _CUE.search(text, 0, 3000)
    return first is not None and _CUE.search(text, first.end()) is not None


def read_transcript(whole: MappedText) -> Accounts | None:
    """The transcript in a file of captions as one account, or None where it is no such file."""
    if not is_transcript(whole.text):
        return None
    article = Article()
    article.genre = "transcript"
    for paragraph in _paragraphs(whole):
        article.body.append(paragraph)
    cues = sum(1 for _ in _captions(whole.text))
    first = next(_captions(whole.text))
    article.remove(whole[: first.text_start], f"caption numbers, times and style marks of {cues} captions; the first")
    return Accounts((article,), None)


def _captions(text: str) -> Iterator[Caption]:
    found = list(_CUE.finditer(text))
    for number, cue in enumerate(found):
        stop = found[number + 1].start() if number + 1 < len(found) else len(text)
        blank = _BLANK.search(text, cue.end(), stop)
        end = blank.start() if blank else stop
        yield Caption(_seconds(cue.groups()[:4]), _seconds(cue.groups()[4:]), min(cue.end() + 1, end), end)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(p or 0) for p in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _paragraphs(whole: MappedText) -> Iterator[MappedText]:
    lines: list[MappedText] = []
    last_end, voice = 0.0, None
    for caption in _captions(whole.text):
        raw = whole.text[caption.text_start : caption.text_end]
        named = _VOICE.search(raw)
        new_voice = named.group(1) if named else None
        for number, found in enumerate(_lines(whole, caption)):
            turn = _TURN.match(found.text)
            breaks = number == 0 and (caption.begin - last_end > _PAUSE or new_voice != voice)
            if lines and (turn or breaks or _is_full(lines)):
                yield MappedText.join(_spaced(lines))
                lines = []
            line = found[turn.end() :] if turn else found
            if number == 0 and named and new_voice != voice:
                at = caption.text_start + named.start(1)
                line = MappedText.join([whole[at : at + len(named.group(1))], ": ", line])
            if line.text and (not lines or lines[-1].text != line.text):
                lines.append(line)  # rolling captions repeat their last line
        last_end, voice = caption.end, new_voice
    if lines:
        yield MappedText.join(_spaced(lines))


def _lines(whole: MappedText, caption: Caption) -> Iterator[MappedText]:
    """The lines of a caption without style marks and outer white space."""
    at = caption.text_start
    for line in whole.text[caption.text_start : caption.text_end].split("\n"):
        kept: list[MappedText] = []
        begin = at
        for mark in _MARK.finditer(line):
            kept.append(whole[begin : at + mark.start()])
            begin = at + mark.end()
        kept.append(whole[begin : at + len(line)])
        joined = MappedText.join(kept)
        stripped = joined.text.strip()
        if stripped:
            lead = len(joined.text) - len(joined.text.lstrip())
            yield joined[lead : lead + len(stripped)]
        at += len(line) + 1


def _is_full(lines: list[MappedText]) -> bool:
    return sum(len(line) for line in lines) > _FULL and bool(_SENTENCE_END.search(lines[-1].text))


def _spaced(lines: list[MappedText]) -> Iterator[MappedText | str]:
    for number, line in enumerate(lines):
        if number:
            yield " "
        yield line
