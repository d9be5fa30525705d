"""Who takes which side on one proposition: shares over invented contests, half of them untouched meanwhile."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from comparing_stories import story_of

from rashomon.comparing.claims import find_claims
from rashomon.comparing.statements import statements_of
from rashomon.comparing.surroundings import surroundings_of
from rashomon.model.findings import Claim, Position

CASES = tomllib.loads((Path(__file__).parent / "cases/claims/contests.toml").read_text("utf-8"))["case"]

_TURNED = {"asserts": "denies", "denies": "asserts", "endorses": "denies", "concedes": "denies"}


def positions_of(case: dict[str, Any]) -> tuple[tuple[Claim, ...], tuple[Position, ...]]:
    """The claims and positions of a case, an account a line."""
    accounts = []
    for speaker, cue_class, sentence, _ in case["lines"]:
        content = sentence[sentence.index("⟦") + 1 : sentence.index("⟧")]
        said = {
            "speaker": speaker,
            "content": content,
            "class": cue_class.rstrip("-"),
            "negated": cue_class.endswith("-"),
            "kind": "direct" if "“⟦" in sentence else "indirect",
        }
        accounts.append({"text": sentence.replace("⟦", "").replace("⟧", ""), "said": [said]})
    story, cast = story_of(accounts)
    return find_claims(story, cast, ())


def verdicts(case: dict[str, Any]) -> Iterator[tuple[str, str, str | None, bool]]:
    """For each line its speaker, the stance wanted, that found (towards the reader's wording), and whether grouped.

    A claim may be worded as the opposite of the reader's: then its stances are turned.
    """
    _, positions = positions_of(case)
    wanted = {speaker: stance for speaker, _, _, stance in case["lines"]}
    grouped = [p for p in positions if p.held is None]
    turned = sum(_turns(p, wanted) for p in grouped) * 2 > len(grouped)
    for speaker, stance in wanted.items():
        mine = next((p for p in positions if p.actor == speaker), None)
        if mine is None:
            yield speaker, stance, None, False
        else:
            shown = _TURNED.get(mine.stance, mine.stance) if turned and mine.held is None else mine.stance
            yield speaker, stance, shown, mine.held is None


def _turns(p: Position, wanted: dict[str, str]) -> int:
    return wanted[p.actor or ""] == _TURNED.get(p.stance, "")


def shares(cases: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Of the positions a reader sees: found, on one claim, with the right stance; and those that a reader does not."""
    rows = [v for case in cases for v in verdicts(case)]
    real = [r for r in rows if r[1]]
    same = {"asserts": "asserts", "endorses": "asserts", "concedes": "concedes"}
    right = sum(same.get(found or "", found) == same.get(want, want) for _, want, found, _ in real)
    return {
        "found": sum(r[2] is not None for r in real) / len(real),
        "stance": right / len(real),
        "grouped": sum(r[3] for r in real) / len(real),
        "invented": sum(r[3] for r in rows if not r[1]),
    }


HALVES = {"worked on": CASES[::2], "untouched": CASES[1::2]}


@pytest.mark.parametrize("half", HALVES)
def test_sides_are_taken_as_a_reader_takes_them(half: str) -> None:
    found = shares(HALVES[half])
    assert found["stance"] >= LEAST[half], found
    assert found["invented"] == 0


LEAST = {"worked on": 0.93, "untouched": 0.82}
"""Shares of right stances below which a change has made things worse."""


@pytest.mark.parametrize(
    ("language", "content"),
    [
        ("de", "Lassen Sie mich heute ganz offen sprechen"),
        ("de", "Angenommen, es gibt keinen Schlüssel zum Hafen"),
        ("es", "Permítanme ser muy claro con ustedes"),
        ("es", "Supongamos que no hay llave del puerto"),
        ("ru", "Позвольте сказать прямо об этом деле"),
        ("fr", "Permettez-moi d'être clair avec vous"),
    ],
)
def test_announcements_and_suppositions_take_no_side_in_other_languages(language: str, content: str) -> None:
    said = [{"speaker": "Lind", "content": content}]
    story, _ = story_of([{"text": f"Lind: {content}.", "language": language, "said": said}])
    assert statements_of(story, _, surroundings_of(story)) == ()


@pytest.mark.parametrize(
    ("language", "content", "stance", "clause"),
    [
        ("de", "Der neue Kai ist nicht undicht", "denies", "Der neue Kai ist undicht"),
        ("es", "El puerto nuevo no abrirá hoy", "denies", "El puerto nuevo abrirá hoy"),
        ("ru", "Новый порт не откроется сегодня", "denies", "Новый порт откроется сегодня"),
        ("fr", "Le nouveau port va ouvrir demain", "asserts", "Le nouveau port va ouvrir demain"),
        ("fr", "Le nouveau port n'ouvrira pas demain", "denies", "Le nouveau port ouvrira demain"),
        ("fr", "Le quai ne sera jamais vendu", "denies", "Le quai sera vendu"),
        (
            "de",
            "Es gibt keine Beweise dafür, dass die Türen verschlossen waren",
            "denies",
            "die Türen verschlossen waren",
        ),
        (
            "de",
            "Wir können nicht ausschließen, dass die Türen verschlossen waren",
            "questions",
            "die Türen verschlossen waren",
        ),
        ("de", "Die Türen waren nicht immer verschlossen", "asserts", "Die Türen waren nicht immer verschlossen"),
        ("de", "Der Hafen hat keinen neuen Kai", "denies", "Der Hafen hat [einen] neuen Kai"),
        ("es", "No hay pruebas de que las puertas estuvieran cerradas", "denies", "las puertas estuvieran cerradas"),
        (
            "es",
            "No podemos descartar que las puertas estuvieran cerradas",
            "questions",
            "las puertas estuvieran cerradas",
        ),
        ("es", "El muelle ya no tiene fugas", "asserts", "El muelle ya no tiene fugas"),
        (
            "es",
            "La alianza no permitirá más disturbios en el puerto",
            "asserts",
            "La alianza no permitirá más disturbios en el puerto",
        ),
        ("ru", "Нет доказательств того, что двери парома были заперты", "denies", "двери парома были заперты"),
        ("ru", "Мы не исключаем, что двери парома были заперты", "questions", "двери парома были заперты"),
        ("ru", "Двери парома не должны запирать на ночь", "asserts", "Двери парома не должны запирать на ночь"),
        ("fr", "Il n'y a aucune preuve que les portes étaient fermées", "denies", "les portes étaient fermées"),
        ("fr", "Les portes n'étaient pas toujours fermées", "asserts", "Les portes n'étaient pas toujours fermées"),
    ],
)
def test_a_negated_clause_is_put_positively_in_other_languages(
    language: str, content: str, stance: str, clause: str
) -> None:
    said = [{"speaker": "Lind", "content": content}]
    story, cast = story_of([{"text": f"Lind: {content}.", "language": language, "said": said}])
    (found,) = statements_of(story, cast, surroundings_of(story))
    assert (found.stance, found.clause) == (stance, clause)


if __name__ == "__main__":
    import sys

    chosen = HALVES["untouched" if "untouched" in sys.argv else "worked on"]
    print(shares(chosen))
    if "untouched" not in sys.argv:
        for case in chosen:
            claims, _ = positions_of(case)
            print("##", case["claim"], "|", [c.text for c in claims])
            for (_, want, got, grouped), line in zip(verdicts(case), case["lines"], strict=True):
                print("  ", "ok " if want == (got or "") and grouped else "BAD", want, got, grouped, line[1], line[2])
