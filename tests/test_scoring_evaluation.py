"""Scores of whole clips, and what they come to together."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.errors import HistoryError, SourceInvalid, SourceNotFound, TruthInvalid
from pipeline.history.analysis import Analysis, Outcome
from pipeline.history.history import History
from pipeline.history.writer import HistoryWriter
from pipeline.scoring.clip_sources import FootageClips, StoredClips
from pipeline.scoring.evaluation import Analyst, ClipFailure, Evaluation, Findings, score_clip, score_each
from pipeline.scoring.ground_truth import read_ground_truth
from pipeline.scoring.scores_json import evaluation_json
from pipeline.scoring.span import Span
from pipeline.scoring.tally import Tally
from pipeline.scoring.truth import Kind, Meaning, TruthClip
from pipeline.values import UNKNOWN, Box, Event, Mask, Observation, Track

FRAME_US = 100_000


def event(label: str, start_s: float, end_s: float, name: str = "e1", source: str = "yard.mp4") -> Event:
    start_us, end_us = round(start_s * 1e6), round(end_s * 1e6)
    return Event(
        name, "yard", source, label, 0.9, start_us, end_us, None, Box(0, 0, 9, 9), (), (), {}, "m"
    )  # fmt: skip


def clip(file: str, *events: Span, **keys: object) -> TruthClip:
    return TruthClip(file, events, duration_s=20, **keys)  # type: ignore[arg-type]  # keys of many types


def person(start_s: float, end_s: float) -> Span:
    return Span("person", start_s, end_s)


def test_hidden_events_are_not_scored() -> None:
    score = score_clip(clip("a", person(0, 20)), Findings((event(UNKNOWN, 0, 20), event("person", 0, 20))))
    assert list(score.presence) == ["person"]
    assert score.events is not None
    assert {group: matching.tally for group, matching in score.events.items()} == {"person": Tally(1)}


def test_intervals_of_presence_are_not_counted_as_events() -> None:
    truth = clip("a", person(0, 20), events_are=Meaning.INTERVALS)
    score = score_clip(truth, Findings((event("person", 0, 20),)))
    assert score.events is None
    assert score.labels is None
    assert score.presence["person"].tally == Tally(20)


def test_boxes_are_scored_where_there_are_both() -> None:
    box = Box(10, 10, 20, 40)
    truth = {1: {5: box}, 2: {5: box}}
    tracks = (Track(1, 0, box, is_visible=True, is_moving=True),)
    seen = tuple(Observation("yard", index * FRAME_US, index, tracks) for index in range(3))
    ranged = clip("a", ground_truth_frames_1based=(1, 2))
    with_boxes = score_clip(ranged, Findings((), seen), truth)
    assert with_boxes.boxes is not None
    assert with_boxes.boxes.tally == Tally(2)
    assert score_clip(ranged, Findings(()), truth).boxes is None
    assert score_clip(ranged, Findings((), seen)).boxes is None


def test_masks_are_scored_where_there_are_both(tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    cv2.imwrite(str(tmp_path / "masks" / "gt000002.png"), np.full((4, 4), 255, np.uint8))
    truth = clip("a", ground_truth="masks", ground_truth_kind=Kind.MASKS)

    def masks() -> Iterator[tuple[int, Mask]]:
        yield 0, np.zeros((4, 4), np.uint8)
        yield 1, np.full((4, 4), 255, np.uint8)

    exact = read_ground_truth(truth, tmp_path)
    score = score_clip(truth, Findings((), masks=masks()), exact).masks
    assert score is not None
    assert (score.tally, score.frames, score.truth_frames) == (Tally(16), 1, 1)
    assert score_clip(truth, Findings(()), exact).masks is None


def test_ground_truth_of_the_wrong_frames_is_told(tmp_path: Path) -> None:
    (tmp_path / "gt.txt").write_text("1,1,1,1,1,1\n")
    truth = clip("a", ground_truth="gt.txt", ground_truth_kind=Kind.BOXES, ground_truth_frames_1based=(2, 3))
    with pytest.raises(
        TruthInvalid, match=r"gt.txt: expected boxes of the scored frames of a, received none"
    ):
        read_ground_truth(truth, tmp_path)


def analyst(found: Mapping[str, tuple[Event, ...]]) -> Analyst:
    def find(file: str) -> Findings:
        if file not in found:
            raise SourceInvalid(f"{file}: expected video, received an empty file")
        return Findings(found[file])

    return find


def test_figures_over_all_clips(tmp_path: Path) -> None:
    clips = [
        clip("a", person(0, 20)),
        clip("b", person(0, 20), quiet=((0, 20),)),
        clip("c", Span("car", 0, 20)),
        clip("d"),
        clip("short", person(5, 6)),
    ]
    found = {
        "a": (event("person", 0, 20),),
        "b": (event("person", 0, 10),),
        "c": (event("person", 0, 5), event("car", 0, 20)),
        "short": (event("person", 5, 6),),
    }
    evaluation = Evaluation.of(score_each(clips, tmp_path, analyst(found)))
    assert evaluation.failures == (ClipFailure("d", "d: expected video, received an empty file"),)
    person_presence = evaluation.presence["person"]
    # F1 is 1 in a and 2 · 10 / (2 · 10 + 10) in b. Not in the mean: c has no person, short no scored second.
    assert person_presence.mean_f1 == pytest.approx((1 + 2 / 3) / 2)
    assert person_presence.clips == 2
    assert person_presence.tally == Tally(hits=30, missed=10, false=5)
    assert evaluation.presence["vehicle"].mean_f1 == 1.0
    assert evaluation.quiet.false_per_minute == pytest.approx(30)
    assert evaluation.events == {"person": Tally(hits=3, false=1), "vehicle": Tally(hits=1)}
    assert evaluation.labels == {"car": Tally(hits=1), "person": Tally(hits=3, false=1)}


def test_ground_truth_is_read_before_any_clip_is_looked_at(tmp_path: Path) -> None:
    clips = [clip("a"), clip("b", ground_truth="none.txt", ground_truth_kind=Kind.BOXES)]
    looked_at: list[str] = []

    def find(file: str) -> Findings:
        looked_at.append(file)
        return Findings(())

    with pytest.raises(TruthInvalid, match=r"none.txt"):
        list(score_each(clips, tmp_path, find))
    assert looked_at == []


def test_json_names_what_was_missed_and_false(tmp_path: Path) -> None:
    clips = [clip("a", person(0, 20), Span("dog", 12, 18))]
    evaluation = Evaluation.of(
        score_each(clips, tmp_path, analyst({"a": (event("person", 0, 20), event("car", 3, 4))}))
    )
    figures = json.loads(json.dumps(evaluation_json(evaluation)))
    assert figures["presence"]["person"]["mean_f1"] == 1.0
    assert figures["events"]["all"]["recall"] == 0.5
    (scored,) = figures["clips"]
    assert scored["events"]["groups"]["animal"]["missed_events"] == [
        {"label": "dog", "start_s": 12, "end_s": 18}
    ]
    assert scored["events"]["labels"]["car"]["false_events"] == [{"label": "car", "start_s": 3, "end_s": 4}]
    assert scored["presence"]["vehicle"]["false_s"] == [3]
    assert (scored["boxes"], scored["masks"]) == (None, None)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    with HistoryWriter(path) as writer:
        for number, source in enumerate(("gate/yard.mp4", "door/yard.mp4", "gate/lane.mp4")):
            analysis = Analysis(source, "yard", f"print {number}", "s", "m", "0")
            source_id = writer.begin(analysis).source_id
            writer.add(source_id, event("person", 1, 3, analysis.event_id(1), source))
            writer.finish(source_id, Outcome(20_000_000, 200, 160, 90))
    return path


def test_events_are_taken_from_a_history(db: Path) -> None:
    with History.open(db) as history:
        findings = StoredClips(history, "history.db")("lane.mp4")
    assert [(found.label, found.source) for found in findings.events] == [("person", "gate/lane.mp4")]
    assert findings.observations is None


@pytest.mark.parametrize(("file", "count"), [("yard.mp4", 2), ("road.mp4", 0), ("ane.mp4", 0)])
def test_clip_must_stand_once_in_a_history(db: Path, file: str, count: int) -> None:
    complaint = f"history history.db: expected one finished analysis of {file}, received {count}"
    with History.open(db) as history, pytest.raises(HistoryError, match=complaint):
        StoredClips(history, "history.db")(file)


def test_path_tells_clips_of_one_name_apart(db: Path) -> None:
    with History.open(db) as history:
        assert StoredClips(history, "history.db")("door/yard.mp4").events[0].source == "door/yard.mp4"


def test_clip_is_taken_from_the_first_folder_that_has_it(tmp_path: Path) -> None:
    folders = [tmp_path, tmp_path / "footage"]
    folders[1].mkdir()
    (folders[1] / "yard.mp4").touch()
    looked_at: list[Path] = []

    def analyse(path: Path) -> Findings:
        looked_at.append(path)
        return Findings(())

    FootageClips(folders, analyse)("yard.mp4")
    assert looked_at == [folders[1] / "yard.mp4"]
    with pytest.raises(
        SourceNotFound, match=r"clip lane.mp4: expected in .* or .*footage, received no such file"
    ):
        FootageClips(folders, analyse)("lane.mp4")
