"""What analysts do for one camera, task by task."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.analyse import Analysis, AnalysisSettings, Subject, small
from pipeline.live.sight import Sight, SightSettings
from pipeline.live.task import Closing, Look, Opening, Task
from pipeline.media.source import Frame
from pipeline.media.video import VideoFile
from tests.live_samples import QUICK, AllPersons, Notes, passer

YEAR_2026_US = 1_767_225_600_000_000


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return passer(tmp_path_factory.mktemp("sight") / "passer.mp4")


def live(frames: Sequence[Frame], since_us: int = YEAR_2026_US) -> list[Look]:
    moved = (Frame(frame.index, frame.time_us + since_us, frame.picture) for frame in frames)
    return [Look(frame, 0.0, is_live=True) for frame in moved]


def opening(video: VideoFile, fingerprint: str = "watch") -> Opening:
    pictures = video.sample_pictures(round(QUICK.prime_s * 1e6), QUICK.prime_pictures)
    return Opening(
        fingerprint, (video.width, video.height), tuple(small(picture, 352) for picture in pictures)
    )


def perform(seen: Sight, *tasks: Task) -> None:
    for task in tasks:
        seen.perform(task)


def sight(notes: Notes, settings: SightSettings | None = None) -> Sight:
    return Sight("yard", "rtsp://yard/low", AllPersons(), settings or SightSettings(QUICK), notes)


def test_live_events_are_those_of_the_file(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes)
    perform(seen, opening(video), *live(list(video.frames())), Closing())
    subject = Subject("yard", "passer.mp4", None, str)
    steps = Analysis(subject, AllPersons(), QUICK).run(VideoFile(clip))
    expected = [finding.event for step in steps for finding in step.findings]
    found = [finding.event for finding in notes.findings]
    times = [(event.start_us - YEAR_2026_US, event.end_us - YEAR_2026_US, event.label) for event in found]
    assert times == [(event.start_us, event.end_us, event.label) for event in expected]
    assert times
    assert all(event.is_live and event.recorded_us == 0 for event in found)
    assert all(event.source == "rtsp://yard/low" for event in found)


def test_scene_is_told_before_its_first_step_and_names_its_events(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes)
    perform(seen, opening(video), *live(list(video.frames())), Closing())
    (scene,) = notes.scenes
    assert (scene.width, scene.height, scene.since_us) == (320, 240, YEAR_2026_US)
    tracks = {track.id for _, step in notes.steps if step.observation for track in step.observation.tracks}
    assert {finding.event.id for finding in notes.findings} == {scene.event_id(track) for track in tracks}


def test_rest_ends_what_lasts_and_the_scene_is_remembered(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes)
    frames = list(video.frames())
    perform(seen, opening(video), *live(frames[:25]), Closing())
    assert notes.steps[-1][1].observation is None
    assert len(notes.findings) == 1
    later_us = frames[24].time_us + YEAR_2026_US + 60_000_000
    assert seen.knows((320, 240), later_us)
    seen.perform(Opening("watch", (320, 240)))
    perform(seen, *live(frames[25:40], YEAR_2026_US + 60_000_000))
    assert [scene.number for scene in notes.scenes] == [0, 1]
    assert notes.scenes[1].event_id(1) != notes.scenes[0].event_id(1)
    observations = [step.observation for scene, step in notes.steps if scene.number == 1]
    assert any(observation and observation.tracks for observation in observations)


def test_short_break_goes_on_with_what_lasts(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes)
    looks = live(list(video.frames()))
    perform(seen, opening(video), *looks[:25], Opening("watch", (320, 240)), *looks[26:], Closing())
    assert len(notes.scenes) == 1
    assert len(notes.findings) == 1


def test_scene_is_not_known_of_another_size_or_after_too_long(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes, SightSettings(QUICK, keep_scene_s=60))
    perform(seen, opening(video), *live(list(video.frames())[:5]))
    at_us = YEAR_2026_US + 400_000
    assert seen.knows((320, 240), at_us + 60_000_000)
    assert not seen.knows((640, 480), at_us)
    assert not seen.knows((320, 240), at_us + 60_000_001)


def test_another_size_ends_what_lasts_and_is_another_watch(clip: Path, tmp_path: Path) -> None:
    video, wide, notes = VideoFile(clip), VideoFile(passer(tmp_path / "wide.mp4", width=400)), Notes()
    seen = sight(notes)
    perform(seen, opening(video), *live(list(video.frames())[:25]))
    perform(seen, opening(wide, "other"), *live(list(wide.frames())[:5], YEAR_2026_US + 10_000_000))
    assert [(scene.fingerprint, scene.width) for scene in notes.scenes] == [("watch", 320), ("other", 400)]
    assert len(notes.findings) == 1


def test_times_that_slip_back_are_left_out_and_a_clock_set_back_begins_anew(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes)
    frames = list(video.frames())
    slipped = live(frames[15:16])
    back = live(frames[20:25], YEAR_2026_US - 3_600_000_000)
    perform(seen, opening(video), *live(frames[:20]), *slipped, *back)
    assert len(notes.looks) == 25
    assert [scene.number for scene in notes.scenes] == [0, 1]


def test_clock_set_ahead_ends_what_lasts(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes)
    frames = list(video.frames())
    perform(seen, opening(video), *live(frames[:25]), *live(frames[25:30], YEAR_2026_US + 11_000_000))
    assert [scene.number for scene in notes.scenes] == [0, 1]
    (finding,) = notes.findings
    assert finding.event.end_us <= YEAR_2026_US + frames[24].time_us


def test_after_an_error_the_next_picture_begins_anew(clip: Path) -> None:
    video, notes = VideoFile(clip), Notes()
    seen = sight(notes)
    looks = live(list(video.frames()))
    perform(seen, opening(video), *looks[:10])
    notes.is_broken = True
    with pytest.raises(ZeroDivisionError):
        seen.perform(looks[10])
    perform(seen, *looks[11:])
    assert [scene.number for scene in notes.scenes] == [0, 1]
    assert notes.looks[-1] == looks[-1].frame.time_us


def test_settings_are_those_of_files() -> None:
    assert SightSettings().analysis == AnalysisSettings()
