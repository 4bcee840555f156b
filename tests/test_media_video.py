"""Video files: every frame, at its time, upright."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.source import Frame
from pipeline.media.video import VideoFile
from pipeline.values import Box
from tests.videos import SQUARE_RGB, MovingSquare, matches, write_video

SCENE = MovingSquare(frames=30)
VARIABLE_MS = [0, 40, 80, 300, 310, 320, 1000, 5000, 5040, 5080]

KINDS = {
    "H.264 in MP4": ("clip.mp4", "libx264", "yuv420p"),
    "H.264 in Matroska": ("clip.mkv", "libx264", "yuv420p"),
    "H.264 in MPEG-TS": ("clip.ts", "libx264", "yuv420p"),
    "H.264 in QuickTime": ("clip.mov", "libx264", "yuv420p"),
    "H.264, 10 bit": ("clip.mp4", "libx264", "yuv420p10le"),
    "H.264, 4:4:4": ("clip.mp4", "libx264", "yuv444p"),
    "MPEG-4 in AVI": ("clip.avi", "mpeg4", "yuv420p"),
    "MPEG-4 in MP4": ("clip.mp4", "mpeg4", "yuv420p"),
    "MPEG-2 in a program stream": ("clip.mpg", "mpeg2video", "yuv420p"),
    "MJPEG in AVI": ("clip.avi", "mjpeg", "yuvj420p"),
    "MJPEG in Matroska": ("clip.mkv", "mjpeg", "yuvj420p"),
    "raw NV12": ("clip.avi", "rawvideo", "nv12"),
    "raw RGB, bottom up": ("clip.avi", "rawvideo", "bgr24"),
    "VP9 in WebM": ("clip.webm", "libvpx-vp9", "yuv420p"),
}


def centre_of_red(frame: Frame) -> tuple[float, float]:
    """Where the red square's middle is, in pixels."""
    image = frame.picture.rgb().astype(int)
    rows, columns = np.nonzero(image[..., 0] - image[..., 1] > 100)
    return float(columns.mean()) + 0.5, float(rows.mean()) + 0.5


def times(frames: Iterable[Frame]) -> list[int]:
    return [frame.time_us for frame in frames]


@pytest.mark.parametrize(("name", "codec", "pixel_format"), KINDS.values(), ids=KINDS)
def test_every_frame_comes_once_at_its_time(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    path = write_video(tmp_path / name, SCENE.images(), codec=codec, pixel_format=pixel_format)
    video = VideoFile(path)
    seen = [(frame.index, frame.time_us, centre_of_red(frame)) for frame in video.frames()]
    assert [(index, time_us) for index, time_us, _ in seen] == [(n, n * 40_000) for n in range(30)]
    for index, _, (x, y) in seen[::7]:
        expected_x, expected_y = SCENE.box(index).centre
        assert abs(x - expected_x) < 1.5
        assert abs(y - expected_y) < 1.5
    assert (video.width, video.height, video.fps) == (320, 240, 25.0)
    assert video.report.frames == 30
    assert video.report.duration_us == 1_200_000
    assert video.report.unseen == ()
    assert video.report.error is None
    assert abs((video.duration_us or 0) - 1_200_000) <= 200_000


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "mov"])
@pytest.mark.parametrize("start_ms", [0, 5000], ids=["from 0", "from 5 s"])
def test_variable_rate_and_start_are_exact(tmp_path: Path, suffix: str, start_ms: int) -> None:
    stamps = [time_ms + start_ms for time_ms in VARIABLE_MS]
    path = write_video(tmp_path / f"clip.{suffix}", map(SCENE.image, range(10)), times_ms=stamps)
    video = VideoFile(path)
    assert times(video.frames()) == [time_ms * 1000 for time_ms in VARIABLE_MS]
    assert video.report.unseen == ()


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("clip.m1v", "mpeg1video", "yuv420p"),
        ("clip.h264", "libx264", "yuv420p"),
        ("clip.mjpeg", "mjpeg", "yuvj420p"),
    ],
    ids=["MPEG-1", "H.264", "MJPEG"],
)
def test_bare_stream_has_an_even_clock(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    path = write_video(tmp_path / name, SCENE.images(), codec=codec, pixel_format=pixel_format)
    video = VideoFile(path)
    assert times(video.frames()) == [number * 40_000 for number in range(30)]
    assert video.report.duration_us == 1_200_000


def test_frames_can_be_read_again(tmp_path: Path) -> None:
    video = VideoFile(write_video(tmp_path / "clip.mp4", SCENE.images()))
    assert len(list(islice(video.frames(), 3))) == 3
    assert video.report.frames == 3
    first, second = list(video.frames()), list(video.frames())
    assert times(first) == times(second)
    assert all(
        (a.picture.luma((320, 240)) == b.picture.luma((320, 240))).all()
        for a, b in zip(first, second, strict=True)
    )


def test_threads_do_not_change_the_frames(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", SCENE.images())
    one, three = (list(VideoFile(path, threads).frames()) for threads in (1, 3))
    assert times(one) == times(three)
    assert all((a.picture.rgb() == b.picture.rgb()).all() for a, b in zip(one, three, strict=True))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation_is_honoured(tmp_path: Path, rotation: int) -> None:
    path = write_video(tmp_path / "clip.mp4", map(SCENE.image, range(5)), rotation=rotation)
    video = VideoFile(path)
    upright = np.rot90(SCENE.image(0), rotation // 90)
    frame = next(video.frames())
    assert (video.height, video.width) == upright.shape[:2]
    assert matches(frame.picture.rgb(), upright, tolerance=4)


def test_pixel_aspect_is_honoured(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", map(SCENE.image, range(5)), pixel_aspect=Fraction(16, 15))
    video = VideoFile(path)
    assert (video.width, video.height) == (341, 240)
    box = SCENE.box(0).scaled(341 / 320, 1)
    inner = Box(box.x + 5, box.y + 5, box.width - 10, box.height - 10)
    assert np.abs(next(video.frames()).picture.rgb(inner).mean((0, 1)) - SQUARE_RGB).max() < 25


def test_metadata_is_given(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", map(SCENE.image, range(2)))
    assert "encoder" in VideoFile(path).metadata


@pytest.mark.parametrize(
    ("name", "key_interval"),
    [("clip.mp4", "5"), ("clip.mp4", "250"), ("clip.ts", "5"), ("clip.h264", "5")],
    ids=["many key frames", "one key frame", "MPEG-TS", "bare stream"],
)
def test_sample_pictures_are_spread_over_the_start(tmp_path: Path, name: str, key_interval: str) -> None:
    scene = MovingSquare(frames=100, step_xy=(2, 0))
    path = write_video(tmp_path / name, scene.images(), options={"g": key_interval, "bf": "0"})
    video = VideoFile(path)
    places = [centre_of_red(Frame(0, 0, picture))[0] for picture in video.sample_pictures(2_000_000, 5)]
    assert len(places) == 5
    assert all(18 <= later - earlier <= 34 for earlier, later in pairwise(places))
    again = [picture.luma((32, 24)) for picture in video.sample_pictures(2_000_000, 5)]
    once_more = [picture.luma((32, 24)) for picture in video.sample_pictures(2_000_000, 5)]
    assert all((a == b).all() for a, b in zip(again, once_more, strict=True))


def test_sample_pictures_of_a_short_clip_span_all_of_it(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", SCENE.images(), options={"g": "5"})
    places = [
        centre_of_red(Frame(0, 0, picture))[0] for picture in VideoFile(path).sample_pictures(60_000_000, 5)
    ]
    assert len(places) == 5
    assert places[-1] - places[0] > 80
