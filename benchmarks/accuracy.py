"""All scores on the real footage of ../shared/data, by the product's defaults, beside the bars to be reached.

Run as `python -m benchmarks.accuracy [--json]`.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from api.evaluation import FreshAnalysis, evaluated
from api.evaluation_tables import tables
from benchmarks.bar import Bar, bar_table, bars_json
from model.classifier import Classifier, default_weights
from pipeline.errors import VedetteError
from pipeline.scoring.clip_sources import FootageClips
from pipeline.scoring.evaluation import ClipScore, Evaluation
from pipeline.scoring.scores_json import evaluation_json
from pipeline.scoring.truth import read_truth

SHARED = Path(__file__).parents[2] / "shared" / "data"
"""Where real footage lies beside a checkout; it is not part of the repository."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; answer the exit status: 1 if a clip could not be scored, 2 without data."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder with truth.json and footage/")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    options = parser.parse_args(arguments)
    try:
        classifier = Classifier(default_weights())
        clips = read_truth(options.data / "truth.json").clips
        find = FootageClips([options.data / "footage"], FreshAnalysis(classifier))
        evaluation = evaluated(clips, options.data, find)
    except (VedetteError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(_as_json(evaluation, options.data, classifier))
    else:
        _show(evaluation)
    for failure in evaluation.failures:
        print(failure.reason, file=sys.stderr)
    return 1 if evaluation.failures else 0


def bars(evaluation: Evaluation) -> list[Bar]:
    """Hold the figures against what is asked of this release."""
    clips = {clip.file: clip for clip in evaluation.clips}
    persons = _found(clips.get("intel_one_by_one_person.mp4"), "person")
    return [
        *(_presence_bar(evaluation, group) for group in ("person", "vehicle")),
        Bar("false seconds per minute of quiet", evaluation.quiet.false_per_minute, "≤", 1),
        Bar("intel_one_by_one_person: persons", persons, "=", 6),
        Bar("intel_car_detection: events", _found(clips.get("intel_car_detection.mp4")), "=", 4),
        *_box_bars(clips.get("pets09_s2l1.avi")),
        _mask_bar(clips.get("cdnet_highway.mp4")),
    ]


def _presence_bar(evaluation: Evaluation, group: str) -> Bar:
    presence = evaluation.presence.get(group)
    return Bar(f"{group} presence, mean F1", presence.mean_f1 if presence else None, "≥", 0.80)


def _box_bars(clip: ClipScore | None) -> list[Bar]:
    score = clip.boxes if clip else None
    return [
        Bar("PETS09-S2L1 recall", score.tally.recall if score else None, "≥", 0.65),
        Bar("PETS09-S2L1 precision", score.tally.precision if score else None, "≥", 0.75),
        Bar("PETS09-S2L1 MOTA", score.mota if score else None, "≥", 0.45),
    ]


def _mask_bar(clip: ClipScore | None) -> Bar:
    score = clip.masks if clip else None
    return Bar("CDnet highway F-measure", score.tally.f1 if score else None, "≥", 0.85)


def _found(clip: ClipScore | None, group: str | None = None) -> int | None:
    """How many events were found in a clip, of one group or of all; None if it was not scored."""
    if clip is None or clip.events is None:
        return None
    tallies = [matching.tally for name, matching in clip.events.items() if group in (None, name)]
    return sum(tally.hits + tally.false for tally in tallies)


def _show(evaluation: Evaluation) -> None:
    console = Console()
    for table in (*tables(evaluation), bar_table(bars(evaluation))):
        console.print(table)


def _as_json(evaluation: Evaluation, data: Path, classifier: Classifier) -> str:
    """All figures, with what they depend on."""
    truth = hashlib.sha256((data / "truth.json").read_bytes()).hexdigest()[:12]
    figures = {"bars": bars_json(bars(evaluation)), "model": classifier.digest, "truth": truth}
    return json.dumps({**figures, **evaluation_json(evaluation)}, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
