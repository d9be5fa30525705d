"""One story compared whole."""

from __future__ import annotations

import msgspec

from ..model.findings import Findings, Story
from ..model.settings import ComparingSettings
from .actors import make_cast
from .claims import find_claims
from .contradictions import find_contradictions
from .coverage import find_coverage
from .figure_groups import group_figures
from .judged import apply_judgements
from .labels import find_labels
from .lineages import find_lineages
from .surroundings import surroundings_of
from .timeline import make_timeline, settle_times


def compare(story: Story, settings: ComparingSettings) -> Findings:
    """All findings of a story; needs nothing outside it."""
    story = settle_times(story)
    cast = make_cast(story)
    surroundings = surroundings_of(story)
    lineages = find_lineages(story, cast, surroundings)
    claims, positions = find_claims(story, cast, lineages, surroundings)
    findings = Findings(
        story_id=story.story_id,
        cast=cast,
        readings=tuple(a.reading for a in story.accounts),
        lineages=lineages,
        claims=claims,
        positions=positions,
        figure_groups=group_figures(story, cast, surroundings),
        labels=find_labels(story, cast),
        timeline=make_timeline(story, surroundings),
        contradictions=find_contradictions(story, cast, surroundings, positions),
    )
    findings = apply_judgements(findings, story.judgements)
    return msgspec.structs.replace(findings, coverage=find_coverage(story, findings))
