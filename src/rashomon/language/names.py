"""Names and what stands beside them: titles, roles, countries, given names, spellings in other scripts.

The vocabulary is data (`packs/*.names.toml`); the names of countries in every language come from CLDR through Babel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from babel import Locale, UnknownLocaleError

from ..model.errors import PackError
from .packs import base_language, load_pack, pack_codes

Words = frozenset[str]


class NameData(msgspec.Struct, frozen=True):
    """One language's vocabulary of names, folded to lower case; `""` as a gender means that the word tells none."""

    language: str
    honorifics: dict[str, str]
    abbreviations: dict[str, str]
    roles: dict[str, str]
    role_parts: Words
    role_complements: Words
    bodies: Words
    body_words: Words
    publications: Words
    place_after: Words
    place_before: Words
    locative: Words
    groups: Words
    group_endings: tuple[str, ...]
    events: Words
    forces: Words
    evaluative: Words
    pronouns: dict[str, str]
    own_pronouns: dict[str, str]
    definite: Words
    indefinite: Words
    possessive: Words
    speaking: Words
    former: Words
    not_names: Words
    common: Words
    not_name_endings: tuple[str, ...]
    particles: Words
    suffixes: Words
    seats: dict[str, str]
    given: dict[str, str]
    countries: dict[str, str]
    capitals: dict[str, str]
    demonyms: dict[str, str]
    plural_demonyms: dict[str, str]
    copula: Words
    speakers: Words
    offices: Words
    role_endings: Words
    kin: Words
    complementing: Words
    joining: Words
    unspecific: Words
    mass: Words
    spells: Words
    occasions: Words
    institutions: Words
    apart: Words
    plain_adjectives: Words
    qualifying: Words
    before_verbs: Words
    upheavals: Words
    plain_nouns: Words
    alike: dict[str, str]
    adjectives: Words
    regions: Words
    function: Words
    saying: Words
    party_words: Words
    same_role: dict[str, frozenset[int]]


@lru_cache(maxsize=64)
def name_data(language: str | None) -> NameData:
    """The vocabulary of a language; `mul` and `und` get that of all packs together, an unknown one the shared part.

    >>> name_data("en").roles["spokeswoman"]
    'f'
    >>> name_data("en").capitals["ottawa"]
    'CA'
    """
    code = base_language(language)
    codes = pack_codes() if code in ("mul", "und") else (code,)
    tables = [load_pack(c).section("names") for c in codes]
    for table in tables:
        _validate(code, table)
    return _build(code, tables, codes)


def _validate(code: str, table: Mapping[str, Any]) -> None:
    for name, group in table.items():
        if not isinstance(group, dict) or not group.get("example"):
            raise PackError(f"{code}.names.toml", f"names.{name} has no example")


