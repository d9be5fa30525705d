"""The forms of verbs that report what someone said or thought: general English, frozen into the weights."""

from __future__ import annotations

from pathlib import Path

_IRREGULAR = {
    "say": "said", "tell": "told", "write": "wrote written", "swear": "swore sworn",
    "think": "thought", "know": "knew known",
    "feel": "felt",
    "see": "saw seen", "find": "found", "learn": "learnt", "hear": "heard", "understand": "understood",
    "forget": "forgot forgotten", "forecast": "", "foresee": "foresaw foreseen", "teach": "taught", "show": "shown",
    "read": "", "hold": "held", "draw": "drew", "broadcast": "", "rip": "", "dream": "dreamt", "cite": "", "beg": "",
    "recount": "", "relate": "", "spell": "spelt", "rebut": "", "deny": "",
}  # fmt: skip
_DOUBLED = {"quip", "beg", "admit", "rip", "slam", "dub", "infer", "refer", "rebut", "snap", "blog", "brag"}


def reporting_forms() -> list[str]:
    """All forms of the verbs in reporting.txt, sorted, with "according".

    >>> {"said", "denies", "admitted", "claiming"} <= set(reporting_forms())
    True
    """
    verbs = (Path(__file__).with_name("reporting.txt")).read_text(encoding="utf8").split()
    forms = {"according"}
    for verb in verbs:
        forms |= {verb, *_regular(verb), *_IRREGULAR.get(verb, "").split()}
    return sorted(forms)


def _regular(verb: str) -> set[str]:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    if verb.endswith("e"):
        return {third, verb + "d", (verb + "ing") if verb.endswith("ee") else verb[:-1] + "ing"}
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    return {third, stem + "ed", stem + "ing"}
