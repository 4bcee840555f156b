"""The truth file: both forms are read, and every fault is told in one line."""

import json
from pathlib import Path

import pytest

from pipeline.errors import TruthInvalid
from pipeline.scoring.span import Span
from pipeline.scoring.truth import Kind, Meaning, TruthClip, read_truth

SHARED = Path(__file__).parents[2] / "shared" / "data"


def written(folder: Path, content: object) -> Path:
    path = folder / "truth.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def clip(**keys: object) -> dict[str, object]:
    return {"clips": [{"file": "yard.mp4", "events": [], **keys}]}


def test_minimal_form_is_read(tmp_path: Path) -> None:
    person = {"label": "person", "start_s": 1.0, "end_s": 9.5}
    truth = read_truth(written(tmp_path, {"clips": [{"file": "yard.mp4", "events": [person]}]}))
    assert truth.clips == (TruthClip("yard.mp4", (Span("person", 1.0, 9.5),)),)
    assert truth.clips[0].events_are is Meaning.OBJECTS


def test_rich_form_is_read_and_remarks_are_left_aside(tmp_path: Path) -> None:
    content = clip(
        events=[{"label": "car", "start_s": 0, "end_s": 3, "note": "two at once"}],
        events_are="intervals of presence (several objects at once)",
        quiet=[[4, 9.5]],
        duration_s=10,
        scene="a yard",
        ground_truth="truth/yard/gt.txt",
        ground_truth_kind="MOTChallenge 2015 boxes+ids",
        ground_truth_frames_1based=[2, 40],
    )
    (read,) = read_truth(written(tmp_path, content)).clips
    assert read == TruthClip(
        file="yard.mp4",
        events=(Span("car", 0, 3),),
        events_are=Meaning.INTERVALS,
        quiet=((4, 9.5),),
        duration_s=10,
        ground_truth="truth/yard/gt.txt",
        ground_truth_kind=Kind.BOXES,
        ground_truth_frames_1based=(2, 40),
    )
    assert [read.covers_frame(number) for number in (1, 2, 40, 41)] == [False, True, True, False]


def test_unknown_kind_of_ground_truth_is_left_aside(tmp_path: Path) -> None:
    (read,) = read_truth(written(tmp_path, clip(ground_truth="a", ground_truth_kind="one mask"))).clips
    assert read.ground_truth_kind is Kind.OTHER


def event(start_s: object, end_s: object) -> dict[str, object]:
    return clip(
        events=[
            {"label": "car", "start_s": 1, "end_s": 2},
            {"label": "car", "start_s": start_s, "end_s": end_s},
        ]
    )


FAULTS = {
    "no JSON": ("{", "expected JSON, received EOF while parsing an object at line 1 column 1"),
    "list": ([], "expected an object, received []"),
    "no clips": ({"clips": []}, "clips: expected at least one, received none"),
    "no file": ({"clips": [{"events": []}]}, "clips[0]: file: expected this key, received none"),
    "no events": ({"clips": [{"file": "a.mp4"}]}, "clip a.mp4: events: expected this key, received none"),
    "clip is a number": ({"clips": [5]}, "clips[0]: expected an object, received 5"),
    "twins": (
        {"clips": [{"file": "a.mp4", "events": []}] * 2},
        "clip a.mp4: expected one entry, received 2",
    ),
    "text for a number": (
        event("1", 2),
        'clip yard.mp4: events[1].start_s: expected a valid number, received "1"',
    ),
    "backwards": (
        event(3, 2),
        "clip yard.mp4: events[1]: expected 0 <= start_s <= end_s, received 3.0 and 2.0",
    ),
    "before the clip": (
        event(-1, 2),
        "clip yard.mp4: events[1]: expected 0 <= start_s <= end_s, received -1.0 and 2.0",
    ),
    "endless": (
        event(1, float("inf")),
        "clip yard.mp4: events[1]: expected 0 <= start_s <= end_s, received 1.0 and inf",
    ),
    "no label": (
        clip(events=[{"label": "", "start_s": 1, "end_s": 2}]),
        "clip yard.mp4: events[0]: label: expected a name, received ''",
    ),
    "quiet backwards": (
        clip(quiet=[[3, 1]]),
        "clip yard.mp4: quiet: expected 0 <= start <= end, received 3.0 and 1.0",
    ),
    "half a quiet": (clip(quiet=[[3]]), "clip yard.mp4: quiet[0][1]: expected this key, received none"),
    "milliseconds": (
        clip(quiet=[[0, 9000]], duration_s=10),
        "clip yard.mp4: expected times within duration_s = 10.0, received 9000.0",
    ),
    "meaning": (
        clip(events_are="many"),
        "clip yard.mp4: events_are: expected 'one object each' or 'intervals of presence', received \"many\"",
    ),
    "frames": (
        clip(ground_truth_frames_1based=[0, 4]),
        "clip yard.mp4: ground_truth_frames_1based: expected 1 <= first <= last, received (0, 4)",
    ),
}


@pytest.mark.parametrize(("content", "complaint"), FAULTS.values(), ids=FAULTS.keys())
def test_fault_is_told_in_one_line(tmp_path: Path, content: object, complaint: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(TruthInvalid) as raised:
        read_truth(path)
    assert str(raised.value) == f"{path}: {complaint}"


def test_missing_truth_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TruthInvalid, match=r"none.json: expected a truth file .* No such file or directory"):
        read_truth(tmp_path / "none.json")


def test_truth_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TruthInvalid, match="no UTF-8 text"):
        read_truth(path)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")
def test_truth_of_the_shared_footage_is_read() -> None:
    clips = read_truth(SHARED / "truth.json").clips
    assert len(clips) == 23
    assert sum(len(each.events) for each in clips) == 65
    kinds = {each.file: each.ground_truth_kind for each in clips if each.ground_truth_kind is not Kind.OTHER}
    assert kinds == {
        "cdnet_highway.mp4": Kind.MASKS,
        "pets09_s2l1.avi": Kind.BOXES,
        "tud_stadtmitte.mp4": Kind.BOXES,
    }
