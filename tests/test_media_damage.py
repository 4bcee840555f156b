"""Damaged files: what can be read is read, and the report says what was not."""

from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.media.source import ReadReport
from pipeline.media.video import VideoFile
from tests.videos import MovingSquare, cut_off, insert, matches, noise, overwrite, write_video

SCENE = MovingSquare(width=160, height=120, frames=150, start_xy=(10, 40), step_xy=(0.7, 0), noise=4)
IMAGES = tuple(SCENE.images())
KEY_INTERVAL = 10
ENCODING = {"g": str(KEY_INTERVAL), "b": "400k"}
WITHOUT_REORDERING = {**ENCODING, "bf": "0"}
SECONDS_US = 1_000_000
LENGTH_US = 6 * SECONDS_US
NOISE = noise(8_000, seed=1)
"""Of 40 such payloads in each kind of file, FFmpeg took a picture that two of them spoilt for sound."""

KINDS = {
    "H.264 in MP4": ("clip.mp4", "libx264"),
    "H.264 in MPEG-TS": ("clip.ts", "libx264"),
    "H.264 in Matroska": ("clip.mkv", "libx264"),
    "MPEG-4 in MP4": ("clip.mp4", "mpeg4"),
}


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """One undamaged file of each kind."""
    folder = tmp_path_factory.mktemp("originals")
    return {
        (name, codec): write_video(
            folder / f"{codec}_{name}",
            IMAGES,
            codec=codec,
            pixel_format="yuvj420p" if codec == "mjpeg" else "yuv420p",
            options=ENCODING,
        ).read_bytes()
        for name, codec in (*KINDS.values(), ("clip.avi", "mpeg4"), ("clip.mkv", "mjpeg"))
    }


@pytest.fixture
def clip(request: pytest.FixtureRequest, tmp_path: Path, originals: dict[tuple[str, str], bytes]) -> Path:
    """A fresh copy of one of them."""
    name, codec = request.param
    path = tmp_path / str(name)
    path.write_bytes(originals[name, codec])
    return path


def read(path: Path) -> tuple[list[int], ReadReport]:
    """Read to the end; return the numbers of the frames, by their times, and the report.

    Every frame given must look as it was drawn: none may be patched or rest on a damaged one.
    """
    video = VideoFile(path)
    numbers = []
    for frame in video.frames():
        number = round(frame.time_us / 40_000)
        assert abs(number * 40_000 - frame.time_us) < 1_000
        assert matches(frame.picture.rgb(), IMAGES[number], tolerance=12)
        numbers.append(number)
    assert video.report.frames == len(numbers)
    return numbers, video.report


def check_account(numbers: list[int], report: ReadReport) -> None:
    """Every frame is either seen or within an unseen stretch, and none is both."""
    assert all(earlier < later for earlier, later in pairwise(numbers))
    for number in range(SCENE.frames):
        middle_us = number * 40_000 + 20_000
        is_hidden = any(from_us < middle_us < to_us for from_us, to_us in report.unseen)
        assert is_hidden != (number in numbers), number


@pytest.mark.parametrize("clip", KINDS.values(), ids=KINDS, indirect=True)
@pytest.mark.parametrize("payload", [bytes(8_000), NOISE], ids=["zeros", "noise"])
def test_reading_goes_on_behind_overwritten_bytes(clip: Path, payload: bytes) -> None:
    numbers, report = read(overwrite(clip, 0.4, payload))
    check_account(numbers, report)
    assert numbers[-1] == SCENE.frames - 1
    assert report.error is not None
    assert "\n" not in report.error
    assert 1 <= len(report.unseen) <= 3
    assert report.duration_us == LENGTH_US


