"""Learning a scene live is learning it from a file."""

from pathlib import Path

import numpy as np

from pipeline.analyse import small
from pipeline.live.lesson import Lesson
from pipeline.media.source import Frame
from pipeline.media.video import VideoFile
from pipeline.values import Image
from tests.live_samples import passer


def shrunk(frame: Frame) -> Image:
    return small(frame.picture, 352)


def test_samples_are_those_of_the_file(tmp_path: Path) -> None:
    video = VideoFile(passer(tmp_path / "passer.mp4"))
    lesson = Lesson(0, 3_000_000, 12, shrunk)
    for frame in video.frames():
        lesson.add(frame)
    expected = [small(picture, 352) for picture in video.sample_pictures(3_000_000, 12)]
    assert len(lesson.samples) == 12
    assert all(np.array_equal(*pair) for pair in zip(lesson.samples, expected, strict=True))


def test_lesson_is_over_with_its_time(tmp_path: Path) -> None:
    frames = list(VideoFile(passer(tmp_path / "passer.mp4", frames=20)).frames())
    lesson = Lesson(frames[5].time_us, 1_000_000, 100, shrunk)
    for frame in frames[5:]:
        lesson.add(frame)
    assert not lesson.is_over(frames[14].time_us)
    assert lesson.is_over(frames[15].time_us)
    assert len(lesson.samples) == 10
