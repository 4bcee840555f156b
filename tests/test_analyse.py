"""One made video, from decoder to finding: what moved, when, where, and its picture."""

import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.analyse import Analysis, AnalysisSettings, Finding, Step, Subject, small_size
from pipeline.media.opening import open_source
from pipeline.media.source import Source
from pipeline.values import BACKGROUND, UNKNOWN, Image, Observation
from tests.videos import MovingSquare, write_pictures, write_video

TOLERANCE_S = 0.3
"""Of starts and ends: three pictures at the rate that is looked at, and some pixels at the edge."""

PASSER = MovingSquare(frames=200, start_xy=(-240, 100), noise=2)
"""Comes at 2.0 s, is whole from 2.4 to 5.2 s, and gone at 5.6 s."""


PINK = (250, 180, 180)
"""Brighter than the ground, as the videos' red is not: motion is seen in the brightness alone."""


class RedIsPerson:
    """Takes what is red for a person and the rest for background."""

    labels = ("person", "car", BACKGROUND)
    priors: ClassVar = dict.fromkeys(labels, 1 / 3)
    digest = "red"

    def classify(self, crops: Sequence[Image]) -> npt.NDArray[np.float32]:
        reds = [crop[..., 0].mean() > crop[..., 1:].mean() + 40 for crop in crops]
        return np.array([(0.9, 0.06, 0.04) if red else (0.02, 0.02, 0.96) for red in reds], np.float32)


def images(square: MovingSquare, indices: Sequence[int] | None = None) -> Iterator[Image]:
    """The square's frames, with the square in pink."""
    for index in range(square.frames) if indices is None else indices:
        image, box = square.image(index), square.box(index)
        left, top = max(0, int(box.x)), max(0, int(box.y))
        image[top : max(0, int(box.bottom)), left : max(0, int(box.right))] = PINK
        yield image


def subject(recorded_us: int | None = None) -> Subject:
    return Subject("yard", "yard.mp4", recorded_us, lambda number: f"event {number}")


def analysed(source: Source, recorded_us: int | None = None) -> list[Step]:
    return list(Analysis(subject(recorded_us), RedIsPerson(), AnalysisSettings()).run(source))


def found(steps: list[Step]) -> list[Finding]:
    return [finding for step in steps for finding in step.findings]


def observed(steps: list[Step]) -> list[Observation]:
    return [step.observation for step in steps if step.observation is not None]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("analyse") / "passer.mp4", images(PASSER))


@pytest.fixture(scope="module")
def steps(clip: Path) -> list[Step]:
    return analysed(open_source(clip), recorded_us=123)


def test_what_passes_is_one_finding_with_its_times(steps: list[Step]) -> None:
    (finding,) = found(steps)
    assert finding.event.start_us / 1e6 == pytest.approx(2.0, abs=TOLERANCE_S)
    assert finding.event.end_us / 1e6 == pytest.approx(5.6, abs=TOLERANCE_S)


def test_a_finding_has_label_and_scores(steps: list[Step]) -> None:
    (finding,) = found(steps)
    assert finding.event.label == "person"
    assert finding.event.score > 0.8
    assert set(finding.event.scores) == set(RedIsPerson.labels)


def test_a_finding_says_whose_it_is(steps: list[Step]) -> None:
    event = found(steps)[0].event
    assert (event.camera, event.source, event.recorded_us, event.model) == ("yard", "yard.mp4", 123, "red")
    assert event.id.startswith("event ")
    assert not event.zones


def test_a_path_follows_the_foot(steps: list[Step]) -> None:
    path = found(steps)[0].event.path
    whole = [point for point in path if 2.6e6 < point.time_us < 5.2e6]
    assert len(whole) > 5
    for point in whole:
        x, y = PASSER.box(round(point.time_us / 40_000)).foot
        np.testing.assert_allclose((point.x, point.y), (x, y), atol=5)
    gaps_s = [(later.time_us - sooner.time_us) / 1e6 for sooner, later in pairwise(path)]
    assert 0.2 <= min(gaps_s) <= max(gaps_s) <= 0.5


def test_a_snapshot_shows_the_whole_object_in_its_colour(steps: list[Step]) -> None:
    (finding,) = found(steps)
    assert finding.snapshot is not None
    is_pink = np.abs(finding.snapshot.astype(int) - PINK).max(axis=2) < 40
    assert is_pink.sum() == pytest.approx(PASSER.side**2, rel=0.2)
    assert is_pink.mean() < 0.3


def test_the_box_is_that_of_the_object_when_the_snapshot_was_taken(steps: list[Step]) -> None:
    box = found(steps)[0].event.box
    assert max(box.iou(PASSER.box(index)) for index in range(PASSER.frames)) > 0.6


def test_the_finding_comes_when_the_track_ends_not_when_the_source_does(steps: list[Step]) -> None:
    (number,) = [number for number, step in enumerate(steps) if step.findings]
    observation = steps[number].observation
    assert observation is not None
    assert observation.time_us < 7.5e6


def test_each_picture_looked_at_is_observed_in_order(steps: list[Step]) -> None:
    observations = observed(steps)
    times = [observation.time_us for observation in observations]
    assert times == sorted(set(times))
    assert all(observation.time_us == observation.frame_index * 40_000 for observation in observations)
    assert all(observation.camera == "yard" for observation in observations)
    assert all(step.mask is not None and step.mask.shape == (240, 320) for step in steps[:-1])
    assert (steps[-1].observation, steps[-1].mask) == (None, None)


