"""Citations: the words, where they stand, and a Web Annotation whose selectors find them again."""

from __future__ import annotations

import json

from made_case import made_case

from rashomon.views.citation import annotation_text, as_annotation, as_markdown, as_text


def _place() -> tuple[dict, dict, int, int]:
    case = made_case()
    item, capture = case.tables["items"][0], case.tables["captures"][0]
    start = item["text"].index("We will reopen")
    return item, capture, start, start + len("We will reopen the bridge")


def test_a_text_citation_says_all_that_is_needed_to_find_the_words() -> None:
    item, capture, start, end = _place()
    cited = as_text(item, capture, start, end, name="Osk Wire")
    for part in ("“We will reopen the bridge”", "Osk Wire", "Tue 8 Jun 09:00", f"{start}–{end}", capture["sha256"]):
        assert part in cited


def test_markdown_in_an_account_is_not_obeyed() -> None:
    item, capture, _, _ = _place()
    item = {**item, "text": "a [link](http://x) <b>*bold*</b>\n# head", "headline": "_h_"}
    cited = as_markdown(item, capture, 0, len(item["text"]), name="A|B")
    assert cited.startswith("> a \\[link\\]\\(http://x\\) \\<b\\>\\*bold\\*\\</b\\> \\# head\n")
    assert "\\_h\\_" in cited and "A\\|B" in cited


def test_the_selectors_of_an_annotation_find_the_words() -> None:
    item, capture, start, end = _place()
    annotation = json.loads(annotation_text(as_annotation(item, capture, start, end, body="q1")))
    position, quote = annotation["target"]["selector"]
    text = item["text"]
    assert text[position["start"] : position["end"]] == quote["exact"] == "We will reopen the bridge"
    assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_an_address_that_would_run_is_no_scope() -> None:
    item, capture, start, end = _place()
    for url, scope in (("javascript:alert(1)", None), ("https://daily.example/a", "https://daily.example/a")):
        annotation = as_annotation({**item, "url": url}, capture, start, end, body="q1")
        assert annotation["target"].get("scope") == scope
