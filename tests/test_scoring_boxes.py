"""CLEAR-MOT and identity scores: by hand, and equal to those of motmetrics."""

import math
import warnings
from collections.abc import Mapping
from pathlib import Path

import motmetrics
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import TruthInvalid
from pipeline.scoring.box_frames import BoxFrames, GapSettings, observed_boxes, read_boxes
from pipeline.scoring.boxes import BoxScore, score_boxes
from pipeline.scoring.tally import Tally
from pipeline.values import Box, Observation, Track

SHARED = Path(__file__).parents[2] / "shared" / "data"


def at(x: float) -> Box:
    return Box(x, 0, 10, 10)


def frames(tracks: Mapping[int, Mapping[int, float]]) -> BoxFrames:
    """Lay out `{track: {frame: x}}` by frame."""
    numbers = sorted({number for track in tracks.values() for number in track})
    return {
        number: {identity: at(track[number]) for identity, track in tracks.items() if number in track}
        for number in numbers
    }


def test_perfect_boxes_score_one() -> None:
    truth = frames({1: dict.fromkeys(range(1, 11), 0), 2: dict.fromkeys(range(3, 8), 50)})
    score = score_boxes(truth, truth)
    assert score == BoxScore(Tally(15), 0, 15, tracks=2, mostly_tracked=2, mostly_lost=0)
    assert (score.mota, score.idf1) == (1.0, 1.0)


def test_switch_costs_identity_not_recall() -> None:
    # One true track of 10 frames, found as track 7 in six of them, then as track 8 in four.
    truth = frames({1: dict.fromkeys(range(1, 11), 0)})
    found = frames({7: dict.fromkeys(range(1, 7), 0), 8: dict.fromkeys(range(7, 11), 0)})
    score = score_boxes(truth, found)
    assert score == BoxScore(Tally(10), 1, 6, tracks=1, mostly_tracked=1, mostly_lost=0)
    assert score.mota == pytest.approx(0.9)
    assert score.idf1 == pytest.approx(12 / 20)


def test_partner_is_kept_while_it_overlaps_enough() -> None:
    # In frame 2 track 8 lies nearer, but 7 is still good enough.
    truth = frames({1: {1: 0, 2: 0}})
    found = frames({7: {1: 0, 2: 2}, 8: {2: 0}})
    assert score_boxes(truth, found) == BoxScore(Tally(2, 0, 1), 0, 2, 1, 1, 0)


def test_misses_and_false_boxes_are_counted_in_all_frames() -> None:
    truth = frames({1: dict.fromkeys(range(1, 11), 0), 2: dict.fromkeys(range(1, 11), 50)})
    found = frames({7: {1: 0}, 8: dict.fromkeys(range(9, 13), 50), 9: {20: 0}})
    score = score_boxes(truth, found)
    assert score == BoxScore(Tally(3, 17, 3), 0, 3, tracks=2, mostly_tracked=0, mostly_lost=1)
    assert score.mota == pytest.approx(1 - 20 / 20)
    assert (score.tally.recall, score.tally.precision) == (0.15, 0.5)


@pytest.mark.parametrize(("shift", "hits"), [(3.3, 1), (3.4, 0)], ids=["IoU 0.504", "IoU 0.493"])
def test_half_of_the_union_must_be_shared(shift: float, hits: int) -> None:
    assert score_boxes(frames({1: {1: 0}}), frames({7: {1: shift}})).tally.hits == hits


def test_nothing_has_no_rates() -> None:
    score = score_boxes({}, {})
    assert (score.mota, score.idf1, score.tally.recall) == (None, None, None)


def by_motmetrics(truth: BoxFrames, found: BoxFrames) -> tuple[float, ...]:
    accumulator = motmetrics.MOTAccumulator()
    for number in sorted({*truth, *found}):
        one, other = truth.get(number, {}), found.get(number, {})
        distances = np.array([[1 - a.iou(b) for b in other.values()] for a in one.values()])
        distances[distances > 0.5] = np.nan
        accumulator.update(list(one), list(other), distances, frameid=number)
    names = ["num_detections", "num_misses", "num_false_positives", "num_switches", "idtp", "mostly_tracked"]
    names += ["mostly_lost", "mota", "idf1"]
    with warnings.catch_warnings():
        # motmetrics divides by zero and stores into empty columns; its results are what matters here.
        warnings.simplefilter("ignore")
        summary = motmetrics.metrics.create().compute(accumulator, metrics=names)
    return tuple(float(summary[name].iloc[0]) for name in names)


