"""The scores of an evaluation as tables for a terminal."""

from collections.abc import Iterable, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table

from pipeline.scoring.evaluation import ClipScore, Evaluation
from pipeline.scoring.tally import Tally

NOTHING = "–"
"""Where there is nothing to rate."""

RATES = ("recall", "precision", "F1")


def tables(evaluation: Evaluation) -> Iterable[Table]:
    """Lay out all scores: presence, events, boxes, masks; the last two only where there are any."""
    yield _presence(evaluation)
    if any(clip.events for clip in evaluation.clips):
        yield _events(evaluation)
    if any(clip.boxes for clip in evaluation.clips):
        yield _boxes(evaluation.clips)
    if any(clip.masks for clip in evaluation.clips):
        yield _masks(evaluation.clips)


def _presence(evaluation: Evaluation) -> Table:
    groups = list(evaluation.presence)
    table = _table("Presence per second: F1 hit/missed/false", "clip", *groups, "false s/min quiet")
    for clip in evaluation.clips:
        cells = [
            _with_counts(clip.presence[group].tally) if group in clip.presence else "" for group in groups
        ]
        table.add_row(clip.file, *cells, _figure(clip.quiet.false_per_minute))
    means = evaluation.presence.values()
    table.add_section()
    table.add_row("all seconds", *(_with_counts(mean.tally) for mean in means), "")
    cells = [f"{_figure(mean.mean_f1)} of {mean.clips}" for mean in means]
    table.add_row("mean of clips", *cells, _figure(evaluation.quiet.false_per_minute), style="bold")
    return table


def _events(evaluation: Evaluation) -> Table:
    table = _table("Events one to one", "clip", "of", "hit", "missed", "false", *RATES)
    for clip in evaluation.clips:
        _add_tallies(table, clip.file, "group", {g: m.tally for g, m in (clip.events or {}).items()})
    table.add_section()
    _add_tallies(table, "all clips", "label", evaluation.labels)
    table.add_section()
    _add_tallies(table, "all clips", "group", evaluation.events)
    _add_tallies(table, "all clips", "all", {"groups": sum(evaluation.events.values(), Tally())})
    return table


def _add_tallies(table: Table, clip: str, kind: str, tallies: Mapping[str, Tally]) -> None:
    for name, tally in tallies.items():
        counts = (str(count) for count in (tally.hits, tally.missed, tally.false))
        table.add_row(clip, f"{kind} {name}", *counts, *_rates(tally))


def _boxes(clips: Iterable[ClipScore]) -> Table:
    extra = ("MOTA", "IDF1", "switches", "tracks", "mostly found", "mostly lost")
    table = _table("Boxes at IoU 0.5", "clip", "recall", "precision", *extra)
    for clip in clips:
        if score := clip.boxes:
            rates = (score.tally.recall, score.tally.precision, score.mota, score.idf1)
            counts = (score.switches, score.tracks, score.mostly_tracked, score.mostly_lost)
            table.add_row(clip.file, *map(_figure, rates), *map(str, counts))
    return table


def _masks(clips: Iterable[ClipScore]) -> Table:
    table = _table("Moving pixels", "clip", *RATES, "frames")
    for clip in clips:
        if score := clip.masks:
            table.add_row(clip.file, *_rates(score.tally), f"{score.frames} of {score.truth_frames}")
    return table


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _with_counts(tally: Tally) -> str:
    score = tally.f1 if tally.hits + tally.missed else None  # nothing to find: no share of it
    return f"{_figure(score)} {tally.hits}/{tally.missed}/{tally.false}"


def _rates(tally: Tally) -> list[str]:
    return [_figure(tally.recall), _figure(tally.precision), _figure(tally.f1)]


def _figure(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"
