"""PDF with a text layer: paragraphs, what the file declares, and a plain sentence for what cannot be read."""

from __future__ import annotations

import builtins
import io
import random
from collections.abc import Sequence
from typing import Any

import pytest
from test_intake_bounds import MEGABYTES, SECONDS, TIMES, cost

from rashomon.intake.read import read_capture
from rashomon.model.captures import Intake, RawCapture
from rashomon.model.settings import IntakeSettings

pypdf = pytest.importorskip("pypdf", reason="the extra `pdf` is not installed")


def made(pages: Sequence[Sequence[str]], info: str = "") -> bytes:
    """A PDF written by hand: one line of text below the other on each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 72 760 Td {shown} ET" if lines else ""
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
            " /Encoding /WinAnsiEncoding >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {info} >>")
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
    start = out.tell()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode())
    out.write(
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
        f"startxref\n{start}\n%%EOF".encode()
    )
    return out.getvalue()


INFO = "/Title (Harbour closed after spill) /Author (Mara Olt) /CreationDate (D:20210508160500+02'00')"
PAGES = [
    [
        "River Post, 8 May 2021",
        "Harbour closed after spill",
        "The harbour was closed on Saturday after some six tonnes of diesel had run into the ri-",
        "ver, the fire service said. Booms were laid from both banks of it in the early after-",
        "noon, and a tanker took up what floated.",
        "Nobody was hurt. The cause was not known by the evening, and two of the barges that",
        "had taken on diesel that morning were being held at the upper quay until their mas-",
        "1",
    ],
    [
        "River Post, 8 May 2021",
        "ters had been heard.",
        "The mayor said that she would publish what is known on Monday, whatever it may be, and",
        "that the schools stay open.",
        "2",
    ],
    ["River Post, 8 May 2021", "The harbour board could not be reached by the evening of that day, it said.", "3"],
]


def read(data: bytes) -> Intake:
    return read_capture(RawCapture("a.pdf", data), IntakeSettings())


def test_a_pdf_gives_its_paragraphs_and_what_it_declares() -> None:
    item = read(made(PAGES, INFO)).items[0]
    assert item.headline == "Harbour closed after spill"
    assert item.authors == ("Mara Olt",)
    assert item.published == "2021-05-08"
    assert item.language == "en"
    assert "had run into the river, the fire service said" in item.text
    assert "the early afternoon, and a tanker took up what floated.\n\nNobody was hurt." in item.text
    assert "until their masters had been heard." in item.text
    assert "River Post" not in item.text
    assert {one.text for one in item.removed} >= {"River Post, 8 May 2021", "1", "2", "3"}


@pytest.mark.parametrize(
    "data,code,words",
    [
        (made([[]]), "no_text_layer", "without a text layer"),
        (made(PAGES)[:900], "unreadable", "damaged"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 20, "unreadable", "damaged"),
    ],
)
def test_a_pdf_that_says_nothing_says_why(data: bytes, code: str, words: str) -> None:
    intake = read(data)
    assert not intake.items
    assert [issue.code for issue in intake.issues] == [code]
    assert words in intake.issues[0].message


def test_an_encrypted_pdf_says_so() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(PAGES)))
    writer.encrypt("a word", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    intake = read(out.getvalue())
    assert [issue.code for issue in intake.issues] == ["encrypted"]


def test_without_the_extra_the_issue_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **more: Any) -> Any:
        if name == "pypdf":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    intake = read(made(PAGES))
    assert [issue.code for issue in intake.issues] == ["unsupported"]
    assert "rashomon[pdf]" in intake.issues[0].message


def test_a_damaged_pdf_always_gives_an_answer() -> None:
    chance = random.Random(1)
    good = made(PAGES, INFO)
    for _ in range(150):
        data = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(9, len(data))
            data[at : at + chance.randint(0, 30)] = chance.randbytes(chance.randint(0, 12))
        intake = read(bytes(data))
        assert intake.items or intake.issues


WORST = {
    "one long page": made([["word " * 200_000]]),
    "many lines": made([["a b c d e f"] * 50_000]),
    "many pages": made([["a page of a book"]] * 2_000),
    "brackets": made(PAGES).replace(b"BT", b"[" * 900_000 + b"BT"),
    "nested arrays": b"%PDF-1.4\n1 0 obj\n" + b"[" * 900_000,
    "objects": b"%PDF-1.4\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 25_000,
}


@pytest.mark.parametrize("name", WORST)
def test_a_megabyte_of_pdf_is_read_within_bounds(name: str) -> None:
    read(made(PAGES))
    seconds, megabytes = cost(WORST[name])
    assert seconds < SECONDS * max(1.0, len(WORST[name]) / 1e6)
    assert megabytes < MEGABYTES + TIMES * len(WORST[name]) / 1e6
