"""Who states a figure: the one whose reported words hold it, where these are told and not merely wanted."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..model.readings import Attribution, Figure
from ..model.spans import Span

TELLING = frozenset(("say", "report", "claim", "accuse", "concede", "promise", "describe", "believe"))
"""Classes of cues whose contents their speaker tells.

"The mayor plans to close two bridges" and "the mayor rejected a fine of 500 euros" are told by the outlet: it is the
outlet that counts the bridges and the euros.
"""


def said_by(figure: Figure, attributions: Sequence[Attribution]) -> Figure:
    """The figure with the innermost attribution whose content holds its number and whose speaker tells it.

    >>> from ..model.spans import Span
    >>> text = "The mayor plans to sell two boats."
    >>> two = Figure("f", 24, 33, "two boats", Span(24, 27, "two"), 2, 2)
    >>> plan = Attribution("a", "indirect", None, None, (Span.of(text, 16, 33),), "the mayor", cue_class="want")
    >>> said_by(two, [plan]).speaker, said_by(two, [msgspec.structs.replace(plan, cue_class="say")]).speaker
    (None, 'the mayor')
    """
    holders = [
        (span.end - span.start, a.attribution_id, a)
        for a in attributions
        for span in a.content
        if span.start <= figure.number.start and figure.number.end <= span.end and _tells(a, span, figure)
    ]
    if not holders:
        return figure
    _, attribution_id, holder = min(holders, key=lambda h: h[:2])
    return msgspec.structs.replace(figure, attribution_id=attribution_id, speaker=holder.speaker)


def _tells(attribution: Attribution, span: Span, figure: Figure) -> bool:
    """Whether the number is given as the speaker's words, or after a cue of telling that is not negated.

    What is not quoted ends with its paragraph at the latest: a headline's "Mayor says" does not tell the article.
    """
    if attribution.kind == "direct":
        return True
    beyond = attribution.kind == "indirect" and "\n" in span.text[: figure.number.start - span.start]
    return attribution.cue_class in TELLING and not attribution.negated and not beyond
