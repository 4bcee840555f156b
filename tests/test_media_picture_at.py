"""The picture of one moment: the same that reading from the start gives."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.media.opening import open_source
from pipeline.media.source import Source
from tests.videos import MovingSquare, write_pictures, write_video

SQUARE = MovingSquare(96, 64, 60, side=16, start_xy=(-10.0, 20.0), noise=2)
CODECS = {"mp4": "libx264", "mkv": "libx264", "avi": "mpeg4", "mpg": "mpeg2video", "ts": "libx264"}


@pytest.fixture(params=[*CODECS, "pictures"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    if request.param == "pictures":
        return open_source(write_pictures(tmp_path / "pictures", SQUARE.images()))
    path = tmp_path / f"clip.{request.param}"
    return open_source(write_video(path, SQUARE.images(), codec=CODECS[request.param], options={"g": "25"}))


def test_picture_at_a_time_is_the_one_that_is_shown_then(source: Source) -> None:
    frames = [(frame.time_us, frame.picture.rgb()) for frame in source.frames()]
    for index in (0, 24, 25, 26, 48, 59):
        time_us, image = frames[index]
        picture = source.picture_at(time_us + 1_000)
        assert picture is not None
        assert np.array_equal(picture.rgb(), image), index


def test_picture_at_a_time_behind_the_end_is_the_last_one(source: Source) -> None:
    last = [frame.picture.rgb() for frame in source.frames()][-1]
    picture = source.picture_at(3_600_000_000)
    assert picture is not None
    assert np.array_equal(picture.rgb(), last)