def _build(code: str, tables: list[dict[str, Any]], codes: Iterable[str]) -> NameData:
    def words(group: str, key: str = "words") -> Words:
        return frozenset(w.lower() for t in tables for w in t.get(group, {}).get(key, ()))

    def gendered(group: str, keys: Mapping[str, str]) -> dict[str, str]:
        return {
            w.lower(): gender for key, gender in keys.items() for t in tables for w in t.get(group, {}).get(key, ())
        }

    def pairs(group: str) -> dict[str, str]:
        return {
            k.lower(): v for t in tables for k, v in t.get(group, {}).items() if k != "example" and isinstance(v, str)
        }

    titles = {"x": "", "m": "m", "f": "f"}
    demonyms = {name_key(w): _code(c) for t in tables for c, ws in _lists(t, "demonyms") for w in ws}
    return NameData(
        language=code,
        honorifics=gendered("honorifics", titles),
        abbreviations=pairs("abbreviations"),
        roles=gendered("roles", titles),
        role_parts=words("role_parts"),
        role_complements=words("role_complements"),
        bodies=words("bodies"),
        body_words=words("body_words"),
        publications=words("publications"),
        place_after=words("place_words", "after"),
        place_before=words("place_words", "before"),
        locative=words("place_words", "locative"),
        groups=words("groups"),
        group_endings=tuple(sorted(words("group_endings"))),
        events=words("events"),
        forces=words("forces"),
        evaluative=words("evaluative"),
        pronouns=gendered("pronouns", {"m": "m", "f": "f", "n": "n", "p": "p"}),
        own_pronouns=gendered("pronouns", {"m_own": "m", "f_own": "f", "n_own": "n", "p_own": "p"}),
        definite=words("determiners", "definite"),
        indefinite=words("determiners", "indefinite"),
        possessive=words("determiners", "possessive"),
        speaking=words("speaking"),
        former=words("former"),
        not_names=words("not_names"),
        common=words("common"),
        not_name_endings=tuple(sorted(words("not_name_endings"))),
        particles=words("particles"),
        suffixes=words("suffixes"),
        seats=pairs("seats"),
        given=gendered("given", {"m": "m", "f": "f"}),
        countries=_countries(codes, tables),
        capitals={name_key(w): c for t in tables for c, ws in _lists(t, "capitals") for w in ws}
        | {name_key(w): c for t in tables for c, ws in _lists(t, "capital_names") for w in ws},
        demonyms=demonyms,
        plural_demonyms={k + "s": c for k, c in demonyms.items() if not k.endswith(("s", "sh", "ch", "ese"))},
        copula=words("copula"),
        speakers=words("speakers"),
        offices=words("offices"),
        role_endings=words("role_endings"),
        kin=words("kin"),
        complementing=words("complementing"),
        joining=words("joining"),
        unspecific=words("unspecific"),
        mass=words("mass"),
        spells=words("spells"),
        occasions=words("occasions"),
        institutions=words("institutions"),
        apart=words("apart", "rows"),
        plain_adjectives=words("plain_adjectives"),
        qualifying=words("qualifying"),
        before_verbs=words("before_verbs"),
        upheavals=words("upheavals"),
        plain_nouns=words("plain_nouns"),
        alike={w.lower(): key for t in tables for key, ws in _lists(t, "alike") for w in ws},
        adjectives=words("adjectives"),
        regions=words("regions"),
        function=words("function"),
        saying=words("saying"),
        party_words=words("party_words"),
        same_role=_rows(tables, "same_role"),
    )


def with_compounds(data: NameData, words: Iterable[str]) -> NameData:
    """The vocabulary with the text's own compounds of roles, bodies and groups, for languages that write them as one.

    >>> data = with_compounds(name_data("de"), ["hafenminister", "fischereibehörde"])
    >>> data.roles["hafenminister"], "fischereibehörde" in data.bodies
    ('m', True)
    """
    roles, bodies, groups = dict(data.roles), set(data.bodies), set(data.groups)
    endings = {n for n in (*data.roles, *data.bodies, *data.groups) if len(n) > _SHORTEST_ENDING}
    for word in words:
        for cut in range(2, len(word) - _SHORTEST_ENDING):
            end = word[cut:]
            if end not in endings or word in roles:
                continue
            if end in data.roles:
                roles[word] = data.roles[end]
            elif end in data.bodies:
                bodies.add(word)
            else:
                groups.add(word)
            break
    return msgspec.structs.replace(data, roles=roles, bodies=frozenset(bodies), groups=frozenset(groups))


def with_hyphens(data: NameData, words: Iterable[str]) -> NameData:
    """The vocabulary with the text's own roles that have a hyphen: "ex-adviser", "speaker-to-be", "poet-diplomat".

    >>> data = with_hyphens(name_data("en"), ["ex-adviser", "mayor-elect", "well-known"])
    >>> "ex-adviser" in data.roles, "mayor-elect" in data.roles, "well-known" in data.roles
    (True, True, False)
    """
    found: dict[str, str] = {}
    for word in words:
        first, last = word.split("-", 1)[0], word.rsplit("-", 1)[1]
        role = last if last in data.roles else first if word[len(first) + 1 :] in data.role_endings else ""
        if role in data.roles and word not in data.roles:
            found[word] = data.roles[role]
    return msgspec.structs.replace(data, roles=data.roles | found) if found else data


