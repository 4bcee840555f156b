"""What rules need to know of a source, beside its events."""

from collections.abc import Iterable, Sequence

from pipeline.history.analysis import AnalysedSource
from rules.archive.armings import on_clock
from rules.judgement import Arming, View, Watched


def judgeable(sources: Iterable[AnalysedSource]) -> list[AnalysedSource]:
    """Those that can be judged, by camera and time of recording; those of unknown time last."""
    return sorted(filter(is_judgeable, sources), key=_order)


def is_judgeable(source: AnalysedSource) -> bool:
    """True of what was seen to its end, and of a live camera, of which what was seen so far is judged."""
    return source.state == "done" or (source.analysis.is_live and source.width is not None)


def view_of(source: AnalysedSource) -> View:
    """Whose pictures they are.

    Raises:
        ValueError: The source, a file, was not seen to its end.
    """
    if source.width is None or source.height is None:
        raise ValueError(
            f"source {source.id}: expected one that was seen to its end, received {source.state}"
        )
    return View(source.analysis.camera, source.width, source.height, source.analysis.recorded_us)


def watched_of(source: AnalysedSource, armings: Sequence[Arming]) -> Watched | None:
    """From when until when it was watched: a file from its start to its end; None for a live camera.

    Args:
        source: Seen to its end.
        armings: In UTC, in order.
    """
    if source.duration_us is None:
        return None
    until_us = source.duration_us
    return Watched(0, until_us, on_clock(armings, source.analysis.recorded_us, until_us))


def _order(source: AnalysedSource) -> tuple[str, bool, int, int]:
    recorded_us = source.analysis.recorded_us
    return source.analysis.camera, recorded_us is None, recorded_us or 0, source.id