def by_us(truth: BoxFrames, found: BoxFrames) -> tuple[float, ...]:
    score = score_boxes(truth, found)
    rates = (math.nan if value is None else value for value in (score.mota, score.idf1))
    tally = score.tally
    counts = (tally.hits, tally.missed, tally.false, score.switches, score.identity_hits)
    return (*counts, score.mostly_tracked, score.mostly_lost, *rates)


def untied(tracks: Mapping[int, Mapping[int, int]]) -> BoxFrames:
    """Lay out tracks of whole x, each moved a little: of two equally good pairings either would be right."""
    return frames(
        {
            identity: {
                n: x + float(np.random.default_rng((identity, n)).random()) / 10 for n, x in track.items()
            }
            for identity, track in sorted(tracks.items())
        }
    )


# Boxes of 10, at most 16 apart: many overlap, with IoUs on either side of 0.5.
tracks = st.dictionaries(st.integers(1, 8), st.integers(0, 16), max_size=8)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.integers(1, 4), tracks, max_size=4),
    st.dictionaries(st.integers(11, 14), tracks, max_size=4),
)
def test_counts_equal_those_of_motmetrics(
    true_x: dict[int, dict[int, int]], found_x: dict[int, dict[int, int]]
) -> None:
    truth, found = untied(true_x), untied(found_x)
    assume(truth and found)
    assert by_us(truth, found) == pytest.approx(by_motmetrics(truth, found), nan_ok=True)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")
def test_scores_of_shaken_real_tracks_equal_those_of_motmetrics() -> None:
    truth = read_boxes(SHARED / "truth" / "tud_stadtmitte" / "gt.txt")
    random = np.random.default_rng(7)

    def shaken(box: Box) -> Box:
        dx, dy = random.normal(0, 0.12, 2)
        return Box(box.x + dx * box.width, box.y + dy * box.height, box.width, box.height)

    found = {
        number: {
            identity + 100 * (number // 60): shaken(box)
            for identity, box in boxes.items()
            if random.random() < 0.8
        }
        for number, boxes in truth.items()
    }
    assert by_us(truth, found) == pytest.approx(by_motmetrics(truth, found))
    assert score_boxes(truth, found).switches > 0


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")
def test_truth_of_the_shared_footage_is_read() -> None:
    truth = read_boxes(SHARED / "truth" / "pets09_s2l1" / "gt.txt")
    assert sum(len(boxes) for boxes in truth.values()) == 4650
    assert len({identity for boxes in truth.values() for identity in boxes}) == 19
    assert (min(truth), max(truth)) == (1, 795)


def test_file_counts_pixels_from_one(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_text("1,5,1,1,10,20,1,-1,-1,-1\n3,5,11.5,1,10,20,0,-1,-1,-1\n")
    assert read_boxes(path) == {1: {5: Box(0, 0, 10, 20)}, 3: {5: Box(10.5, 0, 10, 20)}}


@pytest.mark.parametrize(
    "row", ["1,2,3", "1,1,a,1,1,1", "inf,1,1,1,1,1", ""], ids=["short", "word", "infinite", "empty"]
)
def test_row_that_is_no_box_is_told(tmp_path: Path, row: str) -> None:
    path = tmp_path / "gt.txt"
    path.write_text(f"1,1,1,1,1,1\n{row}\n")
    with pytest.raises(
        TruthInvalid, match=r"gt.txt: line 2: expected frame,id,left,top,width,height, received"
    ):
        read_boxes(path)


def test_missing_boxes_are_told(tmp_path: Path) -> None:
    with pytest.raises(
        TruthInvalid, match=r"gt.txt: expected a MOTChallenge text file, received: No such file"
    ):
        read_boxes(tmp_path / "gt.txt")


def observed(index: int, *tracks: tuple[int, float], fps: int = 10) -> Observation:
    seen = tuple(Track(identity, 0, at(x), is_visible=True, is_moving=True) for identity, x in tracks)
    return Observation("yard", index * 1_000_000 // fps, index, seen)


def test_frames_between_two_close_sightings_are_filled() -> None:
    boxes = observed_boxes([observed(0, (1, 0), (2, 5)), observed(4, (1, 8))])
    assert boxes == {1: {1: at(0), 2: at(5)}, 2: {1: at(2)}, 3: {1: at(4)}, 4: {1: at(6)}, 5: {1: at(8)}}


def test_frames_of_a_longer_gap_stay_empty() -> None:
    boxes = observed_boxes([observed(0, (1, 0)), observed(4, (1, 8))], GapSettings(max_gap_s=0.3))
    assert boxes == {1: {1: at(0)}, 5: {1: at(8)}}


def test_negative_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="max_gap_s: expected 0 or more seconds, received -1"):
        GapSettings(max_gap_s=-1)