@pytest.mark.parametrize("clip", [KINDS["H.264 in MPEG-TS"]], ids=["MPEG-TS"], indirect=True)
def test_megabyte_of_noise_within_a_transport_stream_is_skipped(clip: Path) -> None:
    numbers, report = read(insert(clip, 0.5, noise(1_000_000)))
    check_account(numbers, report)
    assert numbers[0] == 0
    assert numbers[-1] == SCENE.frames - 1
    assert len(numbers) >= SCENE.frames - 2 * KEY_INTERVAL


@pytest.mark.parametrize("clip", [KINDS["H.264 in MPEG-TS"]], ids=["MPEG-TS"], indirect=True)
def test_packets_lost_from_a_transport_stream_are_missed(clip: Path) -> None:
    content = clip.read_bytes()
    hole = range(len(content) // 2 // 188 * 188, len(content) * 6 // 10 // 188 * 188)
    clip.write_bytes(content[: hole.start] + content[hole.stop :])
    numbers, report = read(clip)
    first = round(report.unseen[0][0] / 40_000)
    # Of the last ones before it, those that are stored behind later ones may be lost too: no packet tells.
    check_account(sorted({*numbers, *range(first - 4, first)}), report)
    assert len(numbers) < SCENE.frames - KEY_INTERVAL


@pytest.mark.parametrize(
    ("name", "muxer"),
    [("clip.mkv", {}), ("clip.mp4", {"movflags": "faststart"})],
    ids=["Matroska", "MP4 with its index ahead"],
)
def test_cut_off_file_says_how_much_is_missing(tmp_path: Path, name: str, muxer: dict[str, str]) -> None:
    path = write_video(tmp_path / name, IMAGES, options=WITHOUT_REORDERING, muxer=muxer)
    numbers, report = read(cut_off(path, 0.6))
    check_account(numbers, report)
    assert 50 < len(numbers) < 120
    assert report.unseen[-1][1] == LENGTH_US
    assert report.error is not None


def test_file_being_written_in_fragments_is_read(tmp_path: Path) -> None:
    muxer = {"movflags": "frag_keyframe+empty_moov"}
    path = write_video(tmp_path / "clip.mp4", IMAGES, options=WITHOUT_REORDERING, muxer=muxer)
    numbers, _ = read(cut_off(path, 0.6))
    assert 50 < len(numbers) < 120
    assert numbers == list(range(len(numbers)))


@pytest.mark.parametrize("clip", [("clip.avi", "mpeg4")], ids=["AVI"], indirect=True)
def test_avi_without_its_index_is_read(clip: Path) -> None:
    content = clip.read_bytes()
    start = content.rindex(b"idx1")
    clip.write_bytes(content[:start])
    numbers, report = read(clip)
    assert numbers == list(range(SCENE.frames))
    assert report.unseen == ()


@pytest.mark.parametrize("clip", [("clip.mkv", "mjpeg")], ids=["MJPEG"], indirect=True)
def test_pictures_that_rest_on_no_other_go_on_at_once(clip: Path) -> None:
    video = VideoFile(overwrite(clip, 0.4, noise(3_000)))
    numbers = [round(frame.time_us / 40_000) for frame in video.frames()]
    assert len(numbers) >= SCENE.frames - 5
    assert numbers[-1] == SCENE.frames - 1


@pytest.mark.parametrize("clip", [KINDS["H.264 in MP4"]], ids=["MP4"], indirect=True)
def test_the_same_damage_gives_the_same_frames(clip: Path) -> None:
    overwrite(clip, 0.3, noise(8_000))
    assert read(clip) == read(clip)


def test_one_key_frame_only_does_not_hide_the_rest_for_ever(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mkv", IMAGES[:120], fps=5, options={"g": "1000", "bf": "0"})
    overwrite(path, 0.3, noise(300))
    video = VideoFile(path)
    last = max(frame.time_us for frame in video.frames())
    assert last == 119 * 200_000
    # Ten seconds of patience, and a cluster of Matroska that lasts five; all the rest would be seventeen.
    assert sum(to_us - from_us for from_us, to_us in video.report.unseen) <= 15 * SECONDS_US
