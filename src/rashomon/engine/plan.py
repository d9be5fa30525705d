"""The plan's steps as pure functions that any engine can run, and the version of all that made a record."""

from __future__ import annotations

import msgspec

from .. import __version__
from ..comparing.compare import compare
from ..intake.read import read_capture
from ..linking.inputs import link_input
from ..model.captures import Capture, Intake, Issue, Item, RawCapture
from ..model.findings import Cast, Findings, Story
from ..model.links import LinkInput
from ..model.readings import Reading
from ..model.settings import Settings
from ..reading.read import read_item
from ..reading.taggers import tagger_for


class Mapped(msgspec.Struct, frozen=True):
    """One capture after the map step: what intake and reading made of it, and what linking needs."""

    intake: Intake
    readings: tuple[Reading, ...]
    inputs: tuple[LinkInput, ...]


def made_by(settings: Settings) -> str:
    """The version of the package and of its tagger; a case read by another is read again."""
    return f"rashomon {__version__}, tagger {tagger_for(settings.reading.tagger, 'en').name}"


def map_capture(raw: RawCapture, settings: Settings) -> Mapped:
    """Intake and reading of one capture; never raises, since one bad file must not stop a build."""
    try:
        intake = read_capture(raw, settings.intake)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes becomes an Issue
        return Mapped(failed(raw, error), (), ())
    readings = tuple(_read(item, settings) for item in intake.items)
    inputs = tuple(link_input(i, r) for i, r in zip(intake.items, readings, strict=True))
    return Mapped(intake, readings, inputs)


def _read(item: Item, settings: Settings) -> Reading:
    try:
        return read_item(item, settings.reading)
    except Exception as error:  # noqa: BLE001 - as above
        message = f"{item.capture}: this account could not be read ({type(error).__name__}: {error})"
        issue = Issue(item.capture_id, item.item_id, "reading", "reading_failed", message)
        return Reading(item.item_id, item.language, issues=(issue,))


def failed(raw: RawCapture, error: Exception) -> Intake:
    """What stands for a capture that its reader failed on."""
    capture = Capture(raw.capture_id, (raw.path,), raw.sha256, len(raw.data), "application/octet-stream", None)
    message = f"{raw.path}: could not be read ({type(error).__name__}: {error})"
    return Intake(capture, (), (Issue(capture.capture_id, None, "intake", "unreadable", message),))


def crashed(raw: RawCapture) -> Mapped:
    """What stands for a capture whose reader took its process down."""
    return Mapped(failed(raw, RuntimeError("the reader's process ended")), (), ())


def compare_story(story: Story, settings: Settings) -> Findings:
    """Comparison of one story; what goes wrong is an Issue, and the readings stay."""
    try:
        return compare(story, settings.comparing)
    except Exception as error:  # noqa: BLE001 - as above
        return _uncompared(story, f"{type(error).__name__}: {error}")


def story_crashed(story: Story) -> Findings:
    """What stands for a story whose comparison took its process down."""
    return _uncompared(story, "the process ended")


def _uncompared(story: Story, why: str) -> Findings:
    issue = Issue(None, None, "comparing", "comparing_failed", f"story {story.story_id} could not be compared ({why})")
    return Findings(story.story_id, Cast((), {}), tuple(a.reading for a in story.accounts), issues=(issue,))
