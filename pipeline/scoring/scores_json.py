"""The scores as plain values for JSON: rates as numbers from 0 to 1, null where there is nothing to rate."""

from collections.abc import Mapping, Sequence

from pipeline.scoring.boxes import BoxScore
from pipeline.scoring.evaluation import ClipScore, Evaluation, GroupPresence
from pipeline.scoring.events import Matching
from pipeline.scoring.masks import MaskScore
from pipeline.scoring.presence import Presence, Quiet
from pipeline.scoring.span import Span
from pipeline.scoring.tally import Tally

Plain = dict[str, object]


def evaluation_json(evaluation: Evaluation) -> Plain:
    """All figures: `presence`, `quiet`, `events` over all clips; then each of `clips`, and `failures`."""
    return {
        "presence": {group: _group_presence(score) for group, score in evaluation.presence.items()},
        "quiet": _quiet(evaluation.quiet),
        "events": {
            "all": _tally(sum(evaluation.events.values(), Tally())),
            "groups": {group: _tally(tally) for group, tally in evaluation.events.items()},
            "labels": {label: _tally(tally) for label, tally in evaluation.labels.items()},
        },
        "clips": [_clip(clip) for clip in evaluation.clips],
        "failures": [{"file": clip.file, "reason": clip.reason} for clip in evaluation.failures],
    }


def _clip(clip: ClipScore) -> Plain:
    return {
        "file": clip.file,
        "presence": {group: _presence(score) for group, score in clip.presence.items()},
        "quiet": _quiet(clip.quiet),
        "events": _events(clip),
        "boxes": None if clip.boxes is None else _boxes(clip.boxes),
        "masks": None if clip.masks is None else _masks(clip.masks),
    }


def _group_presence(score: GroupPresence) -> Plain:
    return {"mean_f1": score.mean_f1, "clips": score.clips, "all_seconds": _tally(score.tally)}


def _presence(score: Presence) -> Plain:
    return {**_tally(score.tally), "missed_s": score.missed, "false_s": score.false}


def _quiet(quiet: Quiet) -> Plain:
    return {"seconds": quiet.seconds, "false": quiet.false, "false_per_minute": quiet.false_per_minute}


def _events(clip: ClipScore) -> Plain | None:
    if clip.events is None or clip.labels is None:
        return None
    return {"groups": _matchings(clip.events), "labels": _matchings(clip.labels)}


def _tally(tally: Tally) -> Plain:
    return {
        "hits": tally.hits,
        "missed": tally.missed,
        "false": tally.false,
        "recall": tally.recall,
        "precision": tally.precision,
        "f1": tally.f1,
    }


def _matchings(matchings: Mapping[str, Matching]) -> Plain:
    return {
        name: {
            **_tally(matching.tally),
            "missed_events": _spans(matching.missed),
            "false_events": _spans(matching.false),
        }
        for name, matching in matchings.items()
    }


def _spans(spans: Sequence[Span]) -> list[Plain]:
    return [{"label": span.label, "start_s": span.start_s, "end_s": span.end_s} for span in spans]


def _boxes(score: BoxScore) -> Plain:
    return {
        **_tally(score.tally),
        "mota": score.mota,
        "idf1": score.idf1,
        "switches": score.switches,
        "tracks": score.tracks,
        "mostly_tracked": score.mostly_tracked,
        "mostly_lost": score.mostly_lost,
    }


def _masks(score: MaskScore) -> Plain:
    return {**_tally(score.tally), "frames": score.frames, "truth_frames": score.truth_frames}