def test_what_is_in_sight_at_the_end_is_found_too(tmp_path: Path) -> None:
    stays = MovingSquare(frames=75, start_xy=(-40, 100), step_xy=(2, 0), noise=2)
    last = analysed(open_source(write_video(tmp_path / "end.mp4", images(stays))))[-1]
    (finding,) = last.findings
    assert finding.event.end_us / 1e6 == pytest.approx(3.0, abs=0.15)


def test_the_same_source_gives_the_same_result(clip: Path, steps: list[Step]) -> None:
    again = analysed(open_source(clip), recorded_us=123)
    assert observed(again) == observed(steps)
    assert [finding.event for finding in found(again)] == [finding.event for finding in found(steps)]
    for finding, other in zip(found(again), found(steps), strict=True):
        assert finding.snapshot is not None
        assert other.snapshot is not None
        np.testing.assert_array_equal(finding.snapshot, other.snapshot)


def test_a_still_scene_has_no_findings(tmp_path: Path) -> None:
    still = MovingSquare(frames=50, step_xy=(0, 0), noise=3)
    assert not found(analysed(open_source(write_video(tmp_path / "still.mp4", images(still)))))


@pytest.mark.parametrize("fps", [10, 25, 30, 60])
def test_no_more_is_looked_at_than_is_needed(tmp_path: Path, fps: int) -> None:
    square = MovingSquare(
        width=160, height=120, frames=fps * 4, side=20, start_xy=(-20, 50), step_xy=(60 / fps, 0)
    )
    source = open_source(write_video(tmp_path / "fast.mp4", images(square), fps=fps))
    steps = analysed(source)
    rate_hz = AnalysisSettings().rate_hz
    assert 0.9 * min(fps, rate_hz) * 4 <= len(observed(steps)) <= min(fps, rate_hz) * 4 + 1
    assert source.report.frames == fps * 4
    assert len(found(steps)) == 1


@pytest.mark.parametrize("frames", [1, 3, 12])
def test_a_source_of_few_frames_is_looked_at_all_the_same(tmp_path: Path, frames: int) -> None:
    square = MovingSquare(frames=frames)
    steps = analysed(open_source(write_video(tmp_path / "brief.mp4", images(square))))
    assert 1 <= len(observed(steps)) <= frames
    assert steps[-1].observation is None


def test_times_hold_at_a_variable_frame_rate(tmp_path: Path) -> None:
    gaps_ms = np.random.default_rng(1).choice([20, 40, 60, 140], 160)
    times_ms = [0, *np.cumsum(gaps_ms).tolist()]
    coming_ms, speed = 3000, 0.1  # pixels per millisecond
    square = MovingSquare(step_xy=(speed, 0), start_xy=(-40 - coming_ms * speed, 100), noise=2)
    video = write_video(tmp_path / "vfr.mkv", images(square, times_ms), times_ms=times_ms)
    (finding,) = found(analysed(open_source(video)))
    assert finding.event.start_us / 1e6 == pytest.approx(3.0, abs=TOLERANCE_S)
    assert finding.event.end_us / 1e6 == pytest.approx(3.0 + 3.6, abs=TOLERANCE_S)


def test_what_is_too_small_to_be_named_is_unknown_and_has_no_picture(tmp_path: Path) -> None:
    speck = MovingSquare(width=160, height=120, side=5, frames=150, start_xy=(-5, 50), step_xy=(1, 0))
    options = {"crf": "5"}
    steps = analysed(open_source(write_video(tmp_path / "speck.mp4", images(speck), options=options)))
    for finding in found(steps):
        assert (finding.event.label, finding.event.score, finding.snapshot) == (UNKNOWN, 0.0, None)


def test_a_folder_of_pictures_is_analysed_too(tmp_path: Path) -> None:
    square = MovingSquare(width=160, height=120, side=24, frames=60, start_xy=(-24, 40))
    folder = write_pictures(tmp_path / "pictures", images(square))
    assert len(found(analysed(open_source(folder)))) == 1


def test_who_stops_looking_leaves_no_thread(clip: Path) -> None:
    running = Analysis(subject(), RedIsPerson(), AnalysisSettings()).run(open_source(clip))
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name == "read-ahead"]


@pytest.mark.parametrize(
    ("size", "small"),
    [
        pytest.param((1920, 1080), (384, 216), id="1080p"),
        pytest.param((3840, 2160), (349, 196), id="4K"),
        pytest.param((640, 480), (320, 240), id="VGA"),
        pytest.param((160, 120), (160, 120), id="small stays"),
        pytest.param((480, 640), (240, 320), id="upright"),
    ],
)
def test_small_pictures_are_divided_by_a_whole_number(size: tuple[int, int], small: tuple[int, int]) -> None:
    assert small_size(*size, 352) == small


@pytest.mark.parametrize("settings", [{"rate_hz": 0.0}, {"long_side_px": 8}], ids=str)
def test_settings_that_cannot_work_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        AnalysisSettings(**settings)  # type: ignore[arg-type]