_SHORTEST_ENDING = 4
"""A noun of more letters than these is looked for at the end of compounds."""


def _rows(tables: list[dict[str, Any]], group: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    rows = [row for t in tables for row in t.get(group, {}).get("rows", ())]
    for number, row in enumerate(rows):
        for word in row:
            found.setdefault(word, set()).add(number)
    return {k: frozenset(v) for k, v in found.items()}


def _lists(table: Mapping[str, Any], group: str) -> list[tuple[str, list[str]]]:
    return [(k, v) for k, v in table.get(group, {}).items() if isinstance(v, list)]


def _code(key: str) -> str:
    return key if key.isupper() else ""


def _countries(codes: Iterable[str], tables: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    skip = {w for t in tables for w in t.get("not_countries", {}).get("words", ())}
    for code in codes:
        for territory, name in _territories(code):
            if name.lower() not in skip:
                found.setdefault(name_key(name), territory)
    for table in tables:
        for territory, names in _lists(table, "country_aliases"):
            found.update({name_key(n): territory for n in names})
    return found


@lru_cache(maxsize=64)
def _territories(code: str) -> tuple[tuple[str, str], ...]:
    try:
        names = Locale(code).territories
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(
        (c, n) for c, n in sorted(names.items()) if len(c) == 2 and c.isalpha() and c not in ("ZZ", "XA", "XB")
    )


_DOTTED = re.compile(r"^(?:[^\W\d_]\.)+[^\W\d_]?\.?$")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """The form in which names are looked up: capitals without points for an acronym, else lower case.

    An acronym keeps its case, so that `US` is not the pronoun.

    >>> name_key("U.S."), name_key("The  Hague")
    ('US', 'the hague')
    """
    name = " ".join(name.replace("’", "'").split())
    bare = name.replace(".", "")
    if (bare.isupper() and 1 < len(bare) <= 6) or _DOTTED.match(name):
        return bare.upper()
    return name.lower()


# Scripts -----------------------------------------------------------------------------------------------------------

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
    "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u", "қ": "k", "ғ": "g", "ң": "n", "ө": "o", "ұ": "u",
    "ү": "u", "һ": "h", "ә": "a", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
}  # fmt: skip
# Longer spellings first. German, French, Polish and English spellings of one sound meet.
_SOUNDS = tuple(
    (re.compile(a), b)
    for a, b in (
        (r"shch|schtsch|chtch|szcz", "s"),
        (r"tsch|tch|cz|ch", "c"),
        (r"sch|sh|sz", "s"),
        (r"zh|dzh|dj", "z"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"tz|ts", "c"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"ou", "u"),
        (r"w", "v"),
        (r"(?<=[aeou])[yij](?=[aeou])", ""),
        (r"^(?:ye|je|ie)", "e"),
        (r"(?:iy|ii|yi|ij|yj|y)$", "i"),
        (r"[yj]", "i"),
        (r"i(?=[aeou])", ""),
        (r"ff$", "v"),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """A name's letters with the usual ways to spell it in Latin letters fallen together; for comparing, never shown.

    Cyrillic is written by its letters (BGN/PCGN without marks), then spellings of one sound are joined.

    >>> skeleton("Иванов") == skeleton("Ivanov") == skeleton("Iwanow")
    True
    >>> skeleton("Андреева") == skeleton("Andreyeva")
    True
    """
    return " ".join(_sound(w) for w in re.findall(r"[a-z0-9]+", latin_letters(name)))


@lru_cache(maxsize=65536)
def latin_letters(name: str) -> str:
    """A name in plain Latin letters without marks, letter by letter.

    >>> latin_letters("Жуков"), latin_letters("Müller")
    ('zhukov', 'muller')
    """
    latin = "".join(_CYRILLIC.get(c, c) for c in name.lower())
    plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    return plain.replace("ø", "o").replace("ß", "ss").replace("ł", "l").replace("đ", "d").replace("ı", "i")


def _sound(word: str) -> str:
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


_RUSSIAN_CASES = (
    (re.compile(r"(?<=[оеёиы][вн])(?:а|у|ым|ом|е|ой|ую|ых|ыми)$"), ""),
    (re.compile(r"(?<=[сц]к)(?:ого|ому|им|ом|ая|ой|ую|их)$"), "ий"),
    (re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])(?:а|у|ом|е)$"), ""),
)


@lru_cache(maxsize=65536)
def surname_keys(word: str) -> frozenset[str]:
    """The skeletons that a surname may have: as written and, in Cyrillic letters, without the ending of its case.

    Both are kept, since "Орлова" is a woman in the nominative and a man in the genitive.

    >>> sorted(surname_keys("Орлова")), sorted(surname_keys("Орлов")), sorted(surname_keys("Orlova"))
    (['orlov', 'orlova'], ['orlov'], ['orlova'])
    """
    keys = {skeleton(word)}
    if re.search(r"[а-яё]$", word.lower()) and len(word) > _SHORTEST_DECLINED:
        for pattern, nominative in _RUSSIAN_CASES:
            bare, cut = pattern.subn(nominative, word.lower())
            if cut:
                keys.add(skeleton(bare))
                break
    return frozenset(keys)


_SHORTEST_DECLINED = 4


@lru_cache(maxsize=65536)
def is_acronym(word: str) -> bool:
    """Whether a word is written in capitals throughout, with or without points (2 to 8 letters).

    >>> [is_acronym(w) for w in ("NATO", "F.B.I.", "Nato", "I")]
    [True, True, False, False]
    """
    bare = word.replace(".", "").replace("-", "")
    return 2 <= len(bare) <= 8 and bare.isupper() and bare.isalpha()


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """The capitals that begin a name's words.

    >>> initials("Office for Harbour and River Safety")
    'OHRS'
    """
    return "".join(w[0] for w in re.findall(r"[^\W\d_]+", name) if w[0].isupper())


def translated_initials(names: Iterable[str]) -> frozenset[str]:
    """The sorted initials that a body's English name has in the languages whose packs translate all its words.

    For acronyms that a text takes over from another language; order aside, since languages order the words otherwise.

    >>> "".join(sorted("ОБ")) in translated_initials(["Security", "Organization"])
    True
    """
    words = [n.lower() for n in names if n[:1].isupper()]
    found = set()
    for code in pack_codes():
        table = load_pack(code).section("names").get("body_translations", {})
        letters = [table[w][0][0].upper() for w in words if isinstance(table.get(w), list)]
        if words and len(letters) == len(words):
            found.add("".join(sorted(letters)))
    return frozenset(found)


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, frozenset[int]]:
    rows = [
        row for code in pack_codes() for row in load_pack(code).section("names").get("nicknames", {}).get("rows", ())
    ]
    found: dict[str, set[int]] = {}
    for number, row in enumerate(rows):
        for name in row:
            found.setdefault(skeleton(name), set()).add(number)
    return {k: frozenset(v) for k, v in found.items()}


@lru_cache(maxsize=65536)
def same_given(a: str, b: str) -> bool:
    """Whether two given names can be one person's: equal, an initial, a usual short form, or one cut short.

    >>> same_given("Joe", "Joseph"), same_given("J.", "Joseph"), same_given("Anna", "Olga")
    (True, True, False)
    """
    a, b = a.strip("."), b.strip(".")
    if min(len(a), len(b)) == 1:
        return latin_letters(a)[:1] == latin_letters(b)[:1]
    a, b = skeleton(a), skeleton(b)
    if not a or not b or a == b:
        return True
    if min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a)):
        return True
    rows = _nicknames()
    return bool(rows.get(a, frozenset()) & rows.get(b, frozenset()))
