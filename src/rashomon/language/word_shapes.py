"""The words of a text with their shapes: capitals, possessives, beginnings of sentences, lines of print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model.readings import Sentence

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W\d_]))?"
    r"|\d+(?:[.,]\d+)+(?![^\W_])"
    r"|[^\W_]+(?:['’ʼ‑\-&][^\W_]+)*(?:\.(?:com|org|net|gov|edu|info|co|io|tv|ru|de|fr|es|uk|eu|ua|kz)\b)?"
)
OPENS = re.compile(r"[.!?…:;•“„«\"‘\[\n]|[–—]|\s-+\s|^-")
_INNER_CAPITAL = re.compile(r"^(?:al|el|as|an|ar|ash|at|bin|ibn|d|l|o|mc|mac)[-'’]?[A-ZÀ-ÞА-Я]")
_OWN = re.compile(r"['’ʼ]s$|['’ʼ]S$")
_COMPOUND = re.compile(
    r"[^\W_][-‑](?:[a-z]+ed|led|run|born|era|style|wide|like|friendly|bound|made|built|held|elect|linked|born)$"
)
ADJECTIVE_END = re.compile(r"(?:al|ic|ive|ous|ish|ern|ary|ist|less|ful|able|ible|ese)$")

_TITLED = 0.65
"""Share of capitals among words of four letters and more from which a line is one of print, such as a headline."""


def _is_capital(word: str) -> bool:
    """Whether a word is written as a name: a capital, or one behind "al-"; "Ohio-based" is an adjective."""
    if word.isalpha():
        return word[0].isupper()
    return (word[0].isupper() and not _COMPOUND.search(word)) or _INNER_CAPITAL.match(word) is not None


class Words:
    """The words of a text as parallel lists, with what spotting asks of each."""

    __slots__ = ("caps", "ends", "initial", "lowers", "own", "sentence", "starts", "text", "titled", "words")

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.lowers: list[str] = []
        self.caps: list[bool] = []
        self.own: list[bool] = []
        self.initial: list[bool] = []
        self.sentence: list[int] = []
        self.titled: list[bool] = []
        for number, sentence in enumerate(sentences):
            self._add(sentence, number)

    def __len__(self) -> int:
        return len(self.words)

    def _add(self, sentence: Sentence, number: int) -> None:
        text, last, first = self.text, sentence.start, len(self.words)
        for match in _TOKEN.finditer(text, sentence.start, sentence.end):
            start, end, word = match.start(), match.end(), match.group()
            own = False
            if not word.isalpha():
                if word[3:4].isupper() and word[:3] in ("ex-", "ex‑", "Ex-"):
                    start, word = start + 3, word[3:]
                if len(word) > 2 and _OWN.search(word):
                    own, end, word = True, end - 2, word[:-2]
            if not own and word[-1] in "sS" and text[end : end + 2] in ("’ ", "' "):
                own = True
            gap = text[last:start]
            self.initial.append(gap != " " and (last == sentence.start or OPENS.search(gap) is not None))
            self.starts.append(start)
            self.ends.append(end)
            self.words.append(word)
            self.lowers.append(word.lower().replace("’", "'"))
            self.caps.append(_is_capital(word))
            self.own.append(own)
            self.sentence.append(number)
            last = match.end()
        long = [i for i in range(first, len(self.words)) if self.ends[i] - self.starts[i] >= 4]
        capital = sum(self.caps[i] for i in long)
        print_line = not text[max(0, sentence.end - 2) : sentence.end].strip('”"’»)').endswith(".")
        titled = print_line and len(long) >= 3 and capital > _TITLED * len(long) and sentence.end - sentence.start < 250
        self.titled.extend([titled] * (len(self.words) - first))

    def joined(self, i: int, abbreviations: Iterable[str] = ()) -> bool:
        """Whether word `i` stands right after word `i - 1`, but for a space or the point of an initial or a title."""
        if i == 0 or self.sentence[i] != self.sentence[i - 1] or self.own[i - 1]:
            return False
        gap = self.text[self.ends[i - 1] : self.starts[i]]
        if gap in (" ", "\u00a0", "\u202f", "  "):
            return True
        if gap == "/":
            return True
        return (
            gap.strip() == "."
            and "\n" not in gap
            and (len(self.words[i - 1]) == 1 or self.lowers[i - 1] in abbreviations)
        )
